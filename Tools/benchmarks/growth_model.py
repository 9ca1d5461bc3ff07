"""What the growth table concludes. Nothing here runs anything."""

MEMORY, MEMORY_PER_FILE = 96 * 2**20, 300
LINEAR = 0.15
SPEEDUP = 1.8


def word(good: bool) -> str:
    return "met" if good else "missed"


def memory_limit(files: int) -> int:
    """The bytes that pack, verify and extract may have at once."""
    return MEMORY + MEMORY_PER_FILE * files


def linear(short: float, long: float, times: float) -> tuple[float, str]:
    """How many times the seconds of one unit grew when the input grew `times`; less than linear is good too."""
    ratio = long / short / times
    return ratio, word(ratio <= 1 + LINEAR)


def speedup(one: float, two: float) -> tuple[float, str]:
    """How many times as fast two cores are as one."""
    ratio = one / two
    return ratio, word(ratio >= SPEEDUP)


def serial(one: float, two: float) -> float:
    """The share of the work that did not get faster with the second core (Amdahl's law), 0 to 1."""
    return min(1.0, max(0.0, 2 * two / one - 1))


def at_most(serial_share: float, cores: int) -> float:
    """How many times as fast so many cores can be as one, if so much of the work is done by one at a time (Amdahl's law)."""
    return 1 / (serial_share + (1 - serial_share) / cores)

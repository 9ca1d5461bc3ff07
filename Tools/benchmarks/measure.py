"""Runs commands and says how long they took; and gives out scratch folders that are gone afterwards."""

import contextlib
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
VENV = TOP / ".build" / "venv" / "bin"


class Failed(Exception):
    """A command that was to be measured did not do its work."""


@dataclass
class Sample:
    wall: float  # seconds
    cpu: float  # seconds of the command and its children
    peak: int  # bytes of memory of the largest process; 0 if it is not known


def environment() -> dict[str, str]:
    return {**os.environ, "PATH": f"{VENV}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}


def argv(command) -> list[str]:
    """A list is run as it is; a string is for bash, where each part of a pipe must succeed."""
    return command if isinstance(command, list) else ["bash", "-o", "pipefail", "-c", command]


def once(command, memory: bool = True) -> Sample:
    """Runs `command` to its end, with its output thrown away. It may not outlive this program.

    With `memory`, it runs under GNU time where that is there: the system itself counts this interpreter's memory as the
    child's. That costs half a millisecond, so that commands which are over at once are to be measured without.
    """
    timer = shutil.which("time") if memory else None
    with tempfile.TemporaryFile() as errors, tempfile.NamedTemporaryFile() as peak:
        words = [str(word) for word in argv(command)]
        if timer:
            words = [timer, "-q", "-f", "%M", "-o", peak.name, *words]
        start = time.perf_counter()
        child = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors,
                                 env=environment(), process_group=0)
        try:
            _, status, usage = os.wait4(child.pid, 0)
        except BaseException:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(child.pid, 0)
            child.returncode = -signal.SIGKILL
            raise
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            errors.seek(0)
            said = errors.read().decode("utf-8", "replace")[-400:].strip()
            raise Failed(f"exit status {child.returncode} of {command if isinstance(command, str) else ' '.join(words)}: {said}")
        most = int(Path(peak.name).read_text().split()[-1]) * 1024 if timer else 0
    return Sample(wall, usage.ru_utime + usage.ru_stime, most)


def rotated(items: list, by: int) -> list:
    """The same items, beginning with another one: nobody is always the first, on cold caches."""
    by %= len(items) or 1
    return items[by:] + items[:by]


def median(samples: list[Sample]) -> float:
    return statistics.median(sample.wall for sample in samples)


@contextlib.contextmanager
def scratch(where: Path):
    """A folder below `where` that is removed whatever happens, also on Ctrl-C."""

    def stop(number, frame):
        raise KeyboardInterrupt

    for number in signal.SIGINT, signal.SIGTERM, signal.SIGHUP:
        signal.signal(number, stop)
    folder = Path(tempfile.mkdtemp(prefix="stele-benchmark-", dir=where))
    try:
        yield folder
    finally:
        # A second Ctrl-C does not leave the half of it there.
        for number in signal.SIGINT, signal.SIGTERM, signal.SIGHUP:
            signal.signal(number, signal.SIG_IGN)
        shutil.rmtree(folder, ignore_errors=True)


def main(function) -> None:
    """Runs a script's main function; ends as interrupted programs end."""
    sys.stdout.reconfigure(line_buffering=True)
    try:
        sys.exit(function())
    except KeyboardInterrupt:
        sys.exit(130)
    except Failed as failure:
        sys.exit(f"{Path(sys.argv[0]).name}: {failure}")


def fresh(folder: Path) -> Path:
    """An empty folder of this name."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def stele(path: str | None) -> str:
    """The command to measure: the one named, or this clone's own, built if it is missing."""
    if path:
        if not os.access(path, os.X_OK):
            raise SystemExit(f"there is no program {path}")
        return str(Path(path).resolve())
    own = TOP / ".build" / "release" / "stele"
    if not own.exists():
        subprocess.run([TOP / "Tools" / "stele", "--version"], check=True, stdout=subprocess.DEVNULL)
    return str(own)


def cores() -> int:
    return len(os.sched_getaffinity(0))


def machine() -> str:
    """The processor, its cores that may be used, memory and system; and how busy it is."""
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), os.uname().machine)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = next((line.split("=")[1].strip().strip('"') for line in open("/etc/os-release") if line.startswith("PRETTY_NAME")), "Linux")
    return f"{model}, {cores()} cores, {memory:.0f} GiB; {system}, Linux {os.uname().release.split('-')[0]}; load {os.getloadavg()[0]:.1f}"


def today() -> str:
    return date.today().isoformat()

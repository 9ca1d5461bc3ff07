"""RESULTS.md: one part for each script, replaced when the script runs with --update-results."""

import subprocess
from pathlib import Path

PAGE = Path(__file__).resolve().parent / "RESULTS.md"
PARTS = {"goals": "Goals", "growth": "Growth", "levels": "Levels and frames", "parity": "Recovery data"}


def replaced(page: str, part: str, text: str) -> str:
    """The page with another text under the heading of `part`; the other parts stay as they are."""
    begin, end = f"## {PARTS[part]}\n", "\n## "
    if begin not in page:
        return page.rstrip("\n") + f"\n\n{begin}\n{text.rstrip()}\n"
    head, rest = page.split(begin, 1)
    tail = rest[rest.index(end) :] if end in rest else ""
    return head + begin + "\n" + text.rstrip() + "\n" + tail


def update(part: str, text: str) -> None:
    page = PAGE.read_text() if PAGE.exists() else "# Results\n"
    PAGE.write_text(replaced(page, part, text))


def commit() -> str:
    """The commit that this clone is at."""
    told = subprocess.run(["git", "-C", PAGE.parent, "describe", "--always", "--dirty"], capture_output=True, text=True)
    return told.stdout.strip() or "an unknown commit"

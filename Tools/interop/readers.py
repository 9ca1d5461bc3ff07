"""The programs, other than Stele, that must be able to read what Stele writes."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


# The readers' own words in English, and file names as UTF-8: in the C locale bsdtar refuses other names.
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"}


@dataclass
class Outcome:
    """How a command ended, and all that it said."""

    status: int
    output: str

    @property
    def silent_success(self) -> bool:
        return self.status == 0 and not self.output.strip()


def run(
    *command: str | Path, cwd: Path | None = None, stdin: Path | None = None, apart: bool = False
) -> Outcome:
    """Runs a command to its end; one that is not installed is a failure like any other.

    With `apart`, the outcome of a command that succeeds has its standard output alone.
    """
    arguments = [str(part) for part in command]
    try:
        with open(stdin or os.devnull, "rb") as source:
            done = subprocess.run(
                arguments,
                cwd=cwd,
                env=ENVIRONMENT,
                stdin=source,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE if apart else subprocess.STDOUT,
                timeout=600,
            )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Outcome(-1, f"{arguments[0]}: {error}")
    output = done.stdout if done.returncode == 0 else done.stdout + (done.stderr or b"")
    return Outcome(done.returncode, output.decode("utf-8", "backslashreplace"))


def in_turn(*steps: Callable[[], Outcome]) -> Outcome:
    """Runs steps until one does not succeed in silence."""
    outcome = Outcome(0, "")
    for step in steps:
        outcome = step()
        if not outcome.silent_success:
            break
    return outcome


def unpack_zstd(package: Path, scratch: Path) -> Path:
    """For readers that know no zstd: the bare tar, made by the zstd command."""
    tar = scratch / "bare.tar"
    if not tar.exists():
        run("zstd", "-dq", "-o", tar, package)
    return tar


def gnu_tar(package: Path, folder: Path, scratch: Path) -> Outcome:
    return run("tar", "-xf", package, "-C", folder)


def bsdtar(package: Path, folder: Path, scratch: Path) -> Outcome:
    return run("bsdtar", "-xf", package, "-C", folder)


def busybox(package: Path, folder: Path, scratch: Path) -> Outcome:
    if package.suffix == ".zst":
        package = unpack_zstd(package, scratch)
    # Debian's BusyBox does not find out by itself that a tar is compressed.
    options = "-xzf" if package.suffix == ".gz" else "-xf"
    return run("busybox", "tar", options, package, "-C", folder)


def seven_zip(package: Path, folder: Path, scratch: Path) -> Outcome:
    program = shutil.which("7zz") or "7z"
    quiet = ["x", "-y", "-bso0", "-bsp0"]
    inner = scratch / "7-zip"

    def outer() -> Outcome:
        return run(program, *quiet, f"-o{inner}", package)

    def rest() -> Outcome:
        return run(program, *quiet, f"-o{folder}", "--", *inner.iterdir())

    return in_turn(outer, rest)


PYTHON_EXTRACTION = """
import sys, tarfile
with tarfile.open(sys.argv[1]) as tar:
    # The strictest filter, where this version of Python has filters.
    tar.extractall(sys.argv[2], **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
"""


def python_tarfile(package: Path, folder: Path, scratch: Path) -> Outcome:
    if package.suffix == ".zst" and sys.version_info < (3, 14):
        package = unpack_zstd(package, scratch)
    return run(sys.executable, "-W", "error", "-c", PYTHON_EXTRACTION, package, folder)


READERS = {
    "GNU tar": gnu_tar,
    "bsdtar": bsdtar,
    "BusyBox tar": busybox,
    "7-Zip": seven_zip,
    "Python tarfile": python_tarfile,
}

"""Faults that real machines have, made on purpose: unreadable sectors, a full disk, missing permission, a terminal.

For tests of the command; each test runs the program that Tools/stele builds.
"""

import atexit
import contextlib
import fcntl
import functools
import os
import pty
import select
import shutil
import struct
import subprocess
import tempfile
import termios
from dataclasses import dataclass
from pathlib import Path

TOOLS = Path(__file__).resolve().parent.parent
# Somebody who owns nothing: the user `nobody` of every Debian.
NOBODY = 65534


@functools.cache
def stele() -> str:
    """The path of the program, built if that is due."""
    environment = {**os.environ, "STELE_BUILD_ONLY": "1"}
    done = subprocess.run([TOOLS / "stele"], env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"the command does not build:\n{done.stderr}")
    return done.stdout.strip()


def plain_environment(**more: str) -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TERM": "xterm", **more}


def run(*arguments: object, env: dict[str, str] | None = None, **options: object) -> subprocess.CompletedProcess[str]:
    """Runs the program."""
    return run_program([stele(), *arguments], env, **options)


def run_program(command: list[object], env: dict[str, str] | None = None, **options: object) -> subprocess.CompletedProcess[str]:
    settings = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE} | options
    return subprocess.run(
        [str(word) for word in command], env=plain_environment(**(env or {})), stderr=subprocess.PIPE, text=True,
        check=False, timeout=300, **settings)


# --- Another user --------------------------------------------------------------------------------

@functools.cache
def public_copy() -> str:
    """A copy of the program that every user can reach."""
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    os.chmod(folder.name, 0o755)
    return shutil.copy(stele(), folder.name)


def run_as_nobody(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    """Runs the program as somebody who owns nothing. Where the tests are not root's, their user has to do."""
    command = [public_copy(), *arguments]
    if os.geteuid() == 0:
        command = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", *command]
    return run_program(command, **options)


# --- A failing disk ------------------------------------------------------------------------------

@functools.cache
def preloaded(name: str) -> str:
    """Compiles NAME.c, which takes the place of functions of the C library, into a folder that is gone when the tests end."""
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    library = Path(folder.name) / f"{name}.so"
    source = Path(__file__).with_name(f"{name}.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library, source, "-ldl"], check=True)
    return str(library)


def faulty(path: Path, *parts: range, delay: int = 0) -> dict[str, str]:
    """The environment in which a program cannot read these parts of a file, and waits so many milliseconds for others."""
    text = ",".join(f"{part.start}-{part.stop - 1}" for part in parts)
    return {"LD_PRELOAD": preloaded("faulty_file"), "FAULTY_FILE": str(path), "FAULTY_PARTS": text, "FAULTY_DELAY": str(delay)}


# --- A full disk ---------------------------------------------------------------------------------

@contextlib.contextmanager
def small_disk(size: str):
    """A folder that holds no more than this; None where this user may not make one."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True, check=False)
        if done.returncode != 0:
            yield None
            return
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", folder], check=True)


# --- A terminal ----------------------------------------------------------------------------------

@dataclass
class Shown:
    """What a program showed on a terminal of its own, and wrote to standard output."""

    status: int
    terminal: str
    output: str


def run_on_terminal(*arguments: object, env: dict[str, str] | None = None) -> Shown:
    """Runs the program with standard error on a terminal, and standard output in a pipe."""
    control, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 25, 100, 0, 0))
    process = subprocess.Popen(
        [stele(), *map(str, arguments)], env=plain_environment(**(env or {})), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=terminal)
    os.close(terminal)
    collected = {control: b"", process.stdout.fileno(): b""}
    is_open = list(collected)
    try:
        while is_open:
            for end in select.select(is_open, [], [], 300)[0]:
                try:
                    data = os.read(end, 65536)
                except OSError:         # a terminal whose program is gone
                    data = b""
                collected[end] += data
                if not data:
                    is_open.remove(end)
        terminal_text, output = (data.decode(errors="replace") for data in collected.values())
        return Shown(process.wait(timeout=300), terminal_text, output)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        os.close(control)

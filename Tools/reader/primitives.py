"""Findings, limits, paths and numbers: what all other modules of this reader use.

Sections 1, 3, 9.1 and 10 of the specification (Spec/stele-1.md).
"""

import struct
from dataclasses import dataclass, field

ZERO_BLOCK = bytes(512)


# --- Findings (section 9) -------------------------------------------------------------------

@dataclass
class Finding:
    """One rule that is broken. Codes are explained in Spec/codes.md."""

    code: str
    message: str
    path: bytes | None = None       # path in the bag
    article: bytes | None = None    # path in the bag of the article that the file belongs to
    offset: int | None = None       # in the container

    @property
    def severity(self):
        return "error" if self.code.startswith("E") else "warning"


@dataclass
class Findings:
    """All findings of one verification.

    A hostile package can break a rule a million times. So that the list of its faults does not fill the
    memory, only the first 10,000 of each code are kept; the others are counted.
    """

    kept: list = field(default_factory=list)
    counts: dict = field(default_factory=dict)
    most_of_one_code: int = 10_000

    def add(self, code, message, path=None, article=None, offset=None):
        seen = self.counts.get(code, 0)
        self.counts[code] = seen + 1
        if seen < self.most_of_one_code:
            self.kept.append(Finding(code, message, path, article, offset))

    def __contains__(self, code):
        return code in self.counts

    @property
    def left_out(self):
        return sum(self.counts.values()) - len(self.kept)


class CannotRead(Exception):
    """This reader cannot check the package at all (its decoder is not there, a read error). Exit code 3."""


# --- Limits (section 10) --------------------------------------------------------------------

MAX_PATH = 4095
MAX_NAME = 255
PIECE = 8192                            # section 4.4
MAX_PAX_DATA = 16_384                   # section 5.4
MAX_PAYLOAD_FILES = 2**32 - 1


@dataclass
class Limits:
    """The limits that a user may raise."""

    tag_file: int = 1 << 30
    entries: int = 16_777_216
    json_depth: int = 64
    least_output: int = 1 << 30
    output_per_stored_byte: int = 1000

    def output(self, container_bytes):
        return max(self.least_output, self.output_per_stored_byte * container_bytes)


# --- Numbers (section 1): unsigned, little-endian ---------------------------------------------

def u16(data, offset):
    return struct.unpack_from("<H", data, offset)[0]


def u32(data, offset):
    return struct.unpack_from("<I", data, offset)[0]


def u64(data, offset):
    return struct.unpack_from("<Q", data, offset)[0]


# --- Paths (section 3.2) ----------------------------------------------------------------------

def path_fault(path):
    """What is wrong with a path, in words; None if nothing is. Section 3.2 [E207]."""
    if not path:
        return "the path is empty"
    if len(path) > MAX_PATH:
        return f"the path has {len(path)} bytes, more than {MAX_PATH}"
    if b"\0" in path:
        return "the path holds a NUL"
    try:
        path.decode("utf-8")
    except UnicodeDecodeError:
        return "the path is not valid UTF-8"
    if path.startswith(b"/"):
        return "the path is absolute"
    for name in path.split(b"/"):
        if not name:
            return "the path holds an empty name"
        if name in (b".", b".."):
            return f"the path holds the name {name.decode()}"
        if len(name) > MAX_NAME:
            return f"a name in the path has {len(name)} bytes, more than {MAX_NAME}"
    return None


def show(path):
    """A path for people. Control characters and bytes that are not UTF-8 are written as \\xNN, so that a
    path can neither steer a terminal nor hide."""
    text = path.decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else "".join(f"\\x{b:02x}" for b in c.encode()) for c in text)

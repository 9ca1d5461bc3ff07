"""zstd frames: RFC 8878, section 3.1.1, as far as section 4.3 of the specification asks for it.

Where a frame ends, its block headers say. Its data the program `zstd` decodes, which is in every Linux distribution:
Python has had a decoder of its own since version 3.14 only.
"""

import contextlib
import shutil
import subprocess
import threading

from primitives import CannotRead

MAGIC = bytes.fromhex("28b52ffd")
MAX_WINDOW = 8 << 20
MAX_BLOCK = 128 << 10
MAX_BLOCKS = 16_384


class Header:
    """The header of a frame. `length` is None if the bytes are too few for one, or begin otherwise."""

    def __init__(self, data):
        self.length = None
        if data[:4] != MAGIC or len(data) < 5:
            return
        flags = data[4]
        self.is_single_segment = bool(flags & 0x20)
        self.is_reserved = bool(flags & 0x08)
        self.has_checksum = bool(flags & 0x04)
        self.dictionary_bytes = (0, 1, 2, 4)[flags & 3]
        self.size_bytes = (int(self.is_single_segment), 2, 4, 8)[flags >> 6]
        length = 5 + (not self.is_single_segment) + self.dictionary_bytes + self.size_bytes
        if len(data) < length:
            return
        self.length = length
        if self.is_single_segment:
            size = int.from_bytes(data[length - self.size_bytes:length], "little")
            self.window = size + (256 if self.size_bytes == 2 else 0)
        else:
            base = 1 << 10 + (data[5] >> 3)
            self.window = base + base // 8 * (data[5] & 7)


def header_fault(data):
    """What section 4.3 does not allow in the header of a frame; None if all is well."""
    header = Header(data)
    if header.length is None:
        return "there is no header of a zstd frame"
    if header.is_reserved:
        return "the reserved bit of the zstd frame is set"
    if not header.has_checksum:
        return "the zstd frame has no checksum"
    if header.dictionary_bytes:
        return "the zstd frame asks for a dictionary"
    if not header.size_bytes:
        return "the zstd frame does not state the size of its content"
    if header.window > MAX_WINDOW:
        return f"the zstd frame has a window of {header.window} bytes"
    return None


class TooManyBlocks(Exception):
    """A frame has more blocks than section 4.3 allows."""


def frame_end(data):
    """Where the frame ends with which some bytes begin; None if they do not hold all of one."""
    try:
        return end_of_blocks(data)
    except TooManyBlocks:
        return None


def end_of_blocks(data):
    """The same, but raises TooManyBlocks."""
    header = Header(data)
    if header.length is None:
        return None
    at = header.length
    for _ in range(MAX_BLOCKS):
        if len(data) < at + 3:
            return None
        block = int.from_bytes(data[at:at + 3], "little")
        is_last, kind, size = block & 1, block >> 1 & 3, block >> 3
        if kind == 3 or size > MAX_BLOCK or (kind == 2 and size == 0):
            return None
        at += 3 + (1 if kind == 1 else size)
        if is_last:
            at += 4 if header.has_checksum else 0
            return at if at <= len(data) else None
    raise TooManyBlocks


def decompressed(data, most):
    """What comes out of one frame, one byte more than `most` at most; None if it does not decode, its checksum included."""
    program = shutil.which("zstd")
    if program is None:
        raise CannotRead("this package is compressed with zstd, and the program `zstd` is not there to decode it; "
                         "so nothing was checked")
    with subprocess.Popen([program, "-dcq", "--no-progress"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL) as process:
        # The program writes while it reads: so not one after the other.
        feeder = threading.Thread(target=feed, args=(process.stdin, data))
        feeder.start()
        content = process.stdout.read(most + 1)
        if len(content) > most:
            process.kill()
        feeder.join()
        process.wait()
    return content if len(content) > most or process.returncode == 0 else None


def feed(pipe, data):
    with contextlib.suppress(BrokenPipeError), pipe:
        pipe.write(data)

"""Sections: section 6 of the specification. Block table, index and footer; parity.py has the parity.

Each is made anew from what was read, and compared with what the container holds.
"""

import hashlib
import struct
import tempfile
from dataclasses import dataclass, fields

from primitives import PIECE

FOOTER_BYTES = 384
FOOTER_FORMAT = "<HHBBHQQQQQQHHIQQQQQQIIQQ32s32s32s32s32s32s56s"
MIN_BLOCK_BITS, MAX_BLOCK_BITS = 9, 16


def block_bits(tar_bytes):
    """Section 6.2: the block size, as a binary logarithm, that the size of the tar calls for."""
    for bits in range(MIN_BLOCK_BITS, MAX_BLOCK_BITS):
        if tar_bytes <= 2048 << bits:
            return bits
    return MAX_BLOCK_BITS


class BlockHasher:
    """Hashes the blocks of the data frames while their stored bytes pass by.

    The block size is not known before the first descriptor was read. Bytes that pass before are kept, but
    not more than a few frames' worth: of a file that begins with damage of that size, blocks are not checked.
    """

    MOST_KEPT = 4 << 20

    def __init__(self):
        self.digests = bytearray()
        self.possible = True
        self._size = None
        self._waiting = bytearray()
        self._hash, self._filled = hashlib.sha256(), 0
        self._ended = False

    def begin(self, bits):
        if self._size is None:
            self._size = 1 << bits
            kept, self._waiting = bytes(self._waiting), bytearray()
            self.passed(kept)

    def passed(self, data):
        if self._ended or not self.possible:
            return
        if self._size is None:
            self._waiting += data
            self.possible = len(self._waiting) <= self.MOST_KEPT
            return
        view = memoryview(data)
        while view:
            part = view[:self._size - self._filled]
            self._hash.update(part)
            self._filled += len(part)
            if self._filled == self._size:
                self._end_block()
            view = view[len(part):]

    def give_up(self):
        self.possible = False
        self.digests = bytearray()

    def end(self):
        """The data frames have ended."""
        if not self._ended and self._filled:
            self._end_block()
        self._ended = True

    def _end_block(self):
        self.digests += self._hash.digest()
        self._hash, self._filled = hashlib.sha256(), 0


class Section:
    """Content of a section. No more than `bound` bytes are kept, whatever the package says (section 10)."""

    def __init__(self):
        self.offset = None          # of its first frame, in the container
        self.length = 0
        self.content = bytearray()
        self.digest = hashlib.sha256()
        self.damaged = False
        self.last_piece = PIECE

    def add(self, content, bound):
        self.length += len(content)
        self.digest.update(content)
        if len(self.content) < bound:
            self.content += content


class Kept:
    """Bytes that are needed again after they have passed by: in memory while they are few, then in a temporary
    file. A package on a pipe cannot be read twice."""

    IN_MEMORY = 64 << 20

    def __init__(self):
        self._file = tempfile.SpooledTemporaryFile(self.IN_MEMORY)
        self.length = 0
        self.wanted = True

    def add(self, data):
        if self.wanted:
            self._file.seek(self.length)
            self._file.write(data)
            self.length += len(data)

    def read(self, offset, count):
        self._file.seek(offset)
        return self._file.read(count)

    def drop(self):
        """Nobody needs them."""
        self.wanted = False
        self.length = 0
        self._file.close()


@dataclass
class Footer:
    """Section 6.5. The fields in their order; None where the reader could not find out what should stand there."""

    version: int
    revision: int
    profile: int
    block_bits: int
    ratio: int
    container_bytes: int
    tar_bytes: int
    data_bytes: int
    table_bytes: int
    parity_offset: int
    parity_bytes: int
    columns: int
    rows: int
    stripes: int
    second_table_offset: int
    index_offset: int
    index_bytes: int
    additional_offset: int
    additional_bytes: int
    frames: int
    tag_files: int
    folders: int
    payload_files: int
    payload_bytes: int
    table_digest: bytes
    parity_digest: bytes
    index_digest: bytes
    content_digest: bytes
    package_digest: bytes
    additional_digest: bytes
    reserved: bytes

    @classmethod
    def read(cls, data):
        return cls(*struct.unpack(FOOTER_FORMAT, data))

    def pack(self):
        return struct.pack(FOOTER_FORMAT, *(getattr(self, f.name) for f in fields(self)))

    def differences(self, anew):
        """Names of the fields that are not as `anew`, a dictionary, says. What it does not say is not compared."""
        return [f.name for f in fields(self)
                if anew.get(f.name) is not None and getattr(self, f.name) != anew[f.name]]


def make_index(frames, tag_files, payload):
    """Section 6.4. `frames`: (offset in the container, place); `tag_files`: offsets in the tar; `payload`:
    (path, offset of the entry, offset of the manifest line, digest)."""
    payload = sorted(payload)
    by_digest = sorted(range(len(payload)), key=lambda number: (payload[number][3], payload[number][0]))
    parts = [b"".join(number.to_bytes(8, "little") for number in pair) for pair in frames]
    parts += [offset.to_bytes(8, "little") for offset in tag_files]
    parts += [entry.to_bytes(8, "little") + line.to_bytes(8, "little") for _, entry, line, _ in payload]
    parts += [number.to_bytes(4, "little") for number in by_digest]
    return b"".join(parts)

"""Descriptors: section 4.1 of the specification. Each frame has one, by which it is found and told from others."""

import struct
import zlib
from dataclasses import dataclass

from primitives import u16, u32, u64

SIGNATURE = b"STL1"
DATA, BLOCK_TABLE, PARITY, SECOND_TABLE, INDEX, FOOTER = 1, 2, 3, 4, 5, 255
ADDITIONAL = range(128, 255)        # sections of later revisions, section 6.6
DESCRIPTOR_BYTES = 40


@dataclass
class Descriptor:
    """Section 4.1: 40 bytes in each frame that say what the frame is."""

    kind: int
    block_bits: int
    ratio: int                  # of the parity, in hundredths of a percent
    tag: bytes
    place: int
    stored_length: int
    raw_length: int
    raw_checksum: int

    @classmethod
    def read(cls, data):
        """The descriptor in these 40 bytes; None if signature or checksum say that this is none [E103]."""
        if len(data) != 40 or data[:4] != SIGNATURE or zlib.crc32(data[:36]) != u32(data, 36):
            return None
        return cls(data[4], data[5], u16(data, 6), data[8:16], u64(data, 16),
                   u32(data, 24), u32(data, 28), u32(data, 32))

    def pack(self):
        data = struct.pack("<4sBBH8sQIII", SIGNATURE, self.kind, self.block_bits, self.ratio, self.tag, self.place,
                           self.stored_length, self.raw_length, self.raw_checksum)
        return data + zlib.crc32(data).to_bytes(4, "little")


def is_piece(kind):
    """Whether frames of this kind hold a piece of a section."""
    return BLOCK_TABLE <= kind <= INDEX or kind in ADDITIONAL or kind == FOOTER


def descriptors_in(window, tag):
    """The sound descriptors of a package in some bytes, with where they stand; of any package if `tag` is None."""
    at = window.find(SIGNATURE)
    while at >= 0:
        descriptor = Descriptor.read(window[at:at + DESCRIPTOR_BYTES])
        if descriptor and tag in (None, descriptor.tag):
            yield at, descriptor
        at = window.find(SIGNATURE, at + 1)

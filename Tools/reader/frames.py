"""Frames: section 4 of the specification, gzip profile.

`walk` gives the frames of a container from front to back and goes on behind damage. It looks at each frame
alone; what frames say of each other (places, order, package tag) is checked in verify.py.
"""

import struct
import zlib
from dataclasses import dataclass

from primitives import (
    MAX_RAW_LENGTH, MAX_STORED_LENGTH, MIN_STORED_LENGTH, CannotRead, u16, u32, u64,
)

SIGNATURE = b"STL1"
DATA, BLOCK_TABLE, PARITY, SECOND_TABLE, INDEX, FOOTER = 1, 2, 3, 4, 5, 255
ADDITIONAL = range(128, 255)        # sections of later revisions, section 6.6

DESCRIPTOR_AT = 16          # where the descriptor begins in a gzip-profile frame
CONTENT_AT = 56             # where the deflate data or the piece begins
OVERHEAD = 66               # bytes of a piece frame that are not the piece

# Section 4.2, bytes 0 to 9: gzip, deflate, FEXTRA alone, no time, no XFL, unknown system.
GZIP_START = bytes.fromhex("1f8b 0804 00000000 00ff")
PIECE_END = b"\x03" + bytes(9)      # section 4.4: deflate data of no bytes, and its trailer
ZSTD_MAGIC = bytes.fromhex("28b52ffd")
SKIPPABLE_MAGIC = bytes.fromhex("532a4d18")


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


@dataclass
class Frame:
    offset: int                 # in the container
    descriptor: Descriptor
    content: bytes | None       # the piece of the tar or of the section; None if it cannot be had
    after_damage: bool = False  # stored bytes before this frame were lost
    stored: bytes | None = None # of the footer's frame and those of additional sections, which have digests


class Source:
    """The stored bytes, read once from front to back, with a bounded look ahead.

    `passed` is given the stored bytes of the data frames once, in order: it hashes the blocks.
    """

    def __init__(self, stream, passed):
        self._stream = stream
        self._passed = passed
        self._buffer = bytearray()
        self._ended = False
        self._past_data = False
        self.offset = 0

    def peek(self, count):
        """The next `count` bytes, or fewer where the container ends."""
        while len(self._buffer) < count and not self._ended:
            try:
                chunk = self._stream.read(max(count - len(self._buffer), 65_536))
            except OSError as error:
                # A read error is not the end of the file.
                raise CannotRead(f"cannot read at offset {self.offset + len(self._buffer)}: {error.strerror}")
            if chunk:
                self._buffer += chunk
            else:
                self._ended = True
        return bytes(memoryview(self._buffer)[:count])

    def take(self, count):
        data = self.peek(count)
        del self._buffer[:len(data)]
        self.offset += len(data)
        if not self._past_data:
            self._passed(data)
        return data

    def data_frames_end(self):
        """The data frames end where the source now stands."""
        self._past_data = True

    def drain(self):
        """Reads to the end and says how many bytes there were."""
        count = 0
        while data := self.take(65_536):
            count += len(data)
        return count


def is_piece(kind):
    """Whether frames of this kind hold a piece of a section."""
    return BLOCK_TABLE <= kind <= INDEX or kind in ADDITIONAL or kind == FOOTER


def walk(source, findings):
    """Yields every frame of the container. The caller stops after the footer."""
    if source.peek(4) in (ZSTD_MAGIC, SKIPPABLE_MAGIC):
        raise CannotRead("this file is compressed with zstd (the zstd profile, if it is a Stele package). "
                         "This reader has no zstd decoder, so nothing was checked")
    tag = None                  # of the first sound frame; frames with another are not sought after damage
    after_damage = False
    if not source.peek(1):
        findings.add("E101", "the file is empty", offset=0)
    while head := source.peek(CONTENT_AT):
        start = source.offset
        descriptor = Descriptor.read(head[DESCRIPTOR_AT:])
        if descriptor is None:
            found = skip_to_frame(source, 0, tag)
            if not found and tag is None:
                findings.add("E101", "no Stele frame was found", offset=0)
                return
            if found or len(head) == CONTENT_AT:
                findings.add("E103", "no sound descriptor where a frame should begin", offset=start)
            if not found:
                return          # without a footer: the caller reports E102
            after_damage = True
            continue
        tag = tag or descriptor.tag
        frame, damaged = read_frame(source, start, descriptor, tag, findings)
        frame.after_damage = after_damage
        after_damage = damaged
        yield frame


def read_frame(source, start, descriptor, tag, findings):
    """Reads the frame at the source's place and passes over it. Returns it, and whether the bytes up to the
    next frame were lost."""
    length = descriptor.stored_length
    frame = Frame(start, descriptor, None)
    is_data = descriptor.kind == DATA
    if is_piece(descriptor.kind):
        source.data_frames_end()
    if is_data:
        fault = data_length_fault(descriptor)
        if fault:
            findings.add("E108", fault, offset=start)
    elif length != OVERHEAD + descriptor.raw_length and is_piece(descriptor.kind):
        findings.add("E103", f"stored length {length} is not that of a piece of {descriptor.raw_length} bytes",
                     offset=start)
        skip_to_frame(source, 1, tag)
        return frame, True
    if not MIN_STORED_LENGTH <= length <= MAX_STORED_LENGTH:
        if not is_data:
            findings.add("E103", f"stored length {length} is out of bounds", offset=start)
        skip_to_frame(source, 1, tag)
        return frame, True

    stored = source.peek(length)
    if len(stored) < length:
        # Either the container is cut off in this frame, or the stored length is a lie and frames follow.
        if skip_to_frame(source, 1, tag):
            findings.add("E103", f"stored length {length} reaches past the end of the container", offset=start)
        return frame, True      # else the caller reports E102, since no footer follows
    if is_data:
        frame.content = data_frame_content(stored, descriptor, start, findings)
    elif is_piece(descriptor.kind):
        frame.content = piece_frame_content(stored, descriptor, start, findings)
        frame.stored = stored if descriptor.kind == FOOTER or descriptor.kind in ADDITIONAL else None
    if frame.content is None:
        # Section 9.2: go on with the next frame. If there is none where the stored length says, it is
        # found by its signature.
        after = source.peek(length + CONTENT_AT)[length:]
        if after and Descriptor.read(after[DESCRIPTOR_AT:]) is None:
            if skip_to_frame(source, 1, tag):
                findings.add("E103", f"no frame follows where stored length {length} says", offset=start)
            return frame, True
    source.take(length)
    return frame, False


def data_length_fault(descriptor):
    """Section 4.2 [E108]."""
    if not 1 <= descriptor.raw_length <= MAX_RAW_LENGTH:
        return f"raw length {descriptor.raw_length} of a data frame is out of bounds"
    if not MIN_STORED_LENGTH <= descriptor.stored_length <= MAX_STORED_LENGTH:
        return f"stored length {descriptor.stored_length} of a data frame is out of bounds"
    return None


def data_frame_content(stored, descriptor, start, findings):
    """The piece of the tar in a data frame; None if it cannot be decoded. Section 4.2."""
    expected_start = GZIP_START + bytes.fromhex("2c00 534c 2800")
    if stored[:DESCRIPTOR_AT] != expected_start:
        findings.add("E104", "the gzip header is not the one of a data frame", offset=start)
    raw_length = min(descriptor.raw_length, MAX_RAW_LENGTH)
    inflater = zlib.decompressobj(wbits=-15)
    try:
        # What comes out is bounded by one byte more than is declared: enough to see that it is too much.
        content = inflater.decompress(stored[CONTENT_AT:-8], raw_length + 1)
    except zlib.error:
        findings.add("E105", "the deflate data does not decode", offset=start)
        return None
    if len(content) > raw_length:
        findings.add("E106", f"more than the declared {raw_length} bytes come out", offset=start)
        return None
    if not inflater.eof:
        findings.add("E105", "the deflate data does not end where the frame ends", offset=start)
        return None
    if inflater.unused_data:
        findings.add("E105", f"{len(inflater.unused_data)} bytes follow the deflate data", offset=start)
        return None
    faults = []
    checksum = zlib.crc32(content)
    if len(content) != descriptor.raw_length:
        faults.append(f"{len(content)} bytes come out, not {descriptor.raw_length}")
    if checksum != descriptor.raw_checksum:
        faults.append("the CRC-32 is not the raw checksum of the descriptor")
    if checksum != u32(stored, len(stored) - 8):
        faults.append("the CRC-32 is not the one of the gzip trailer")
    if len(content) & 0xFFFFFFFF != u32(stored, len(stored) - 4):
        faults.append("the length is not the one of the gzip trailer")
    if faults:
        findings.add("E106", "; ".join(faults), offset=start)
    # Content with a wrong checksum is still passed on: the digests of the files say which of them suffered.
    return content if len(content) == descriptor.raw_length else None


def piece_frame_content(stored, descriptor, start, findings):
    """The piece in a frame of a section; None if it is not framed as section 4.4 says."""
    piece = stored[CONTENT_AT:-10]
    if stored[:DESCRIPTOR_AT] != piece_start(len(piece)) or stored[-10:] != PIECE_END:
        findings.add("E104", "the gzip member is not the one of a piece", offset=start)
    if zlib.crc32(piece) != descriptor.raw_checksum:
        findings.add("E106", "the CRC-32 of the piece is not the raw checksum", offset=start)
    return piece


def piece_start(length):
    """Bytes 0 to 15 of a frame with a piece of `length` bytes. Section 4.4."""
    return (GZIP_START + ((44 + length) & 0xFFFF).to_bytes(2, "little") + b"SL"
            + ((40 + length) & 0xFFFF).to_bytes(2, "little"))


def piece_frame(kind, block_bits, ratio, tag, place, piece):
    """The stored bytes of a frame with a piece. Section 4.4: they are fixed."""
    descriptor = Descriptor(kind, block_bits, ratio, tag, place, OVERHEAD + len(piece), len(piece), zlib.crc32(piece))
    return piece_start(len(piece)) + descriptor.pack() + piece + PIECE_END


def skip_to_frame(source, skip, tag):
    """Passes over at least `skip` bytes, up to the next frame with a sound descriptor of this package.

    True if there is one; else the whole container has been passed over.
    """
    source.take(skip)
    while True:
        window = source.peek(65_536 + CONTENT_AT)
        at = window.find(SIGNATURE, DESCRIPTOR_AT)
        while at >= 0:
            descriptor = Descriptor.read(window[at:at + 40])
            if descriptor and (tag is None or descriptor.tag == tag):
                source.take(at - DESCRIPTOR_AT)
                return True
            at = window.find(SIGNATURE, at + 1)
        if len(window) < 65_536 + CONTENT_AT:
            source.take(len(window))
            return False
        source.take(65_536)

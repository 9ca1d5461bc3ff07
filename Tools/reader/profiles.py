"""Where the two profiles differ: sections 4.2 to 4.4 of the specification.

Both have the same frames with the same descriptors. What differs is what stands around descriptor, data and piece,
how much a data frame may hold, and how the data is compressed: by deflate, which Python's own library knows, or by zstd
(zstd.py).
"""

import zlib

from descriptors import DATA, DESCRIPTOR_BYTES, Descriptor, descriptors_in
from primitives import PIECE, u32
from zstd import MAGIC as ZSTD_MAGIC
from zstd import TooManyBlocks, decompressed, end_of_blocks, frame_end, header_fault

# Section 4.2, bytes 0 to 9: gzip, deflate, FEXTRA alone, no time, no XFL, unknown system.
GZIP_START = bytes.fromhex("1f8b 0804 00000000 00ff")
PIECE_END = b"\x03" + bytes(9)      # section 4.4: deflate data of no bytes, and its trailer
SKIPPABLE_MAGIC = bytes.fromhex("532a4d18")


class Gzip:
    number = 1                          # in the footer
    max_raw, min_stored, max_stored = 1_048_576, 66, 1_114_112
    piece_at, overhead = 56, 66         # where the piece of a frame begins; bytes around it
    footer_frame = 384 + 66

    @staticmethod
    def begins(at, descriptor):
        """Where a frame begins whose descriptor stands here."""
        return at - 16

    @staticmethod
    def frame(peek, tag):
        """The sound descriptor of the frame with which the bytes begin that `peek` gives; None if none does."""
        return Descriptor.read(peek(56)[16:])

    @staticmethod
    def data_content(stored, descriptor, start, findings):
        """The piece of the tar in a data frame; None if it cannot be decoded. Section 4.2."""
        if stored[:16] != GZIP_START + bytes.fromhex("2c00 534c 2800"):
            findings.add("E104", "the gzip header is not the one of a data frame", offset=start)
        raw_length = min(descriptor.raw_length, Gzip.max_raw)
        inflater = zlib.decompressobj(wbits=-15)
        try:
            # What comes out is bounded by one byte more than is declared: enough to see that it is too much.
            content = inflater.decompress(stored[56:-8], raw_length + 1)
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
        faults = content_faults(content, descriptor)
        if zlib.crc32(content) != u32(stored, len(stored) - 8):
            faults.append("the CRC-32 is not the one of the gzip trailer")
        if len(content) & 0xFFFFFFFF != u32(stored, len(stored) - 4):
            faults.append("the length is not the one of the gzip trailer")
        return judged(content, descriptor, faults, start, findings)

    @staticmethod
    def piece_start(length):
        """What stands before the descriptor of a piece of `length` bytes. Section 4.4."""
        return (GZIP_START + ((44 + length) & 0xFFFF).to_bytes(2, "little") + b"SL"
                + ((40 + length) & 0xFFFF).to_bytes(2, "little"))

    piece_end = PIECE_END


class Zstd:
    number = 2
    max_raw, min_stored, max_stored = 8_388_608, 57, 8_454_144
    piece_at, overhead = 48, 48
    footer_frame = 384 + 48

    @staticmethod
    def begins(at, descriptor):
        """Section 4.3: a data frame ends with its descriptor, all others begin with it."""
        return at + DESCRIPTOR_BYTES - descriptor.stored_length if descriptor.kind == DATA else at - 8

    @staticmethod
    def frame(peek, tag):
        head = peek(48)
        if head[:4] == SKIPPABLE_MAGIC:
            descriptor = Descriptor.read(head[8:])
            if descriptor and descriptor.kind != DATA:
                return descriptor
        window = peek(Zstd.max_stored)
        end = frame_end(window)
        if end is not None:
            descriptor = Descriptor.read(window[end + 8:end + 48])
            is_here = descriptor and descriptor.kind == DATA and descriptor.stored_length == end + 48
            return descriptor if is_here else None
        # What tells where the data ends, or what the frame is, is damaged: then its descriptor says where it begins.
        return next((descriptor for at, descriptor in descriptors_in(window, tag) if Zstd.begins(at, descriptor) == 0), None)

    @staticmethod
    def data_content(stored, descriptor, start, findings):
        """The piece of the tar in a data frame; None if it cannot be decoded. Section 4.3."""
        data = stored[:-48]
        if stored[-48:-40] != SKIPPABLE_MAGIC + (40).to_bytes(4, "little"):
            findings.add("E104", "the frame of the descriptor is not the one of section 4.3", offset=start)
        if fault := header_fault(data):
            findings.add("E104", fault, offset=start)
            return None
        try:
            end = end_of_blocks(data)
        except TooManyBlocks:
            findings.add("E104", "the zstd frame has too many blocks", offset=start)
            return None
        if end != len(data):
            findings.add("E105", "the zstd data does not end where the frame ends", offset=start)
            return None
        raw_length = min(descriptor.raw_length, Zstd.max_raw)
        content = decompressed(data, raw_length)
        if content is None:
            findings.add("E105", "the zstd data does not decode", offset=start)
            return None
        if len(content) > raw_length:
            findings.add("E106", f"more than the declared {raw_length} bytes come out", offset=start)
            return None
        return judged(content, descriptor, content_faults(content, descriptor), start, findings)

    @staticmethod
    def piece_start(length):
        return SKIPPABLE_MAGIC + (40 + length).to_bytes(4, "little")

    piece_end = b""


def stored_length(profile, content):
    """Bytes that a section of `content` bytes takes in the container. Section 4.4."""
    return content + profile.overhead * -(-content // PIECE)


# --- The content of data frames ----------------------------------------------------------------------

def content_faults(content, descriptor):
    faults = []
    if len(content) != descriptor.raw_length:
        faults.append(f"{len(content)} bytes come out, not {descriptor.raw_length}")
    if zlib.crc32(content) != descriptor.raw_checksum:
        faults.append("the CRC-32 is not the raw checksum of the descriptor")
    return faults


def judged(content, descriptor, faults, start, findings):
    if faults:
        findings.add("E106", "; ".join(faults), offset=start)
    # Content with a wrong checksum is still passed on: the digests of the files say which of them suffered.
    return content if len(content) == descriptor.raw_length else None



def of(source):
    """The profile of a container, by its first bytes; if they are damaged, by the first frame that can be found."""
    if source.peek(4) == GZIP_START[:4]:
        return Gzip
    if source.peek(4) in (ZSTD_MAGIC, SKIPPABLE_MAGIC):
        return Zstd
    window = source.peek(Zstd.max_stored)
    return next((profile_at(window, at) for at, _ in descriptors_in(window, None)), Gzip)


def profile_at(window, at):
    """The profile of the frame whose descriptor stands here: in the zstd profile, each has a skippable frame before it."""
    return Zstd if window[max(0, at - 8):at - 4] == SKIPPABLE_MAGIC else Gzip


def piece_frame(profile, kind, block_bits, ratio, tag, place, piece):
    """The stored bytes of a frame with a piece. Section 4.4: they are fixed."""
    descriptor = Descriptor(kind, block_bits, ratio, tag, place, profile.overhead + len(piece), len(piece), zlib.crc32(piece))
    return profile.piece_start(len(piece)) + descriptor.pack() + piece + profile.piece_end

"""Deflate and zstd frames, made by hand, so that the vectors do not depend on the version of any library."""

import functools
import struct

MASK = 2**64 - 1


# --- Deflate (RFC 1951) ------------------------------------------------------------------------

LENGTHS = []            # (smallest length, extra bits) of the codes 257 to 285
for code in range(28):
    extra = max(0, (code - 4) // 4)
    LENGTHS.append(((code if code < 8 else ((4 + code % 4) << extra)) + 3, extra))
LENGTHS.append((258, 0))
DISTANCES = []          # (smallest distance, extra bits) of the codes 0 to 29
for code in range(30):
    extra = max(0, (code - 2) // 2)
    DISTANCES.append(((code if code < 4 else ((2 + code % 2) << extra)) + 1, extra))


class Bits:
    def __init__(self):
        self.value = self.count = 0
        self.bytes = bytearray()

    def add(self, value, count):
        self.value |= value << self.count
        self.count += count
        while self.count >= 8:
            self.bytes.append(self.value & 0xFF)
            self.value >>= 8
            self.count -= 8

    def code(self, value, count):
        """Huffman codes are written from their highest bit on."""
        self.add(int(format(value, f"0{count}b")[::-1], 2), count)

    def finish(self):
        if self.count:
            self.add(0, 8 - self.count)
        return bytes(self.bytes)


def symbol(bits, number):
    """A literal or length, in the fixed code of RFC 1951 section 3.2.6."""
    if number < 144:
        bits.code(0x30 + number, 8)
    elif number < 256:
        bits.code(0x190 + number - 144, 9)
    elif number < 280:
        bits.code(number - 256, 7)
    else:
        bits.code(0xC0 + number - 280, 8)


@functools.lru_cache
def deflate(data):
    """One block with the fixed Huffman code; matches are found greedily."""
    bits = Bits()
    bits.add(1, 1)
    bits.add(1, 2)
    last_seen = {}
    at = 0
    while at < len(data):
        key = data[at:at + 3]
        before = last_seen.get(key)
        last_seen[key] = at
        if len(key) < 3 or before is None or at - before > 32_768:
            symbol(bits, data[at])
            at += 1
            continue
        length, most = 3, min(258, len(data) - at)
        while length < most and data[before + length] == data[at + length]:
            length += 1
        index = max(i for i, (least, _) in enumerate(LENGTHS) if least <= length)
        symbol(bits, 257 + index)
        bits.add(length - LENGTHS[index][0], LENGTHS[index][1])
        distance = at - before
        index = max(i for i, (least, _) in enumerate(DISTANCES) if least <= distance)
        bits.code(index, 5)
        bits.add(distance - DISTANCES[index][0], DISTANCES[index][1])
        at += length
    symbol(bits, 256)
    return bits.finish()


def deflate_stored(data):
    """Stored blocks: no compression."""
    blocks = [data[at:at + 65_535] for at in range(0, len(data), 65_535)] or [b""]
    return b"".join(struct.pack("<BHH", number == len(blocks) - 1, len(block), len(block) ^ 0xFFFF) + block
                    for number, block in enumerate(blocks))


# --- zstd (RFC 8878) ---------------------------------------------------------------------------

P1, P2, P3, P4, P5 = (0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x85EBCA77C2B2AE63,
                      0x27D4EB2F165667C5)


def rotate(value, count):
    return (value << count | value >> 64 - count) & MASK


def xxh64(data):
    """XXH64 with the seed 0."""
    def round_(accumulator, lane):
        return rotate((accumulator + lane * P2) & MASK, 31) * P1 & MASK

    at = 0
    if len(data) >= 32:
        lanes = [(P1 + P2) & MASK, P2, 0, -P1 & MASK]
        while at + 32 <= len(data):
            lanes = [round_(lane, word) for lane, word in zip(lanes, struct.unpack_from("<4Q", data, at))]
            at += 32
        result = sum(rotate(lane, count) for lane, count in zip(lanes, (1, 7, 12, 18))) & MASK
        for lane in lanes:
            result = ((result ^ round_(0, lane)) * P1 + P4) & MASK
    else:
        result = P5
    result = (result + len(data)) & MASK
    while at + 8 <= len(data):
        result = (rotate(result ^ round_(0, struct.unpack_from("<Q", data, at)[0]), 27) * P1 + P4) & MASK
        at += 8
    if at + 4 <= len(data):
        result = (rotate(result ^ struct.unpack_from("<I", data, at)[0] * P1 & MASK, 23) * P2 + P3) & MASK
        at += 4
    for byte in data[at:]:
        result = rotate(result ^ byte * P5 & MASK, 11) * P1 & MASK
    result = (result ^ result >> 33) * P2 & MASK
    result = (result ^ result >> 29) * P3 & MASK
    return result ^ result >> 32


def zstd_blocks(data, least):
    """Raw blocks, and run-length blocks for runs of zero bytes; before them as many empty ones as make it `least`."""
    pieces = []
    at = 0
    while at < len(data):
        run = len(data[at:]) - len(data[at:].lstrip(b"\0"))
        if run >= 16:
            count = min(run, 131_072)
            pieces.append((1, count, b"\0"))
        else:
            end = data.find(bytes(16), at)
            count = min((end if end > 0 else len(data)) - at, 131_072)
            pieces.append((0, count, data[at:at + count]))
        at += count
    pieces = [(0, 0, b"")] * (least - len(pieces)) + pieces
    return b"".join((((number == len(pieces) - 1) | kind << 1 | count << 3).to_bytes(3, "little") + body)
                    for number, (kind, count, body) in enumerate(pieces))


def zstd_long(data, start, count):
    """A zstd frame with a window of 1 MiB. One compressed block holds all `count` equal bytes from `start` on: one sequence
    of one literal and a match of 65,539 bytes, and the rest as literals."""
    literals = count - 65_539
    lengths = 1 | 3 << 2 | literals << 4                    # RLE_Literals_Block, 20 bits of size
    sequence = bytes([1, 0x54, 1, 2, 52]) + b"\0\0\4"      # codes by RLE: 1 literal, offset 1, match 65,539; no extra bits set
    block = lengths.to_bytes(3, "little") + data[start:start + 1] + sequence
    rest = data[start + count:]
    head = struct.pack("<IBBI", 0xFD2FB528, 2 << 6 | 4, 10 << 3, len(data))
    blocks = [(0, data[:start], start), (2, block, len(block)), (0, rest, len(rest))]
    return head + b"".join(
        (((number == 2) | kind << 1 | size << 3).to_bytes(3, "little") + body)
        for number, (kind, body, size) in enumerate(blocks)) + struct.pack("<I", xxh64(data) & 0xFFFFFFFF)


def zstd_empty_block(data):
    """A zstd frame in which a compressed block of no bytes comes first."""
    frame = zstd(data)
    return frame[:9] + b"\4\0\0" + frame[9:]


def zstd(data, checksum=True, content_size=True, dictionary=False, window=None, size_bytes=4, reserved=False,
         blocks=1):
    """A zstd frame. With `window` (a window descriptor), not in a single segment. Empty blocks make it at least `blocks`."""
    width = {4: 2, 8: 3}[size_bytes] << 6
    flags = (width if content_size else 0) | (1 << 5 if window is None else 0) | reserved << 3 | checksum << 2 | dictionary
    head = struct.pack("<IB", 0xFD2FB528, flags)
    if window is not None:
        head += bytes([window])
    if dictionary:
        head += b"\1"
    if content_size:
        head += len(data).to_bytes(size_bytes, "little")
    tail = struct.pack("<I", xxh64(data) & 0xFFFFFFFF) if checksum else b""
    return head + zstd_blocks(data, blocks) + tail

"""Makes Spec/example.md: the smallest good vector, annotated from its first byte to its last.

It reads the bytes by the tables of the specification and stops with an error if they are not as it says; so
the page cannot say what the vector does not.
"""

import struct
import zlib

KINDS = {1: "data frame", 2: "block table", 3: "parity", 4: "second block table", 5: "index", 255: "footer"}


class Page:
    def __init__(self, data):
        self.data = data
        self.at = 0
        self.lines = []

    def say(self, *lines):
        self.lines += lines

    def field(self, size, meaning):
        """One row for each 16 bytes; the meaning stands in the first."""
        piece = self.data[self.at:self.at + size]
        assert len(piece) == size
        for start in range(0, size, 16):
            row = piece[start:start + 16]
            text = meaning if start == 0 else ""
            self.lines.append(f"{self.at + start:6}  {row.hex(' ').upper():<47}  {text}".rstrip())
        self.at += size
        return piece

    def descriptor(self):
        at = self.at
        kind, bits, ratio, tag, place, stored, raw, crc = struct.unpack_from("<4xBBH8sQIII", self.data, at)
        assert struct.unpack_from("<I", self.data, at + 36)[0] == zlib.crc32(self.data[at:at + 36])
        self.field(4, "signature STL1")
        self.field(1, f"kind {kind}: {KINDS[kind]}")
        self.field(1, f"block size 2^{bits} = {1 << bits}")
        self.field(2, f"parity ratio {ratio}" + (": no parity" if not ratio else ""))
        self.field(8, "package tag: the package digest begins so")
        self.field(8, f"place {place}")
        self.field(4, f"stored length {stored}")
        self.field(4, f"raw length {raw}")
        self.field(4, f"raw checksum: CRC-32 {crc:08x}")
        self.field(4, "descriptor checksum: CRC-32 of the 36 bytes before")
        return stored, raw

    def gzip_start(self, raw=None):
        self.field(2, "ID1, ID2: gzip")
        self.field(1, "CM: deflate")
        self.field(1, "FLG: FEXTRA alone")
        self.field(4, "MTIME: none")
        self.field(1, "XFL")
        self.field(1, "OS: unknown")
        extra = struct.unpack_from("<H", self.data, self.at)[0]
        self.field(2, f"XLEN {extra}" + (f": 44 and a piece of {raw} bytes" if raw else ""))
        self.field(2, "SI1, SI2: SL")
        self.field(2, f"LEN {extra - 4}" + (f": 40 and {raw}" if raw else ""))

    def piece_end(self):
        assert self.data[self.at:self.at + 10] == b"\3" + bytes(9)
        self.field(2, "deflate data of no bytes")
        self.field(8, "CRC32 and ISIZE of no bytes")


def tar_entries(tar):
    at = 0
    while tar[at] != 0:
        name = tar[at:at + 100].rstrip(b"\0").decode()
        size = int(tar[at + 124:at + 135], 8)
        yield at, name, tar[at + 512:at + 512 + size]
        at += 512 + -(-size // 512) * 512
    assert tar[at:] == bytes(1024)
    yield at, None, b""


def text(data):
    page = Page(data)
    say = page.say
    footer = data[-394:-10]
    table_at = struct.unpack_from("<Q", footer, 24)[0]
    say("# An example, byte for byte", "",
        "This page shows [`Vectors/good/minimal.stele.tar.gz`](Vectors/good/minimal.stele.tar.gz), a package with one file,",
        f"`data/a.txt`, from its first byte to its last: {len(data)} bytes. `Tools/make-vectors` makes this page from the",
        "vector, so it cannot say anything else. The numbers of sections are those of [the specification](stele-1.md).", "",
        "Each row has the offset in the container (decimal), the bytes (hexadecimal), and what they say. Numbers are",
        "little-endian: `2C 00` is 44.", "")

    tar, number, places = b"", 0, []
    while page.at < table_at:
        number += 1
        begin = page.at
        what = {1: "tag files", 2: "payload"}[number]
        say(f"## Data frame {number}: the {what} (sections 4.1 and 4.2)", "")
        if number == 1:
            say("A gzip member, as any tool can read it. Its extra field holds the descriptor, which tools that do not know it pass over.", "")
        say("```")
        page.gzip_start()
        stored, raw = page.descriptor()
        end = begin + stored
        content = zlib.decompress(data[page.at:end - 8], -15)
        assert len(content) == raw
        page.field(end - 8 - page.at, f"deflate data: {raw} bytes of tar")
        page.field(4, f"CRC32 {zlib.crc32(content):08x}: again the raw checksum")
        page.field(4, f"ISIZE {raw}: again the raw length")
        say("```", "")
        places.append((begin, len(tar)))
        tar += content

    say("## The tar (section 5)", "",
        f"Both frames together decode to {len(tar)} bytes. These are its entries:", "",
        "| offset in the tar | entry | bytes of data |", "|---|---|---|")
    entries = list(tar_entries(tar))
    for at, name, content in entries:
        say(f"| {at} | `{name}` | {len(content)} |" if name else f"| {at} | end: 1,024 zero bytes | |")
    at, name, content = next(one for one in entries if one[1] and one[1].endswith("a.txt"))
    say("", f"The header of `{name}`. Offsets are those in the header; what is not shown is NUL.", "", "```")
    header = tar[at:at + 512]
    for offset, size, meaning in (
            (0, len(name), "name"), (100, 8, "mode"), (108, 8, "uid"), (116, 8, "gid"), (124, 12, f"size {len(content)}"),
            (136, 12, f"mtime {int(header[136:147], 8)}"), (148, 8, "chksum"), (156, 1, "typeflag: file"),
            (257, 6, "magic"), (263, 2, "version"), (329, 8, "devmajor"), (337, 8, "devminor")):
        value = header[offset:offset + size]
        shown = value.decode().replace("\0", "·").replace(" ", "_")
        say(f"{offset:6}  {value.hex(' ').upper():<47}  {shown:<16} {meaning}")
    say("```", "", "(`·` is NUL, `_` is a space.) The tag files and the payload file hold:", "")
    for _, name, content in entries[:-1]:
        say(f"`{name}`" + ("" if content else " is empty: there is no article."), "")
        if content:
            say("```", content.decode().rstrip("\n"), "```", "")

    say("## Block table (sections 4.4 and 6.2)", "",
        "Stock tools see an empty gzip member. Blocks have 512 bytes; the last one is shorter.", "", "```")
    raw = struct.unpack_from("<I", data, page.at + 16 + 28)[0]
    page.gzip_start(raw)
    page.descriptor()
    for block in range(raw // 32):
        page.field(32, f"SHA-256 of block {block}: bytes {block * 512} to {min(block * 512 + 512, table_at) - 1}")
    page.piece_end()
    say("```", "", "The parity and the second block table would stand here (section 6.3). This package has none.", "")

    say("## Index (section 6.4)", "", "```")
    raw = struct.unpack_from("<I", data, page.at + 16 + 28)[0]
    page.gzip_start(raw)
    page.descriptor()
    for begin, place in places:
        page.field(8, f"a data frame: at {begin} in the container")
        page.field(8, f"    its place in the tar: {place}")
    for at, name, _ in entries[:-1]:
        if "/data/" not in name:
            page.field(8, f"a tag file: at {at} in the tar ({name.partition('/')[2]})")
    for at, name, _ in entries[:-1]:
        if "/data/" in name:
            page.field(8, f"a payload file: at {at} in the tar ({name.partition('/')[2]})")
            line = struct.unpack_from("<Q", data, page.at)[0]
            page.field(8, f"    its line in manifest-sha256.txt: at {line} in the tar")
    page.field(4, "digests: record 0 of the table before")
    page.piece_end()
    say("```", "")

    say("## Footer (section 6.5)", "", "The container digest (section 3.1) is the SHA-256 of these last 450 bytes.", "", "```")
    assert page.at == len(data) - 450
    page.gzip_start(384)
    page.descriptor()
    at_index = "that of the index, since there is none"
    names = (
        (2, "version"), (2, "revision"), (1, "profile: gzip"), (1, "block size: 2^9"), (2, "parity ratio"),
        (8, "bytes in the container"), (8, "bytes in the tar"), (8, "bytes in the data frames"),
        (8, "bytes of content in the block table"), (8, f"parity: offset ({at_index})"),
        (8, "parity: bytes of content"), (2, "parity: columns of a stripe"), (2, "parity: rows of a stripe"),
        (4, "parity: stripes"), (8, f"second block table: offset ({at_index})"), (8, "index: offset"),
        (8, "index: bytes of content"), (8, "additional sections: offset (that of the footer's frame, since there are none)"),
        (8, "additional sections: stored bytes"), (8, "data frames"), (4, "tag files"), (4, "folder entries"),
        (8, "payload files"), (8, "bytes of payload"), (32, "SHA-256 of the block table's content"),
        (32, "SHA-256 of the parity's content: none"), (32, "SHA-256 of the index's content"), (32, "content digest"),
        (32, "package digest"), (32, "SHA-256 of the additional sections: none"), (56, "reserved"))
    for size, meaning in names:
        value = int.from_bytes(data[page.at:page.at + size], "little")
        page.field(size, meaning if size > 8 or ":" in meaning and size == 1 else f"{meaning}: {value}")
    page.piece_end()
    assert page.at == len(data)
    say("```", "", f"Nothing follows: {len(data)} bytes.", "")
    return "\n".join(page.lines)

"""A small writer of Stele packages, for vectors only. It shares no code with any reader.

A package is made in steps, and between two steps an edit can break something; all later steps are made from
the broken state. So digests, index, block table and footer fit again, and only the one rule is broken.

    items -> tag files -> entries -> tar -> frames -> block tables, parity, index -> footer -> container
"""

import collections
import functools
import hashlib
import itertools
import json
import struct
import zlib
from dataclasses import dataclass, field

from compression import deflate, deflate_stored, zstd
from parity import parity, shape

README = b"This folder is a BagIt bag in a Stele package. Each file of data/ has its SHA-256 in manifest-sha256.txt.\n"
MTIME = 1_600_000_000
FOOTER = "<HHBBHQQQQQQHHIQQQQQQIIQQ32s32s32s32s32s32s56s"      # section 6.5, in its order


def sha256(data):
    return hashlib.sha256(data).digest()


def crc(data):
    return zlib.crc32(data)


@dataclass
class Item:
    """What a package holds in its payload."""

    kind: str                       # file, link, folder
    path: bytes                     # in the bag, a folder's without "/"
    data: bytes = b""
    mtime: int = MTIME
    executable: bool = False
    target: bytes | None = None     # path in the bag
    listed: bool = True             # in the manifests
    described: bool = True          # in files.jsonl
    media: str = "text/plain"


def file(path, data, **more):
    return Item("file", path, data, **more)


def link(path, target, **more):
    return Item("link", path, target=target, **more)


def folder(path, **more):
    return Item("folder", path, **more)


@dataclass
class Entry:
    """An entry of the tar, in its parts."""

    role: str | None                # tag, file, link, folder; None: not in index and footer
    path: bytes                     # in the bag
    header: bytes
    data: bytes = b""
    pax: bytes = b""                # the pax header with its data and padding
    size: int = 0                   # of the content, also for links
    padding: bytes | None = None
    offset: int = 0                 # in the tar; known when the tar is made
    data_offset: int = 0

    def bytes(self):
        padding = bytes(-len(self.data) % 512) if self.padding is None else self.padding
        return self.pax + self.header + self.data + padding


# --- Tar ---------------------------------------------------------------------------------------

def with_checksum(header):
    header = header[:148] + b" " * 8 + header[156:]
    return header[:148] + b"%06o\0 " % sum(header) + header[156:]


def put(header, at, value):
    """The header with other bytes at an offset, and the right checksum."""
    return with_checksum(header[:at] + value + header[at + len(value):])


def ustar(name, typeflag=b"0", size=0, mtime=0, mode=0o644, linkname=b"", prefix=b""):
    return with_checksum(struct.pack(
        "100s8s8s8s12s12s8s1s100s6s2s32s32s8s8s155s12s", name, b"%07o" % mode, b"0000000", b"0000000",
        b"%011o" % size, b"%011o" % min(max(mtime, 0), 0o77777777777), b"", typeflag, linkname, b"ustar", b"00",
        b"", b"", b"0000000", b"0000000", prefix, b""))


def record(key, value):
    body = b" " + key + b"=" + value + b"\n"
    length = len(body) + 1
    while len(b"%d" % length) + len(body) != length:
        length += 1
    return b"%d" % length + body


def pax_header(records, **fields):
    return ustar(b"././@PaxHeader", b"x", len(records), **fields) + records + bytes(-len(records) % 512)


def stand_in(top, path):
    return top + b"/~" + hashlib.sha256(path).hexdigest()[:16].encode()


def entry(top, role, path, data=b"", mtime=0, executable=False, target=None, size=None):
    """An entry as section 5 has it. `path` and `target` are paths in the bag, or, beginning with a byte FF,
    paths in the tar that are taken as they are."""
    full = path[1:] if path[:1] == b"\xff" else top + b"/" + path
    if role == "folder":
        full += b"/"
    ascii_only = max(full, default=0) < 0x80
    name, prefix, records = full, b"", b""
    if len(full) > 100:
        cuts = [i for i in range(len(full) - 1) if full[i] == 0x2F and i <= 155]
        if cuts and len(full) - cuts[-1] - 1 <= 100:
            prefix, name = full[:cuts[-1]], full[cuts[-1] + 1:]
        else:
            name, ascii_only = stand_in(top, full), False
    if not ascii_only:
        records += record(b"path", full)
    linkname = b""
    if role == "link":
        linkname = target[1:] if target[:1] == b"\xff" else top + b"/" + target
        if max(linkname, default=0) > 0x7F or len(linkname) > 100:
            records += record(b"linkpath", linkname)
        if len(linkname) > 100:
            linkname = stand_in(top, linkname)
    header = ustar(name, {"folder": b"5", "link": b"1"}.get(role, b"0"), len(data), mtime,
                   0o755 if executable or role == "folder" else 0o644, linkname, prefix)
    return Entry(role, path, header, data, pax_header(records) if records else b"",
                 len(data) if size is None else size)


# --- Frames ------------------------------------------------------------------------------------

@dataclass
class Frame:
    """A frame in its parts. What is None is computed when the bytes are made."""

    profile: str
    kind: int
    bits: int
    tag: bytes
    place: int
    raw: bytes
    packed: bytes | None = None     # deflate data or zstd frame of a data frame
    raw_length: int | None = None
    raw_checksum: int | None = None
    stored_length: int | None = None
    ratio: int = 0                  # of the parity, in hundredths of a percent
    start: bytes | None = None      # gzip: bytes 0 to 15
    tail: bytes | None = None       # gzip: the last 8 bytes; of a piece the last 10
    damage: bytes | None = None     # instead of the descriptor's signature
    checksum_xor: int = 0           # makes the descriptor's checksum wrong

    def bytes(self):
        is_data = self.kind == 1
        raw_length = len(self.raw) if self.raw_length is None else self.raw_length
        raw_checksum = crc(self.raw) if self.raw_checksum is None else self.raw_checksum
        packed = self.packed
        if is_data and packed is None:
            packed = deflate(self.raw) if self.profile == "gzip" else zstd(self.raw)
        if self.profile == "gzip":
            extra = 0 if is_data else len(self.raw)
            start = self.start or struct.pack("<HBBIBBH2sH", 0x8B1F, 8, 4, 0, 0, 255, 44 + extra, b"SL", 40 + extra)
            body = packed if is_data else self.raw
            tail = self.tail
            if tail is None:
                tail = struct.pack("<II", crc(self.raw), len(self.raw)) if is_data else b"\3" + bytes(9)
            length = len(start) + 40 + len(body) + len(tail)
        else:
            body = packed if is_data else self.raw
            length = len(body) + 48
        stored = length if self.stored_length is None else self.stored_length
        descriptor = struct.pack("<4sBBH8sQIII", self.damage or b"STL1", self.kind, self.bits, self.ratio,
                                 self.tag, self.place, stored, raw_length, raw_checksum)
        descriptor += struct.pack("<I", crc(descriptor) ^ self.checksum_xor)
        if self.profile == "gzip":
            return start + descriptor + body + tail
        if is_data:
            return body + struct.pack("<II", 0x184D2A53, 40) + descriptor
        return struct.pack("<II", 0x184D2A53, 40 + len(body)) + descriptor + body


def bytes_of(frames):
    return b"".join(frame if isinstance(frame, bytes) else frame.bytes() for frame in frames)


def stored_frame(frame):
    """The frame's piece of tar without compression."""
    frame.packed = deflate_stored(frame.raw)


# --- JSON lines --------------------------------------------------------------------------------

def json_line(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def encoded(path):
    return path.replace(b"%", b"%25").replace(b"\r", b"%0D").replace(b"\n", b"%0A")


def for_people(count):
    if count < 1000:
        return b"%d B" % count
    unit = 0
    tenths = count * 10
    while tenths >= 10_000 and unit < 4:
        unit, tenths = unit + 1, tenths // 1000
    return b"%d.%d %s" % (tenths // 10, tenths % 10, (b"B", b"kB", b"MB", b"GB", b"TB")[unit])


# --- Packages ----------------------------------------------------------------------------------

# Bytes of the footer's frame.
FOOTER_FRAME = {"gzip": 450, "zstd": 432}


@dataclass
class Package:
    items: list
    top: bytes = b"small"
    profile: str = "gzip"
    articles: list = field(default_factory=list)
    captures: list | None = None    # None: there is no captures.jsonl
    sha512: bool = False
    info: bytes = b""
    readme: bytes = README
    cut: int | None = None          # bytes of tar in a frame; None: a frame of tag files, one of payload
    payload_cut: int = 1 << 20      # bytes of tar in a frame of the payload, where `cut` is None
    piece: int = 8192
    bits: int | None = None
    ratio: int = 0                  # of the parity, in hundredths of a percent
    additional: list = field(default_factory=list)      # (kind, content) of each additional section
    revision: int = 0
    edits: dict = field(default_factory=dict)

    def edited(self, step, value):
        """Gives the value of a step to its edit, which changes it, or returns another one."""
        if step in self.edits:
            result = self.edits[step](value)
            return value if result is None else result
        return value

    def build(self):
        tags = self.edited("tags", self.tag_files())
        if b"tagmanifest-sha256.txt" not in tags:
            lines = b"".join(sha256(data).hex().encode() + b"  " + name + b"\n" for name, data in sorted(tags.items()))
            tags[b"tagmanifest-sha256.txt"] = lines
        tags[b"tagmanifest-sha256.txt"] = self.edited("tag_manifest", tags[b"tagmanifest-sha256.txt"])
        tags = self.edited("all_tags", tags)
        self.package_digest = sha256(tags.get(b"tagmanifest-sha256.txt", b""))
        content_digest = sha256(tags.get(b"manifest-sha256.txt", b""))
        tag = self.package_digest[:8]

        entries = [entry(self.top, "tag", name, data) for name, data in tags.items()]
        payload = {item.path: item for item in self.items}
        for item in self.items:
            size = len(payload[item.target].data) if item.target in payload else len(item.data)
            entries.append(entry(self.top, item.kind, item.path, item.data, item.mtime, item.executable,
                                 item.target, size))
        entries = self.edited("entries", entries)
        at = 0
        for one in entries:
            one.offset = at
            one.data_offset = at + len(one.pax) + 512
            at += len(one.bytes())
        tar = self.edited("tar", b"".join(one.bytes() for one in entries) + bytes(1024))

        bits = self.bits or next((b for b in range(9, 16) if len(tar) <= 2048 << b), 16)
        frames, at = [], 0
        payload_start = next((e.offset for e in entries if e.role != "tag"), len(tar))
        while at < len(tar):
            step = min(len(tar) - at, self.cut or self.payload_cut)
            if at < payload_start and not self.cut:
                step = min(payload_start - at, 1 << 20)
            frames.append(Frame(self.profile, 1, bits, tag, at, tar[at:at + step], ratio=self.ratio))
            at += step
        frames = self.edited("frames", frames)
        data = bytes_of(frames)
        data = self.edited("data", data)

        table = b"".join(sha256(data[i:i + (1 << bits)]) for i in range(0, len(data), 1 << bits))
        table = self.edited("table", table)
        protection = parity(data, bits, self.ratio) if self.ratio else b""
        protection = self.edited("parity", protection)
        index = self.edited("index", self.index(frames, entries, tags))
        table_pieces = self.edited("table_pieces", self.pieces(2, bits, tag, table))
        parity_pieces = self.edited("parity_pieces", self.pieces(3, bits, tag, protection))
        second_pieces = self.edited("second_pieces", self.pieces(4, bits, tag, table if self.ratio else b""))
        index_pieces = self.edited("index_pieces", self.pieces(5, bits, tag, index))
        additional_pieces = self.edited("additional_pieces", [
            piece for kind, content in self.additional for piece in self.pieces(kind, bits, tag, content)])
        parts = [table_pieces, parity_pieces, second_pieces, index_pieces, additional_pieces]
        ends = [len(data)]
        for part in parts:
            ends.append(ends[-1] + len(bytes_of(part)))
        additional = bytes_of(additional_pieces)
        columns, rows, stripes = shape(len(data), bits, self.ratio)
        files = [e for e in entries if e.role in ("file", "link")]
        footer = {
            "version": 1, "revision": self.revision, "profile": 1 if self.profile == "gzip" else 2, "bits": bits,
            "ratio": self.ratio, "container": ends[5] + FOOTER_FRAME[self.profile],
            "tar": len(tar), "data": len(data), "table": len(table),
            "parity_offset": ends[1], "parity": len(protection),
            "columns": columns, "rows": rows, "stripes": stripes,
            "second_offset": ends[2], "index_offset": ends[3], "index": len(index),
            "additional_offset": ends[4], "additional": len(additional),
            "frames": sum(isinstance(f, bytes) or f.kind == 1 for f in frames),
            "tag_files": sum(e.role == "tag" for e in entries), "folders": sum(e.role == "folder" for e in entries),
            "files": len(files), "bytes": sum(e.size for e in files),
            "table_digest": sha256(table), "parity_digest": sha256(protection) if protection else bytes(32),
            "index_digest": sha256(index), "content_digest": content_digest, "package_digest": self.package_digest,
            "additional_digest": sha256(additional) if additional else bytes(32), "reserved": bytes(56)}
        self.edited("footer", footer)
        self.fields = footer
        footer_frame = Frame(self.profile, 255, bits, tag, 0, struct.pack(FOOTER, *footer.values()), ratio=self.ratio)
        sections = self.edited("sections", [*itertools.chain(*parts), footer_frame])
        return self.edited("container", data + bytes_of(sections))

    def tag_files(self):
        items = [item for item in self.items]
        data_of = {item.path: item.data for item in items}
        files = sorted((item for item in items if item.kind != "folder"), key=lambda item: item.path)

        def content(item):
            return data_of.get(item.target, b"") if item.kind == "link" else item.data

        def manifest(algorithm):
            return b"".join(hashlib.new(algorithm, content(item)).hexdigest().encode() + b"  " + encoded(item.path) + b"\n"
                            for item in files if item.listed)

        total = sum(len(content(item)) for item in files)
        lines = []
        for item in items:
            if not item.described:
                continue
            path = item.path.decode()
            if item.kind == "folder":
                lines.append((item.path + b"/", {"mtime": item.mtime, "path": path + "/"}))
            else:
                lines.append((item.path, {"contentSize": len(content(item)), "encodingFormat": item.media,
                                          "executable": item.executable, "mtime": item.mtime, "path": path}))
        tags = {
            b"bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
            b"bag-info.txt": self.info + b"Payload-Oxum: %d.%d\nBag-Size: %s\n" % (total, len(files), for_people(total))
                             + self.article_totals() + b"Stele-Version: 1\n",
            b"README.txt": self.readme,
            b"manifest-sha256.txt": manifest("sha256"),
        }
        if self.sha512:
            tags[b"manifest-sha512.txt"] = manifest("sha512")
        tags[b"articles.jsonl"] = b"".join(json_line(one) for one in sorted(self.articles, key=lambda a: a["path"]))
        tags[b"files.jsonl"] = b"".join(json_line(one) for _, one in sorted(lines, key=lambda pair: pair[0]))
        if self.captures is not None:
            tags[b"captures.jsonl"] = b"".join(json_line(one) for one in sorted(self.captures, key=lambda c: c["url"]))
        return tags

    def article_totals(self):
        assets = [asset for one in self.articles for asset in one.get("assets") or () if isinstance(asset, dict)]
        counts = collections.Counter(str(asset.get("status")) for asset in assets)
        return (f"Stele-Articles: {len(self.articles)}\nStele-Assets: {counts['included']} included, "
                f"{counts['missing']} missing, {counts['skipped']} skipped\n").encode()

    def index(self, frames, entries, tags):
        parts, at = [], 0
        for frame in frames:
            stored = frame if isinstance(frame, bytes) else frame.bytes()
            place = 0 if isinstance(frame, bytes) else frame.place
            parts.append(struct.pack("<QQ", at, place))
            at += len(stored)
        parts += [struct.pack("<Q", e.offset) for e in entries if e.role == "tag"]
        manifest = tags.get(b"manifest-sha256.txt", b"")
        start = next((e.data_offset for e in entries if e.path == b"manifest-sha256.txt"), 0)
        rows = []
        for e in sorted((e for e in entries if e.role in ("file", "link")), key=lambda e: e.path):
            mark = manifest.find(b"  " + encoded(e.path) + b"\n")
            line = manifest.rfind(b"\n", 0, max(mark, 0)) + 1
            parts.append(struct.pack("<QQ", e.offset, start + line))
            rows.append((manifest[line:line + 64].lower(), e.path))
        for number in sorted(range(len(rows)), key=lambda number: rows[number]):
            parts.append(struct.pack("<I", number))
        return b"".join(parts)

    def pieces(self, kind, bits, tag, content):
        return [Frame(self.profile, kind, bits, tag, at, content[at:at + self.piece], ratio=self.ratio)
                for at in range(0, len(content), self.piece)]


@functools.lru_cache
def plain_package(profile="gzip"):
    """For edits that splice parts of one package into another."""
    return Package([file(b"data/other.txt", b"another package\n")], profile=profile).build()

#!/usr/bin/env python3
"""Makes the first inputs of the fuzzing harnesses from the vectors and examples of the specification.

Usage: Tools/fuzz/seeds.py FOLDER

Writes FOLDER/HARNESS/… for each harness. Nothing of it is kept in the repository, since it is all there already.
"""

import hashlib
import json
import struct
import sys
import zlib
from collections import Counter
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
LARGEST = 64 << 10
# Harnesses of whole packages take long for each input.
MOST = {"package": 150, "index": 40, "block-table": 40, "parity": 40}
TAG_FILES = {
    "manifest-sha256.txt": "manifest", "manifest-sha512.txt": "manifest", "tagmanifest-sha256.txt": "manifest",
    "files.jsonl": "files", "articles.jsonl": "articles", "captures.jsonl": "captures", "bag-info.txt": "bag-info"}
# The first byte of an input of the harness `bag`.
FOREIGN = {"bagit.txt": 0, "bag-info.txt": 1, "fetch.txt": 2, "manifest-sha256.txt": 3, "tagmanifest-sha256.txt": 4}
SECTIONS = {2: "block-table", 3: "parity", 5: "index", 255: "footer"}
# What no vector has: references of all kinds, and the odd forms that documents have.
CSS = b"""@charset "utf-8"; @import url("a.css") screen; @import 'b.css';
p { background: url( "x y.png" ), url(z.png?a#b), image-set("1.png" 1x, url(2.png) 2x) } /* url(no) */
@font-face { src: url(\\66 .woff2) format("woff2") }"""
HTML = """<!doctype html><html lang=zh><head><meta charset=gbk><base href="//news.example/a/"><title>T</title>
<meta property="og:image" content="/o.png"><meta name=citation_author content="A; B"><link rel=stylesheet href=s.css>
<script type="application/ld+json">{"@type":"Article","headline":"H","author":[{"name":"A"}],"datePublished":"2020-10-03"}</script>
<style>p{background:url(b.png)}</style></head><body><picture><source srcset="a.png 1x, data:image/png;base64,AA,A= 2x"></picture>
<img src="file:///C:/x.png" data-src='..\\..\\y.png' width=1 height=1><ok href="z.pdf">z</ok><a href="{% link 'q.md' %}">q</a>
<p itemprop=author>\u5927\u7eaa\u5143\u8bb0\u8005</p><object data=o.svg></object><embed src=e.swf><video poster=p.jpg><track src=t.vtt></video>""".encode()
MARKDOWN = """---
title: "T: \u77f3"
date: 2020-10-03
image: [a.png, {src: b.png}]
tags: &x [1, 2]
---
# H

![a](<b c.png> "t") [x]: y.pdf 'z'
{{< figure src="f.png" >}} {% image "i.png" %} <img src=q.png>

| a | b |
|---|---|
| ![p](p%20q.png) | `![no](n.png)` |

\u3010\u5927\u7eaa\u51432020\u5e7410\u670803\u65e5\u8baf\u3011\uff08\u8bb0\u8005\u4f55\u575a\u62a5\u5bfc\uff09
""".encode()
TOML = b'+++\ntitle = "T"\ndate = 2020-10-03T00:00:00Z\nimages = ["a.png", \'b.png\']\n[params]\nx.y = """\nz"""\n+++\n![a](b.png)\n'


class Seeds:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.counts: Counter[str] = Counter()

    def add(self, harness: str, data: bytes) -> None:
        if len(data) <= LARGEST and self.counts[harness] < MOST.get(harness, 1000):
            self.counts[harness] += 1
            (self.folder / harness).mkdir(parents=True, exist_ok=True)
            (self.folder / harness / hashlib.sha1(data).hexdigest()).write_bytes(data)


def frames(container: bytes):
    """Kind, offset of the descriptor, stored and raw length of each sound descriptor."""
    at = container.find(b"STL1")
    while at >= 0:
        descriptor = container[at:at + 40]
        if len(descriptor) == 40 and zlib.crc32(descriptor[:36]) == struct.unpack_from("<I", descriptor, 36)[0]:
            stored, raw = struct.unpack_from("<II", descriptor, 24)
            yield descriptor[4], at, stored, raw
        at = container.find(b"STL1", at + 4)


def inflated(container: bytes) -> bytes:
    """The tar in a gzip container, as far as it can be had."""
    tar = b""
    while container:
        decoder = zlib.decompressobj(31)
        try:
            tar += decoder.decompress(container, 4 * LARGEST)
        except zlib.error:
            break
        container = decoder.unused_data
    return tar


def read_tar(seeds: Seeds, tar: bytes) -> None:
    seeds.add("tar", tar)
    at, records = 0, b""
    while at + 512 <= len(tar):
        block = tar[at:at + 512]
        if block[257:262] != b"ustar":
            return
        seeds.add("tar-header", block)
        digits = block[124:135]
        size = int(digits, 8) if digits.strip(b"01234567") == b"" else 0
        data, kind = tar[at + 512:at + 512 + size], block[156:157]
        at += 512 + (size + 511) // 512 * 512
        name = block[:100].rstrip(b"\0")
        if kind == b"x":
            records = data
            continue
        if records:
            fields = dict(part.split(b" ", 1)[1].split(b"=", 1) for part in records.splitlines()
                          if b" " in part and b"=" in part.split(b" ", 1)[1])
            path, link = fields.get(b"path", name), fields.get(b"linkpath", block[157:257].rstrip(b"\0"))
            which = {b"5": 1, b"1": 2}.get(kind, 3 if b"size" in fields else 0)
            seeds.add("pax", bytes([which]) + path.rstrip(b"/") + b"\0" + link + b"\0" + records)
            records = b""
        _, _, inside = name.partition(b"/")
        inside = inside.decode("utf-8", "replace")
        if inside in TAG_FILES:
            seeds.add(TAG_FILES[inside], data)
        if inside in FOREIGN:
            seeds.add("bag", bytes([FOREIGN[inside]]) + data)
        if inside.endswith((".md", ".html")):
            seeds.add("markdown" if inside.endswith(".md") else "html", data)


def read_vector(seeds: Seeds, path: Path) -> None:
    container = path.read_bytes()
    seeds.add("frames", container)
    if len(container) <= 16 << 10:
        seeds.add("package", container)
    sections: dict[str, bytes] = {}
    for kind, at, stored, raw in frames(container):
        if kind in SECTIONS:
            sections[SECTIONS[kind]] = sections.get(SECTIONS[kind], b"") + container[at + 40:at + 40 + raw]
        elif kind == 1 and path.suffix == ".gz":
            seeds.add("data", b"\0" + container[at + 40:at - 16 + stored - 8])
        elif kind == 1:
            seeds.add("data", b"\1" + container[max(0, at + 40 - stored):at - 8])
    for name, content in sections.items():
        seeds.add(name, content)
    footer = sections.get("footer", b"")
    if len(footer) == 384:
        seeds.add("parity-layout", footer[6:8] + footer[5:6] + footer[24:32])
        if path.parent.name == "good":
            seeds.add("receipt", receipt(container, footer))
    if path.suffix == ".gz":
        read_tar(seeds, inflated(container))


def receipt(container: bytes, footer: bytes) -> bytes:
    digest = lambda data: "sha256:" + hashlib.sha256(data).hexdigest()    # noqa: E731
    return json.dumps({
        "blockTableDigest": digest(b"1"), "bytes": 5, "containerDigest": digest(container[-450:]),
        "contentDigest": digest(b"2"), "files": 3, "formatVersion": 1, "name": "top", "packageBytes": len(container),
        "packageDigest": digest(footer), "profile": "gzip", "receiptVersion": 1,
    }, separators=(",", ":"), sort_keys=True).encode() + b"\n"


def main() -> None:
    seeds = Seeds(Path(sys.argv[1]))
    # By their digests, so that few of them are of all kinds.
    vectors = (TOP / "Spec/Vectors").glob("*/*.tar.*")
    for path in sorted(vectors, key=lambda path: hashlib.sha1(path.name.encode()).digest()):
        if path.suffix in (".gz", ".zst"):
            read_vector(seeds, path)
    for path in sorted((TOP / "Spec/Examples").rglob("*")):
        if path.suffix in (".html", ".md", ".css"):
            seeds.add({".html": "html", ".md": "markdown", ".css": "css"}[path.suffix], path.read_bytes())
    for harness, data in ("css", CSS), ("html", HTML), ("markdown", MARKDOWN), ("markdown", TOML):
        seeds.add(harness, data)
    seeds.add("bag", b"\2http://h.example/a.png 12 data/a.png\nhttp://h.example/b - data/b%0Ac\n")
    for encoding in "utf-8-sig", "latin-1", "utf-16":
        seeds.add("bag", b"\5" + "Source: caf\u00e9\n".encode(encoding))


if __name__ == "__main__":
    main()

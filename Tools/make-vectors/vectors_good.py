"""Packages without a fault. Those with parity are in vectors_parity.py."""

import dataclasses

from compression import zstd
from vectors import ALL, KEPT_NOTHING, Vector, all_stored, article_package, captured, good, of, replace, small
from writer import file, folder, link, sha256, stored_frame


def windows(frames):
    """An edit: zstd frames with the largest window descriptor, and a content size of 8 bytes."""
    for frame in frames:
        frame.packed = zstd(frame.raw, window=13 << 3, size_bytes=8)


def many_blocks(frames):
    """An edit: zstd frames of as many blocks as are allowed."""
    for frame in frames:
        frame.packed = zstd(frame.raw, blocks=16_384)


good("minimal", "6.1", "The smallest package: one file, no article.", of(file(b"data/a.txt", b"a\n")))
good("minimal-zstd", "4.3", "The smallest package, zstd profile (raw and run-length blocks).",
     of(file(b"data/a.txt", b"a\n"), profile="zstd"))
good("two-files", "5.1", "The package that most bad vectors are made from.", small())
# The last lines of bag-info.txt of small().
OWN = (b"Payload-Oxum: 11.2\nBag-Size: 11 B\nStele-Articles: 0\nStele-Assets: 0 included, 0 missing, 0 skipped\n"
       b"Stele-Version: 1\n")
# A line of files.jsonl without its media type and its LF.
FILES_LINE = b'{"contentSize":6,"encodingFormat":"","executable":false,"mtime":1600000000,"path":"data/a.txt"}'

good("articles", "8.2", "An article with an included and a missing picture.", article_package())
good("articles-zstd", "8.2", "An article with an included and a missing picture, zstd profile.",
     article_package(profile="zstd"))
good("articles-64-deep", "8.1", "A member that is not known holds 63 arrays, each in the other; with the line's object 64 deep.",
     article_package(edits={"tags": replace(b"articles.jsonl", b'"wordCount":2',
                                            b'"wordCount":2,"zzz":' + b"[" * 63 + b"]" * 63)}))
good("line-16-mib", "8.1", "A line of files.jsonl has 16 MiB, the most that it may have.",
     of(file(b"data/a.txt", b"alpha\n", media="x" * ((16 << 20) - len(FILES_LINE)))))
good("captures", "8.4", "Two captures that were kept, one after redirects and with TLS, and one that was not.", captured(
    {}, {"url": "https://example.org/b", "finalUrl": "https://www.example.org/b.txt", "attempts": 2, "path": "data/b.txt",
         "sha256": "sha256:" + sha256(b"beta\n").hex(), "contentSize": 5,
         "redirects": [{"url": "https://example.org/b", "status": 301, "location": "//www.example.org/b.txt",
                        "remoteAddress": "192.0.2.7"}],
         "certificates": ["sha256:" + "1" * 64, "sha256:" + "2" * 64]},
    {"url": "https://example.org/c", "status": 404, "error": "404"} | KEPT_NOTHING))
good("captures-unknown-member", "8.4", "A record of a capture has a member that is not known.", captured({"zzz": {"a": []}}))
good("article-control-characters", "8.2", "A record whose members hold control characters, which a terminal would obey.",
     article_package({"headline": "\u001b[2Jheadline\u0007", "author": ["\u001b[31mauthor\r"], "datePublished": "\u001b[31m2020\b\b",
                      "url": "\u001b[8mhttps://example.org/"},
                     {"role": "\u001b[7mimage", "encodingFormat": "\u009b31mimage/png\u0000", "reason": "\u001b[1m"}))
good("article-address", "8.2", "An asset of a style sheet that was captured: referrer and address.",
     article_package(change_asset={"referrer": "data/n1.css", "address": "https://example.org/n1.png"}))
good("links", "5.5", "Hard links to an earlier file, one of them executable with its target.",
     of(file(b"data/a.txt", b"the same\n"), file(b"data/tool", b"#!/bin/sh\n", executable=True),
        link(b"data/copies/b.txt", b"data/a.txt", mtime=1), link(b"data/copies/c.txt", b"data/a.txt"),
        link(b"data/tool-2", b"data/tool", executable=True)))
good("link-to-empty-file", "5.5", "A link to an empty file: a writer should not, but may.",
     of(file(b"data/a", b""), link(b"data/b", b"data/a")))
good("payload-order", "5.6", "The payload is not sorted: a writer may choose its order.",
     of(file(b"data/c", b"3\n"), file(b"data/a", b"1\n"), folder(b"data/e"), file(b"data/b", b"2\n")))
good("folders", "5.2", "Empty folders.",
     of(file(b"data/a.txt", b"a\n"), folder(b"data/empty"), folder(b"data/x/y/also-empty", mtime=0)))
good("names-100-bytes", "5.3", "Case 1: paths in the tar of 99 and 100 bytes.",
     of(*[file(b"data/" + b"n" * count, b"x") for count in (88, 89)]))
good("names-prefix", "5.3", "Case 2: prefix and name, both up to their limits (155 and 100 bytes).",
     of(file(b"data/" + b"n" * 90, b"x"), file(b"data/" + b"d" * 144 + b"/" + b"n" * 100, b"y"),
        file(b"data/" + b"d/" * 50 + b"n" * 20, b"z")))
good("names-stand-in", "5.3", "Case 3: the name in the header is a stand-in.",
     of(file(b"data/" + b"n" * 255, b"x"), file(b"data/" + b"d" * 145 + b"/" + b"n" * 100, b"y"),
        file(b"data/" + b"/".join([b"e" * 200] * 3), b"z"),
        link(b"data/" + b"l" * 200, b"data/" + b"n" * 255), folder(b"data/" + b"f" * 150)))
good("names-path-4095-bytes", "3.2", "A path in the tar of 4,095 bytes, with names of up to 255.",
     of(file(b"data/" + b"/".join([b"p" * 255] * 15) + b"/" + b"q" * 244, b"x")))
good("names-not-ascii", "5.3", "Names beyond ASCII: in pax headers, for files, links and folders; NFC and NFD are two names.",
     of(file("data/文章/n1.md".encode(), b"x"), file("data/é".encode(), b"NFC"), file("data/e\u0301".encode(), b"NFD"),
        link("data/ö".encode(), "data/文章/n1.md".encode()), link(b"data/ascii", "data/文章/n1.md".encode()),
        folder("data/пусто".encode())))
good("names-not-ascii-without-pax", "5.3", "Names beyond ASCII that fit the header need no pax record.",
     of(file("data/文章/n1.md".encode(), b"x"), file("data/e\u0301".encode(), b"NFD"),
        link("data/o\u0308".encode(), "data/e\u0301".encode()), folder("data/пусто".encode()),
        edits={"entries": lambda entries: [dataclasses.replace(one, pax=b"") for one in entries]}))
good("names-encoded", "7.5", "Names with %, CR and LF, which manifests encode; and others that they do not.",
     of(file(b"data/100%", b"1"), file(b"data/a\rb", b"2"), file(b"data/a\nb", b"3"), file(b"data/%25", b"4"),
        file(b"data/ edge ", b"5"), file(b"data/back\\slash", b"6"), file(b'data/"quoted"\x01\x7f', b"7"),
        file(b"data/a&b=c:d*e?", b"8")))
good("names-sorted-by-bytes", "3.2", "Sorted by bytes: a path that is the beginning of another comes first.",
     of(file(b"data/a-b", b"1"), file(b"data/a/b", b"2"), file(b"data/a.b", b"3"), file(b"data/aa", b"4"),
        file(b"data/B", b"5"), file("data/\U0001F600".encode(), b"6"), file("data/\uFF01".encode(), b"7")))
good("top-folder-80-bytes", "5.1", "NAME with 80 bytes, beyond ASCII.",
     of(file(b"data/a.txt", b"a\n"), top=("é" * 40).encode()))
good("executable", "5.2", "An executable file.", of(file(b"data/run", b"#!/bin/sh\n", executable=True)))
good("times", "5.2", "Times before 1970 and beyond what a header can say; files.jsonl has them exactly.",
     of(file(b"data/before", b"x", mtime=-1), file(b"data/long-before", b"y", mtime=-2**40),
        file(b"data/last", b"z", mtime=0o77777777777), file(b"data/after", b"w", mtime=0o77777777777 + 1)))
good("empty-files", "5.5", "Empty files are files, not links.", of(file(b"data/a", b""), file(b"data/b", b"")))
good("sha512", "7.5", "A second manifest.", small(sha512=True))
good("bag-info", "7.3", "Elements of the user come first.",
     small(info="External-Identifier: example-1\nSource-Organization: Ένα μουσείο\nExternal-Identifier: twice\n".encode()))
good("bag-info-labels", "7.3", "A label stands three times, in two cases of letters; a value has no-break spaces at its ends.",
     small(info="Keyword: stone\nKEYWORD: rubbing\nKeyword: \u00a0bridge\u3000\n".encode()))
good("bag-info-1-mib", "7.1", "bag-info.txt has 1,048,576 bytes, the most that it may have.",
     small(info=b"Note: " + b"x" * ((1 << 20) - len(b"Note: \n") - len(OWN)) + b"\n"))
good("window-zstd", "4.3", "The zstd frames have the largest window descriptor and a content size of 8 bytes; in other vectors they are single segments.",
     small(profile="zstd", edits={"frames": windows}))
good("blocks-zstd", "4.3", "The zstd frames have 16,384 blocks, the most that they may have; all but the last are empty.",
     of(file(b"data/a.txt", b"a\n"), profile="zstd", edits={"frames": many_blocks}))
good("many-frames", "4.5", "The tar in frames of 700 bytes, which cut headers and files.",
     of(file(b"data/a.txt", bytes(range(256)) * 8), file(b"data/b.txt", b"b" * 3000), cut=700))
good("many-frames-zstd", "4.5", "The tar in frames of 700 bytes, zstd profile.",
     of(file(b"data/a.txt", bytes(range(256)) * 8), file(b"data/b.txt", b"b" * 3000), cut=700, profile="zstd"))
good("many-pieces", "4.4", "420 files: the index has several pieces.",
     of(*[file(b"data/%03d" % number, b"the same\n", mtime=0) for number in range(420)]))
good("frame-boundary-in-end", "4.5", "A frame begins within the zero blocks at the end.",
     of(file(b"data/a.txt", b"a\n"), cut=512))
good("times-extreme", "7.6", "The first and the last time that a line of files.jsonl can state.",
     of(file(b"data/a.txt", b"a\n", mtime=-2**63), file(b"data/b.txt", b"b\n", mtime=2**63 - 1)))
good("frames-777", "4.5", "Frames end anywhere: inside headers, data and padding.",
     of(*[file(b"data/%02d.txt" % n, b"%d\n" % n) for n in range(20)], cut=777))
good("stored", "4.5", "Frames without compression (deflate stored blocks).",
     of(file(b"data/a.bin", bytes((i * i * 7 + i // 3) & 0xFF for i in range(2000))), edits={"frames": all_stored}))
inner = of(file(b"data/inner.txt", b"inner\n")).build()
good("package-in-package", "4.1", "A payload file that is a package itself, stored without compression: its frames are not those of the package.",
     of(file(b"data/inner.stele.tar.gz", inner, media="application/vnd.stele+gzip"), edits={"frames": all_stored}))

expected = small()
expected.build()
ALL.append(Vector("good", "expected", "9.1", "The package digest is the one that is named in `expect`.", small(),
                  expect="sha256:" + expected.package_digest.hex(), expected=True))
ALL.append(Vector("bad", "E317_not-the-expected-package", "9.1", "A sound package, but not the one that is named in `expect`.",
                  small(), ["E317"], [], True, True, "sha256:" + "0" * 64, False))

"""Faults of the tar (section 5)."""

from vectors import LOST, bad, find, of, small, swap_bytes
from writer import entry, file, folder, link, pax_header, put, record, sha256, stand_in, ustar, Entry

TOP = b"small"
A, B = b"data/a.txt", b"data/b.txt"

# What may be said besides when an entry is refused, for which there are no lines in the manifests either:
# another reader may take the entry for a payload file.
REFUSED = ["E310", "E314", "E116", "E117", "E304", "E303"]


def field(at, value, path=A):
    """An edit: other bytes in the header of an entry, with the right checksum."""
    def edit(entries):
        one = find(entries, path)
        one.header = put(one.header, at, value)
    return edit


def add(*more, before=None):
    """An edit: further entries at the end, or before the payload."""
    def edit(entries):
        at = len(entries) if before is None else next(i for i, one in enumerate(entries) if one.path == before)
        return entries[:at] + list(more) + entries[at:]
    return edit


def other(header, data=b"", pax=b"", path=b""):
    """An entry that is not in the index."""
    return Entry(None, path, header, data, pax)


def set_parts(path=A, **parts):
    def edit(entries):
        one = find(entries, path)
        for name, value in parts.items():
            assert hasattr(one, name)
            setattr(one, name, value)
    return edit


def unlisted(path, data=b"hidden\n"):
    """An entry in neither index nor manifests. `path` as it is in the tar."""
    one = entry(TOP, "file", b"\xff" + path, data)
    one.role = None
    return one


# --- E201, E202 ----------------------------------------------------------------------------------


def wrong_checksum(entries):
    one = find(entries, A)
    value = int(one.header[148:154], 8) + 1
    one.header = swap_bytes(one.header, 148, b"%06o\0 " % value)


bad("E201_checksum", "5.2", "The checksum of a header is one too high.", entries=wrong_checksum,
    also=["E203", "E308", "E309", "E116", "E117", "E304", "E314"], complete=None)
bad("E201_signed-sum", "5.2", "The checksum was made with signed bytes, as some old tools did.",
    of(file("data/é".encode(), b"x")), also=["E203", "E308", "E309", "E116", "E117", "E304", "E314"], complete=None,
    entries=lambda entries: _signed(find(entries, "data/é".encode())))
bad("E201_form", "5.2", "The checksum is right, but written with a leading space and NUL at its end.",
    entries=lambda entries: _other_form(find(entries, A)), also=["E203", "E308", "E309"], complete=None)


def _signed(one):
    plain = one.header[:148] + b" " * 8 + one.header[156:]
    total = sum(byte - 256 if byte > 127 else byte for byte in plain)
    one.header = swap_bytes(one.header, 148, b"%06o\0 " % total)


def _other_form(one):
    one.header = swap_bytes(one.header, 148, b" " + one.header[148:154] + b"\0")


for name, typeflag, text, more, data in (
        ("symbolic-link", b"2", "A symbolic link", {"linkname": b"/etc/passwd"}, b""),
        ("character-device", b"3", "A character device", {}, b""),
        ("block-device", b"4", "A block device", {}, b""),
        ("fifo", b"6", "A fifo", {}, b""),
        ("contiguous-file", b"7", "A contiguous file", {}, b"hidden\n"),
        ("old-file", b"\0", "A file with the typeflag NUL of old tars", {}, b"hidden\n"),
        ("gnu-sparse", b"S", "A sparse file of GNU tar", {}, b"hidden\n"),
        ("gnu-volume", b"V", "A volume label of GNU tar", {}, b"")):
    bad(f"E202_{name}", "5.2", f"{text} stands after the payload.",
        entries=add(other(ustar(b"small/data/c", typeflag, len(data), **more), data)), also=REFUSED)
for name, typeflag, text in (("gnu-long-name", b"L", "long name"), ("gnu-long-link", b"K", "long link name")):
    bad(f"E202_{name}", "5.2", f"A {text} of GNU tar stands before a file.",
        entries=add(other(ustar(b"././@LongLink", typeflag, 13), b"small/data/z\0"), before=A), also=REFUSED + ["E309"])
bad("E202_global-pax", "5.2", "A global pax header stands before the payload.",
    entries=add(other(ustar(b"././@PaxHeader", b"g", len(record(b"path", b"small/data/z"))),
                      record(b"path", b"small/data/z")), before=A), also=REFUSED + ["E309"])
bad("E202_pax-of-sun", "5.2", "A pax header of Solaris (typeflag X) stands before a file.",
    entries=add(other(ustar(b"././@PaxHeader", b"X", len(record(b"path", b"small/data/z"))),
                      record(b"path", b"small/data/z")), before=A), also=REFUSED + ["E309"])

# --- E203: the header is not what section 5 makes of the entry -----------------------------------

for name, at, value, text, also in (
        ("header-uid-not-zero", 108, b"0001750\0", "uid is not 0", []),
        ("header-gid-not-zero", 116, b"0000144\0", "gid is not 0", []),
        ("mode-group-writable", 100, b"0000664\0", "mode is 0664", []),
        ("mode-set-uid", 100, b"0004755\0", "mode is 4755", ["E314"]),
        ("mode-not-octal", 100, b"rw-r--r-", "mode is not a number", []),
        ("size-ends-with-space", 124, b"00000000006 ", "the size ends with a space", []),
        ("size-with-spaces", 124, b"         6 \0", "the size has leading spaces", LOST),
        ("mtime-ends-with-space", 136, b"13727410000 ", "the time ends with a space", ["E314"]),
        ("link-name-of-file", 157, b"small/data/b.txt", "a file has a link name", []),
        ("magic-of-gnu", 257, b"ustar  \0", "magic and version are those of GNU tar", LOST),
        ("version", 263, b"01", "the version is 01", LOST),
        ("user-name", 265, b"root", "a user name stands there", []),
        ("group-name", 297, b"root", "a group name stands there", []),
        ("user-name-hidden", 270, b"hidden", "bytes stand behind the NUL of the user name", []),
        ("device-major", 329, b"0000001\0", "devmajor is not 0", []),
        ("device-minor", 337, b"\0" * 8, "devminor is NULs", []),
        ("last-bytes", 500, b"x", "the last 12 bytes are not NULs", []),
        ("name-hidden", 40, b"hidden", "bytes stand behind the NUL of the name", []),
        ("prefix-hidden", 400, b"hidden", "bytes stand in the prefix behind a NUL", [])):
    bad(f"E203_{name}", "5.2", f"In a file's header {text}.", entries=field(at, value), also=also,
        complete=None if also is LOST else True)

bad("E203_size-of-link", "5.2", "The header of a link says the size of its target.",
    of(file(A, b"alpha\n"), link(B, A)), entries=field(124, b"00000000006\0", B),
    also=["E201", "E212", "E215", "E308", "E309"], complete=None)
bad("E203_mode-of-folder", "5.2", "The mode of a folder is 0700.", of(file(A, b"a"), folder(b"data/f")),
    entries=field(100, b"0000700\0", b"data/f"), also=["E314"])
bad("E203_folder-without-slash", "5.3", "The name of a folder does not end with /.", of(file(A, b"a"), folder(b"data/f")),
    entries=field(0, b"small/data/f\0", b"data/f"), also=["E314", "E116", "E117"])
bad("E203_mtime-clamped-wrong", "5.2", "A time before 1970 is written in base 256, as GNU tar does.",
    of(file(A, b"a", mtime=-1)), entries=field(136, b"\xff" * 12), also=["E314", *LOST], complete=None)
bad("E203_size-base-256", "5.2", "The size is written in base 256, as GNU tar does.",
    entries=field(124, b"\x80" + bytes(10) + b"\x06"), also=LOST, complete=None)
bad("E203_prefix-not-needed", "5.3", "A short path is divided into prefix and name.",
    entries=lambda e: _header(e, ustar(b"a.txt", b"0", 6, 1_600_000_000, prefix=b"small/data")))
LONG = b"data/" + b"d/" * 50 + b"n" * 20
bad("E203_prefix-too-short", "5.3", "A long path is divided at an earlier / than the last possible one.",
    of(file(LONG, b"x")),
    entries=lambda e: _header(e, ustar((TOP + b"/" + LONG)[31:], b"0", 1, 1_600_000_000, prefix=(TOP + b"/" + LONG)[:30]),
                              LONG))
STOOD = b"data/" + b"n" * 200
bad("E203_stand-in", "5.3", "The stand-in is not the one of the path.", of(file(STOOD, b"x")),
    entries=lambda e: _header(e, ustar(stand_in(TOP, b"another path"), b"0", 1, 1_600_000_000), STOOD))
bad("E214_pax-path-absent", "5.3", "A name that does not fit the header has no pax record.", of(file(STOOD, b"x")),
    entries=set_parts(STOOD, pax=b""), also=REFUSED + ["E309", "E312"], complete=None)
bad("E210_pax-linkpath-absent", "5.3", "A target of more than 100 bytes has no pax record.",
    of(file(b"data/" + b"d" * 60 + b"/" + b"n" * 60, b"x"), link(b"data/l", b"data/" + b"d" * 60 + b"/" + b"n" * 60)),
    entries=set_parts(b"data/l", pax=b""), also=REFUSED + ["E308", "E309"], complete=None)
PAX = pax_header(record(b"path", b"small/" + "data/é".encode()))
for name, changes, text in (
        ("pax-time", dict(mtime=1), "The time of a pax header is not 0"),
        ("pax-mode", dict(mode=0o600), "The mode of a pax header is 0600"),
        ("pax-link-name", dict(linkname=b"x"), "A pax header has a link name")):
    bad(f"E203_{name}", "5.4", f"{text}.", of(file("data/é".encode(), b"x")),
        entries=set_parts("data/é".encode(), pax=pax_header(record(b"path", "small/data/é".encode()), **changes)))
bad("E203_pax-name", "5.4", "The name of a pax header is another one.", of(file("data/é".encode(), b"x")),
    entries=set_parts("data/é".encode(), pax=put(PAX[:512], 0, b"./PaxHeaders/x\0") + PAX[512:]))


def _header(entries, header, path=A):
    find(entries, path).header = header


# --- E204 to E206: pax headers -------------------------------------------------------------------

GOOD_PATH = record(b"path", "small/data/é".encode())


def with_pax(records):
    return dict(package=of(file("data/é".encode(), b"x")),
                entries=set_parts("data/é".encode(), pax=pax_header(records)))


PAX_ALSO = ["E203", "E206", "E207", "E213", "E309", "E310", "E314"]
for name, records, text in (
        ("length-too-small", GOOD_PATH + b"5 size=1\n", "The length of a second record is too small"),
        ("length-too-large", GOOD_PATH + b"99 size=1\n", "The length of a second record is too large"),
        ("length-0", GOOD_PATH + b"0 size=1\n", "The length of a second record is 0"),
        ("length-leading-zero", b"0" + b"%d" % (len(GOOD_PATH) + 1) + GOOD_PATH[2:], "The length has a leading zero"),
        ("length-not-decimal", GOOD_PATH + b"0xb size=1\n", "The length of a second record is not decimal"),
        ("no-equals", GOOD_PATH + b"8 size1\n", "A second record has no ="),
        ("no-line-feed", GOOD_PATH + b"9 size=1 ", "A second record does not end with LF"),
        ("trailing-bytes", GOOD_PATH + b"\0\0", "NULs stand behind the last record")):
    bad(f"E204_{name}", "5.4", f"{text}.", **with_pax(records), also=PAX_ALSO, complete=None)
bad("E204_empty", "5.4", "A pax header without records stands before a file that needs none.",
    entries=set_parts(pax=pax_header(b"")), also=["E206"], codes=["E204"])
bad("E204_too-long", "5.4", "The data of a pax header has more than 16,384 bytes.",
    **with_pax(GOOD_PATH + record(b"comment", b"c" * 16_384)), also=PAX_ALSO, complete=None)
bad("E204_two-headers", "5.4", "Two pax headers stand before a file.",
    of(file("data/é".encode(), b"x")), also=PAX_ALSO + ["E116"], complete=None,
    entries=set_parts("data/é".encode(), pax=pax_header(GOOD_PATH) * 2))
bad("E204_no-entry", "5.4", "A pax header is the last entry of the tar.",
    entries=add(other(pax_header(record(b"path", "small/data/é".encode())))), also=["E212", "E215"])

bad("E205_path-twice", "5.4", "The key path stands twice, with the same value.", **with_pax(GOOD_PATH * 2),
    also=["E204"])
bad("E205_path-twice-differing", "5.4", "The key path stands twice; stock tools take the second one.",
    **with_pax(GOOD_PATH + record(b"path", "small/data/ö".encode())), also=["E204", "E309", "E310", "E314"], complete=None)
bad("E206_unknown-key", "5.4", "A record says mtime.", **with_pax(GOOD_PATH + record(b"mtime", b"1.5")), also=["E204"])
bad("E206_gnu-sparse-key", "5.4", "Records of GNU's sparse files.",
    **with_pax(GOOD_PATH + record(b"GNU.sparse.major", b"1")), also=["E204"])
bad("E206_comment", "5.4", "A record says comment.", **with_pax(GOOD_PATH + record(b"comment", b"hidden")), also=["E204"])
bad("E206_path-not-needed", "5.4", "A pax record path for a short ASCII path.",
    entries=set_parts(pax=pax_header(record(b"path", b"small/data/a.txt"))))
bad("E206_path-other", "5.4", "A pax record path gives a short ASCII path that is not the header's.",
    entries=set_parts(pax=pax_header(record(b"path", b"small/data/a.txt")),
                      header=ustar(b"small/data/evil", b"0", 6, 1_600_000_000)), also=["E203", "E309", "E310", "E314"],
    complete=None)
bad("E206_size-not-needed", "5.4", "A pax record size for a small file, with the header's own size.",
    entries=set_parts(pax=pax_header(record(b"size", b"6"))), also=["E203"])
bad("E206_size-differs", "5.4", "A pax record size that differs from the header's; parsers would not agree where the next entry is.",
    entries=set_parts(pax=pax_header(record(b"size", b"1024"))), also=["E203", *LOST], complete=None)
bad("E206_size-of-link", "5.4", "A pax record size before a link, which has no data.", of(file(A, b"alpha\n"), link(B, A)),
    entries=set_parts(B, pax=pax_header(record(b"size", b"512"))), also=["E203", *LOST], complete=None)
bad("E206_size-of-folder", "5.4", "A pax record size before a folder.", of(file(A, b"a"), folder(b"data/f")),
    entries=set_parts(b"data/f", pax=pax_header(record(b"size", b"512"))), also=["E203", *LOST], complete=None)
bad("E206_linkpath-of-file", "5.4", "A pax record linkpath before a file.",
    entries=set_parts(pax=pax_header(record(b"linkpath", b"small/data/b.txt"))))
E_ACUTE = "data/é".encode()
bad("E206_order", "5.4", "linkpath stands before path.", of(file(E_ACUTE, b"x"), link("data/ö".encode(), E_ACUTE)),
    entries=set_parts("data/ö".encode(), pax=pax_header(record(b"linkpath", b"small/" + E_ACUTE)
                                                        + record(b"path", "small/data/ö".encode()))),
    also=["E203", "E204", "E205"])

# --- E207: unsafe paths. They are in no manifest; nothing may be written for them. -----------------

for name, path, text in (
        ("absolute", b"/etc/evil", "An absolute path"),
        ("parent", b"small/data/../../../evil", "A path with .."),
        ("parent-first", b"../evil", "A path that begins with .."),
        ("parent-last", b"small/data/..", "A path that ends with .."),
        ("dot", b"small/./data/evil", "A path with ."),
        ("dot-first", b"./small/data/evil", "A path that begins with ./"),
        ("empty-name", b"small/data//evil", "A path with an empty name"),
        ("file-ends-with-slash", b"small/data/evil/", "A file whose path ends with /"),
        ("not-utf8", b"small/data/\xff\xfe", "A path that is not UTF-8"),
        ("overlong-utf8", b"small/data/..\xc0\xafevil", "A path with an overlong form of / (C0 AF)"),
        ("surrogate", b"small/data/\xed\xa0\x80", "A path with an encoded surrogate (ED A0 80)"),
        ("cut-utf8", b"small/data/\xe6\x96", "A path that ends within a character"),
        ("name-of-256-bytes", b"small/data/" + b"n" * 256, "A name of 256 bytes"),
        ("path-of-4096-bytes", b"small/data/" + b"/".join([b"p" * 255] * 15) + b"/" + b"q" * 245,
         "A path in the tar of 4,096 bytes"),
        ("path-of-16000-bytes", b"small/data/" + b"/".join([b"p" * 255] * 62), "A path of almost 16 KiB")):
    bad(f"E207_{name}", "3.2", f"{text}.", entries=add(unlisted(path)), also=REFUSED + ["E213", "E209"])
bad("E207_nul", "3.2", "A pax path with a NUL.",
    entries=add(other(ustar(b"small/data/evil", b"0", 7, 0), b"hidden\n",
                      pax_header(record(b"path", b"small/data/evil\0.txt")))), also=REFUSED + ["E203", "E206"])
bad("E207_empty", "3.2", "A file without a name.", entries=add(other(ustar(b"", b"0", 7, 0), b"hidden\n")),
    also=REFUSED + ["E213"])
bad("E207_empty-pax-path", "3.2", "A pax record path with an empty value.",
    entries=add(other(ustar(b"small/data/evil", b"0", 7, 0), b"hidden\n", pax_header(record(b"path", b"")))),
    also=REFUSED + ["E203", "E204", "E206"])
bad("E207_folder-parent", "3.2", "A folder whose path has ..",
    entries=add(other(ustar(b"small/data/../../evil/", b"5", 0, 0, 0o755))), also=REFUSED)
bad("E207_prefix-parent", "3.2", "A prefix with .., which the name alone does not show.",
    of(file(A, b"a")), entries=add(other(ustar(b"n" * 99, b"0", 7, 0, prefix=b"small/data/../../..")
                                         , b"hidden\n")), also=REFUSED)

# --- E208, E209: paths that clash ----------------------------------------------------------------

AGAIN = ["E116", "E117", "E304", "E303", "E308", "E310", "E314"]
bad("E208_file-twice", "5.1", "A file stands twice with the same bytes.",
    entries=add(other(entry(TOP, "file", A, b"alpha\n", 1_600_000_000).header, b"alpha\n")), also=AGAIN)
bad("E208_file-twice-differing", "5.1", "A file stands twice; the second one, which stock tools would leave on the disk, has other bytes.",
    entries=add(other(entry(TOP, "file", A, b"ALPHA\n", 1_600_000_000).header, b"ALPHA\n")), also=AGAIN)
bad("E208_link-over-file", "5.1", "A link has the path of a file.",
    entries=add(other(entry(TOP, "link", A, target=B, mtime=1_600_000_000).header)), also=AGAIN + ["E210"])
bad("E208_folder-twice", "5.1", "A folder stands twice.", of(file(A, b"a"), folder(b"data/f")),
    entries=add(other(entry(TOP, "folder", b"data/f", mtime=1_600_000_000).header)), also=AGAIN + ["E209"])
bad("E208_file-and-folder", "5.1", "A file and a folder have the same path.",
    entries=add(other(entry(TOP, "folder", A, mtime=1_600_000_000).header)), also=AGAIN + ["E209"])
bad("E208_tag-file-twice", "5.1", "README.txt stands twice.",
    entries=add(other(entry(TOP, "file", b"README.txt", b"another\n").header, b"another\n"), before=b"manifest-sha256.txt"),
    also=AGAIN + ["E214", "E311"])
bad("E209_file-above-file", "5.1", "A file is the folder of another file.",
    of(file(b"data/a", b"a\n"), file(b"data/a/b", b"b\n")))
bad("E209_file-above-file-not-adjacent", "5.1", "A file is the folder of another file; a third path sorts between them.",
    of(file(b"data/a", b"a\n"), file(b"data/a-b", b"x\n"), file(b"data/a/b", b"b\n")))
bad("E209_file-below-comes-first", "5.1", "A file is the folder of another file, which stands before it.",
    of(file(b"data/a/b", b"b\n"), file(b"data/a", b"a\n")))
bad("E209_link-above-file", "5.1", "A link is the folder of a file.",
    of(file(b"data/f", b"f\n"), link(b"data/a", b"data/f"), file(b"data/a/b", b"b\n")))
bad("E209_folder-not-empty", "5.1", "A folder that has an entry has a file below it.",
    of(folder(b"data/f"), file(b"data/f/a", b"a\n")))
bad("E209_folder-in-folder", "5.1", "A folder that has an entry has a folder below it.",
    of(file(A, b"a\n"), folder(b"data/f"), folder(b"data/f/g")))
bad("E209_folder-data", "5.1", "The folder data/ has an entry.",
    entries=add(other(ustar(b"small/data/", b"5", 0, 0, 0o755)), before=A), also=REFUSED + ["E207", "E213", "E214"])

# --- E210: links ---------------------------------------------------------------------------------

LINK = ["E207", "E213", "E308", "E309", "E314", "E304", "E303", "E116", "E117"]
for name, target, text in (
        ("absolute", b"\xff/etc/passwd", "The target is an absolute path"),
        ("parent", b"\xffsmall/data/../../secret", "The target has .."),
        ("outside", b"\xffother/data/a.txt", "The target is not below NAME"),
        ("missing", b"data/missing", "The target is not in the tar"),
        ("folder", b"data/f", "The target is a folder"),
        ("tag-file", b"README.txt", "The target is a tag file"),
        ("itself", b"data/l", "The target is the link itself"),
        ("empty", b"\xff", "The target is empty")):
    bad(f"E210_{name}", "5.5", f"{text}.", of(file(A, b"alpha\n"), folder(b"data/f"), link(b"data/l", target)), also=LINK,
        complete=None)
bad("E210_later", "5.5", "The target stands after the link.", of(link(b"data/l", A), file(A, b"alpha\n")), also=LINK,
    complete=None)
bad("E210_link-to-link", "5.5", "The target is a link.",
    of(file(A, b"alpha\n"), link(b"data/k", A), link(b"data/l", b"data/k")), also=LINK, complete=None,
    tags=lambda tags: _as_alpha(tags))
bad("E210_mode", "5.5", "The link is executable, its target is not.",
    of(file(A, b"alpha\n"), link(b"data/l", A, executable=True)), also=["E203", "E308", "E309"], complete=None)


def _as_alpha(tags):
    """The link to a link has the digest and size of the file behind both, as if it were allowed."""
    empty, alpha = sha256(b"").hex().encode(), sha256(b"alpha\n").hex().encode()
    tags[b"manifest-sha256.txt"] = tags[b"manifest-sha256.txt"].replace(empty, alpha)
    tags[b"files.jsonl"] = tags[b"files.jsonl"].replace(b'"contentSize":0', b'"contentSize":6')
    tags[b"bag-info.txt"] = tags[b"bag-info.txt"].replace(b"12.3", b"18.3").replace(b"12 B", b"18 B")


# --- E211 to E215 --------------------------------------------------------------------------------

bad("E211_payload", "5.1", "Bytes stand in the padding of a payload file.", entries=set_parts(padding=b"hidden" + bytes(500)))
bad("E211_tag-file", "5.1", "A byte stands in the padding of a tag file.",
    entries=set_parts(b"bagit.txt", padding=bytes(456) + b"\1" + bytes(1)))
bad("E211_pax", "5.4", "Bytes stand in the padding of a pax header.", of(file(E_ACUTE, b"x")),
    entries=set_parts(E_ACUTE, pax=pax_header(record(b"path", b"small/" + E_ACUTE))[:-6] + b"hidden"), also=["E204"])

bad("E212_one-block", "5.1", "The tar ends with 512 zero bytes.", tar=lambda t: t[:-512])
bad("E212_no-block", "5.1", "The tar ends with its last entry.", tar=lambda t: t[:-1024], also=["E215"])
bad("E212_three-blocks", "5.1", "The tar ends with 1,536 zero bytes.", tar=lambda t: t + bytes(512))
bad("E212_1023-bytes", "5.1", "The tar ends with 1,023 zero bytes.", tar=lambda t: t[:-1], also=["E215"])
bad("E212_entry-after-end", "5.1", "An entry stands after the end of the tar; some tools (tar -i) would read it.",
    tar=lambda t: t + unlisted(b"small/data/hidden").bytes() + bytes(1024), also=REFUSED)
bad("E212_entry-after-one-block", "5.1", "An entry stands after a single zero block.",
    tar=lambda t: t[:-512] + unlisted(b"small/data/hidden").bytes() + bytes(1024), also=REFUSED)
bad("E212_byte-in-end", "5.1", "A byte in the second zero block is not zero.", tar=lambda t: swap_bytes(t, len(t) - 1, b"\1"))

bad("E213_81-bytes", "5.1", "NAME has 81 bytes.", small(top=b"n" * 81))
bad("E213_control-byte", "5.1", "NAME has an escape character (1B).", small(top=b"small\x1b[2J"))
bad("E213_delete-byte", "5.1", "NAME has the byte 7F.", small(top=b"small\x7f"))
bad("E213_other-folder", "5.1", "A file stands in another top folder.", entries=add(unlisted(b"other/data/c.txt")),
    also=REFUSED + ["E214"])
bad("E213_no-folder", "5.1", "A file stands beside the top folder.", entries=add(unlisted(b"c.txt")), also=REFUSED + ["E214"])
bad("E213_top-folder-as-file", "5.1", "A file has the path of the top folder.", entries=add(unlisted(b"small")),
    also=REFUSED + ["E209", "E214"])
bad("E213_top-folder-as-entry", "5.1", "The top folder itself has an entry.",
    entries=add(other(ustar(b"small/", b"5", 0, 0, 0o755))), also=REFUSED + ["E207", "E209", "E214"])


def order(*names):
    def edit(tags):
        moved = {name: tags[name] for name in names}
        rest = {name: data for name, data in tags.items() if name not in moved}
        return rest | moved
    return edit


bad("E214_tag-file-order", "7.1", "files.jsonl stands before articles.jsonl.",
    all_tags=order(b"articles.jsonl", b"tagmanifest-sha256.txt"))
bad("E214_tag-manifest-first", "7.1", "The tag manifest stands before the other tag files.",
    all_tags=lambda tags: {b"tagmanifest-sha256.txt": tags[b"tagmanifest-sha256.txt"]} | tags)
bad("E214_tag-file-after-payload", "7.1", "The tag manifest stands after the payload.", also=["E301", "E308", "E311", "E312"], complete=None,
    entries=lambda e: [one for one in e if one.path != b"tagmanifest-sha256.txt"] + [find(e, b"tagmanifest-sha256.txt")])
bad("E214_other-tag-file", "7.1", "A tag file that no manifest lists.",
    entries=add(unlisted(b"small/notes.txt"), before=A), also=["E116", "E117", "E312", "E310"])
bad("E214_other-tag-file-listed", "7.1", "A tag file that is not of section 7.1, listed in the tag manifest.",
    tags=lambda tags: tags.update({b"notes.txt": b"notes\n"}), all_tags=order(b"tagmanifest-sha256.txt"),
    also=["E116", "E117", "E312"])
bad("E214_signatures", "6.7", "A file in the folder signatures/, which no package has.",
    entries=add(unlisted(b"small/signatures/one.sig")), also=["E116", "E117", "E310", "E312"])
bad("E214_folder-outside-data", "7.1", "A folder outside data/.",
    entries=add(other(ustar(b"small/notes/", b"5", 0, 0, 0o755)), before=A), also=["E116", "E117", "E314", "E312"])
bad("E214_data-is-a-file", "7.1", "A file has the path data.", entries=add(unlisted(b"small/data")),
    also=["E116", "E117", "E209", "E310", "E314", "E304"])
bad("E214_tag-file-executable", "7.1", "README.txt is executable.", entries=field(100, b"0000755\0", b"README.txt"),
    also=["E203"])
bad("E214_tag-file-time", "7.1", "README.txt has a time.", entries=field(136, b"13727410000\0", b"README.txt"), also=["E203"])
bad("E214_tag-file-link", "7.1", "A tag file is a hard link to another.",
    tags=lambda tags: tags.update({b"README.txt": tags[b"bag-info.txt"]}),
    entries=lambda e: _link(e), also=["E210", "E301", "E311", "E312", "E116", "E117"], complete=None)
bad("E214_no-payload", "7.1", "There is no payload file.", of(), also=["E304"])
bad("E214_only-a-folder", "7.1", "The payload is an empty folder.", of(folder(b"data/f")), also=["E304"])


def _link(entries):
    one = entry(TOP, "link", b"README.txt", target=b"bag-info.txt")
    one.role = "tag"
    entries[[e.path for e in entries].index(b"README.txt")] = one


bad("E215_in-data", "5.2", "The tar ends within the data of a file; container and footer fit.",
    of(file(A, b"a\n" * 400)), tar=lambda t: t[:-1024 - 600], also=["E212", "E308", "E309"])
bad("E215_in-padding", "5.2", "The tar ends within the padding of the last file.", tar=lambda t: t[:-1024 - 500], also=["E212"])
bad("E215_in-header", "5.2", "The tar ends within a header.",
    tar=lambda t: t[:-1024] + unlisted(b"small/data/c").bytes()[:300], also=["E212"])

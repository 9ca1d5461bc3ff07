"""Faults of the bag and of the articles (sections 7 and 8)."""

from compression import deflate
from vectors import article_package, bad, find, flip, of, replace, small
from writer import file, folder, json_line, link, sha256, stored_frame

BAGIT, INFO, README = b"bagit.txt", b"bag-info.txt", b"README.txt"
MANIFEST, MANIFEST_512, TAGS = b"manifest-sha256.txt", b"manifest-sha512.txt", b"tagmanifest-sha256.txt"
ARTICLES, FILES = b"articles.jsonl", b"files.jsonl"
ALPHA, BETA = sha256(b"alpha\n").hex().encode(), sha256(b"beta\n").hex().encode()
LINE_A, LINE_B = ALPHA + b"  data/a.txt\n", BETA + b"  data/b.txt\n"


def whole(name, data):
    """An edit: another content of a tag file."""
    return lambda tags: tags.update({name: data(tags[name]) if callable(data) else data})


def without(name):
    def edit(tags):
        del tags[name]
    return edit


# --- E301, E302 ----------------------------------------------------------------------------------

for name in (BAGIT, INFO, README, MANIFEST, ARTICLES, FILES, TAGS):
    no_manifest = name == MANIFEST
    also = ["E214", "E116", "E117"]
    if no_manifest:
        also += ["E308", "E310", "E309", "E316"]
    if name == FILES:
        also += ["E314"]
    if name == TAGS:
        also += ["E109", "E312", "E311"]
    bad(f"E301_{name.decode()}", "7.1", f"{name.decode()} is not there.", all_tags=without(name),
        tag_manifest=lambda text, name=name: b"".join(line for line in text.splitlines(True) if name not in line.split()[1:]),
        also=also, complete=False)

for name, data, text in (
        ("version", b"BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n", "The version is 0.97"),
        ("encoding", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: ISO-8859-1\n", "The encoding is another one"),
        ("third-line", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\nMore: 1\n", "There is a third line"),
        ("space", b"BagIt-Version:  1.0\nTag-File-Character-Encoding: UTF-8\n", "There are two spaces before the version"),
        ("cr-lf", b"BagIt-Version: 1.0\r\nTag-File-Character-Encoding: UTF-8\r\n", "Lines end with CR LF"),
        ("byte-order-mark", b"\xef\xbb\xbfBagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
         "It begins with a byte-order mark"),
        ("empty", b"", "It is empty")):
    bad(f"E302_{name}", "7.2", f"{text}.", tags=whole(BAGIT, data), also=["E319"])

# --- E121 -----------------------------------------------------------------------------------------


def too_long(data):
    """With a line before it, one byte more than such a tag file may have."""
    return b"x: " + b"y" * ((1 << 20) - 3 - len(data)) + b"\n" + data


for path in (BAGIT, INFO, README):
    bad(f"E121_{path.decode()}", "7.1", f"{path.decode()} has 1,048,577 bytes.", tags=whole(path, too_long),
        also=["E311"], complete=None)
bad("E121_tag-manifest", "7.1", f"{TAGS.decode()} has 1,048,577 bytes.", tag_manifest=too_long,
    also=["E311"], complete=None)

# --- E303, E304, E318, E323: bag-info.txt --------------------------------------------------------------

COUNTS = b"Stele-Articles: 0\nStele-Assets: 0 included, 0 missing, 0 skipped\n"
OWN = b"Payload-Oxum: 11.2\nBag-Size: 11 B\n" + COUNTS + b"Stele-Version: 1\n"
for name, data, text in (
        ("no-colon", b"External-Identifier\n" + OWN, "A line has no colon"),
        ("no-space", b"External-Identifier:1\n" + OWN, "No space follows the colon"),
        ("two-spaces", b"External-Identifier:  1\n" + OWN, "Two spaces follow the colon"),
        ("space-before-colon", b"External-Identifier : 1\n" + OWN, "A space stands before the colon"),
        ("empty-label", b": 1\n" + OWN, "A label is empty"),
        ("empty-value", b"External-Identifier: \n" + OWN, "A value is empty"),
        ("space-at-end", b"External-Identifier: 1 \n" + OWN, "A value ends with a space"),
        ("continued-line", b"Description: first\n  second\n" + OWN, "A value goes on in a second line, as RFC 8493 allows"),
        ("control-character", b"External-Identifier: a\x07b\n" + OWN, "A value has a control character"),
        ("tab", b"External-Identifier: a\tb\n" + OWN, "A value has a tab"),
        ("colon-in-label", b"a:b: 1\n" + OWN, "A label holds a colon"),
        ("empty-line", b"\n" + OWN, "There is an empty line"),
        ("order", b"Bag-Size: 11 B\nPayload-Oxum: 11.2\n" + COUNTS + b"Stele-Version: 1\n", "Bag-Size stands before Payload-Oxum"),
        ("not-last", OWN + b"External-Identifier: 1\n", "An element stands after Stele-Version"),
        ("no-oxum", b"Bag-Size: 11 B\n" + COUNTS + b"Stele-Version: 1\n", "There is no Payload-Oxum"),
        ("no-bag-size", b"Payload-Oxum: 11.2\n" + COUNTS + b"Stele-Version: 1\n", "There is no Bag-Size"),
        ("no-version", b"Payload-Oxum: 11.2\nBag-Size: 11 B\n" + COUNTS, "There is no Stele-Version"),
        ("no-counts", OWN.replace(COUNTS, b""), "There are no Stele-Articles and Stele-Assets"),
        ("counts-in-other-order", OWN.replace(COUNTS, b"".join(COUNTS.splitlines(True)[::-1])),
         "Stele-Assets stands before Stele-Articles"),
        ("label-in-other-case", b"payload-oxum: 11.2\n" + OWN, "payload-oxum stands among the user's elements"),
        ("bag-size", OWN.replace(b"11 B", b"12 B"), "Bag-Size is not the payload's"),
        ("bag-size-form", OWN.replace(b"11 B", b"11 bytes"), "Bag-Size has another form")):
    bad(f"E303_{name}", "7.3", f"{text}.", tags=whole(INFO, data))
bad("E303_bag-size-rounded", "7.3", "Bag-Size is rounded up (2.0 kB for 1,999 bytes), not cut.",
    of(file(b"data/a", b"a" * 1999)), tags=replace(INFO, b"1.9 kB", b"2.0 kB"))

for name, value, text in (("bytes", b"12.2", "The number of bytes is wrong"), ("files", b"11.3", "The number of files is wrong"),
                          ("leading-zero", b"011.2", "The number of bytes has a leading zero"),
                          ("form", b"11", "The number of files is not there")):
    bad(f"E304_{name}", "7.3", f"{text} in Payload-Oxum.", tags=replace(INFO, b"11.2", value))
for name, old, new, text in (
        ("articles", b"Articles: 0", b"Articles: 1", "Stele-Articles states an article that is not there"),
        ("leading-zero", b"Articles: 0", b"Articles: 00", "The number of articles has a leading zero"),
        ("included", b"0 included", b"1 included", "Stele-Assets states an included asset that is not there"),
        ("missing", b"0 missing", b"1 missing", "Stele-Assets states a missing asset that is not there"),
        ("skipped", b"0 skipped", b"1 skipped", "Stele-Assets states a skipped asset that is not there"),
        ("form", b"0 included, 0 missing", b"0 missing, 0 included", "Stele-Assets has another order"),
        ("words", b"0 skipped", b"0 skipped, 0 more", "Stele-Assets has a fourth number")):
    bad(f"E323_{name}", "7.3", f"{text}.", tags=replace(INFO, old, new))
bad("E318_version-2", "7.3", "Stele-Version is 2.", tags=replace(INFO, b"Version: 1", b"Version: 2"))
bad("E318_version-1.0", "7.3", "Stele-Version is 1.0.", tags=replace(INFO, b"Version: 1", b"Version: 1.0"))

# --- E305 to E310: manifests ---------------------------------------------------------------------

UNREAD = ["E310", "E309", "E307", "E308", "E116"]
for name, line, text in (
        ("upper-case", ALPHA.upper() + b"  data/a.txt\n", "A digest is in upper case"),
        ("one-space", ALPHA + b" data/a.txt\n", "One space stands before the path"),
        ("tab", ALPHA + b"\tdata/a.txt\n", "A tab stands before the path"),
        ("asterisk", ALPHA + b" *data/a.txt\n", "An asterisk stands before the path"),
        ("short-digest", ALPHA[:-1] + b"  data/a.txt\n", "A digest has 63 digits"),
        ("long-digest", ALPHA + b"0  data/a.txt\n", "A digest has 65 digits"),
        ("not-hexadecimal", b"g" + ALPHA[1:] + b"  data/a.txt\n", "A digest has a letter that is no digit"),
        ("no-path", ALPHA + b"  \n" + LINE_A, "A line has no path"),
        ("empty-line", b"\n" + LINE_A, "There is an empty line"),
        ("comment", b"# a comment\n" + LINE_A, "There is a comment")):
    bad(f"E305_{name}", "7.5", f"{text}.", tags=replace(MANIFEST, LINE_A, line), also=UNREAD, complete=None)
for name, path, standing, text in (
        ("percent-not-encoded", b"data/100%", b"data/100%", "A % stands unencoded"),
        ("cr-not-encoded", b"data/a\rb", b"data/a\rb", "A CR stands unencoded"),
        ("lower-case-code", b"data/a\nb", b"data/a%0ab", "LF is encoded as %0a"),
        ("needless-code", b"data/a b", b"data/a%20b", "A space is encoded"),
        ("needless-code-of-letter", b"data/ab", b"data/%61b", "A letter is encoded")):
    bad(f"E305_{name}", "7.5", f"{text}.", of(file(path, b"x")), also=UNREAD, complete=None,
        tags=whole(MANIFEST, sha256(b"x").hex().encode() + b"  " + standing + b"\n"))
bad("E305_lf-not-encoded", "7.5", "A LF stands unencoded and cuts the line in two.", of(file(b"data/a\nb", b"x")), also=UNREAD,
    complete=None, tags=whole(MANIFEST, sha256(b"x").hex().encode() + b"  data/a\nb\n"))

bad("E306_order", "7.5", "The lines are not sorted.", tags=whole(MANIFEST, LINE_B + LINE_A))
bad("E306_twice", "7.5", "A path stands twice, with the same digest.", tags=whole(MANIFEST, LINE_A + LINE_A + LINE_B))
bad("E306_twice-differing", "7.5", "A path stands twice, with two digests.", tags=whole(MANIFEST, LINE_A + BETA + LINE_A[64:] + LINE_B),
    also=["E308"])
bad("E306_order-of-tree", "7.5", "Sorted with / before all other bytes, as file systems are walked.",
    of(file(b"data/a/b", b"1"), file(b"data/a-b", b"2")),
    tags=lambda tags: whole(MANIFEST, b"".join(reversed(tags[MANIFEST].splitlines(True))))(tags))

for name, path, text in (("tag-file", b"bagit.txt", "names a tag file"), ("parent", b"data/../../evil", "has .."),
                         ("absolute", b"/etc/passwd", "is absolute"), ("dot", b"./data/a.txt", "begins with ./"),
                         ("with-top-folder", b"small/data/a.txt", "has the top folder"),
                         ("folder", b"data/", "ends with /"), ("backslash", b"data\\a.txt", "has a backslash for /")):
    line = ALPHA + b"  " + path + b"\n"
    lines = sorted([line, LINE_A, LINE_B], key=lambda one: one[66:-1])
    bad(f"E307_{name}", "7.5", f"A path {text}.", tags=whole(MANIFEST, b"".join(lines)), also=["E309", "E306"], complete=None)

LAST = b"0" if ALPHA[-1:] != b"0" else b"1"
bad("E308_manifest", "7.5", "The manifest has another digest of a file; everything else fits.",
    tags=replace(MANIFEST, ALPHA, ALPHA[:-1] + LAST))
bad("E308_content", "7.5", "A file has other bytes of the same length; container and index are sealed anew.",
    entries=lambda e: setattr(find(e, b"data/a.txt"), "data", b"ALPHA\n"))
bad("E308_sha512", "7.5", "manifest-sha512.txt has another digest of a file.", small(sha512=True),
    tags=lambda tags: whole(MANIFEST_512, (b"0" if tags[MANIFEST_512][:1] != b"0" else b"1") + tags[MANIFEST_512][1:])(tags))
bad("E308_link", "7.5", "The manifest has another digest of a link.", of(file(b"data/a.txt", b"alpha\n"), link(b"data/z", b"data/a.txt")),
    tags=replace(MANIFEST, ALPHA + b"  data/z", ALPHA[:-1] + LAST + b"  data/z"))
for name, cut, codes, complete, text in (
        ("E308_picture-in-lost-frame", 1536, ["E105", "E308"], True, "The frame with the data of an article's picture does not decode."),
        ("E309_picture-in-lost-frame", 1024, ["E105", "E309"], False,
         "The frame with the entry of an article's picture does not decode: the reader cannot know that it is there.")):
    bad(name, "9.2", text, article_package(payload_cut=cut), codes=codes, complete=complete,
        frames=lambda f: setattr(f[2], "packed", b"\x07" + deflate(f[2].raw)[1:]),
        also=["E212", "E215"]).findings = [{"code": codes[1], "path": "data/n1.png", "article": "data/n1.md"}]


def damage(container):
    """One bit of the picture, in a stored frame; nothing is sealed anew."""
    return flip(container, container.index(b"not really"))


bad("E308_bit-in-picture", "9.2", "A single bit of an article's picture was changed, and nothing was sealed anew: an accident.",
    article_package(), codes=["E106", "E113", "E308"], frames=lambda f: stored_frame(f[1]), container=damage,
    ).findings = [{"code": "E308", "path": "data/n1.png", "article": "data/n1.md"}]
bad("E308_manifest-in-lost-frame", "9.2", "The first frame, which holds the manifest, was changed by accident: no file is proven.",
    article_package(), codes=["E105", "E308", "E301"], complete=False,
    container=lambda container: flip(container, 56, 6 & ~container[56]), also=["E113"],
    ).findings = [{"code": "E308", "path": "data/n1.md"}, {"code": "E308", "path": "data/n1.png"}]
bad("E315_65-deep", "8.1", "A member that is not known holds 64 arrays, each in the other; with the line's object 65 deep.",
    article_package(), tags=replace(ARTICLES, b'"wordCount":2', b'"wordCount":2,"zzz":' + b"[" * 64 + b"]" * 64),
    also=["E316", "E121"])
MOST = 16 << 20
def padded(line, before, length):
    """A line of JSON with a string made so long that the line has `length` bytes, its LF not counted."""
    at = line.index(before) + len(before)
    return line[:at] + b"x" * (length + 1 - len(line)) + line[at:]


bad("E315_line-too-long", "8.1", "A line has 16 MiB and one byte.", article_package(),
    tags=whole(ARTICLES, lambda text: padded(text, b'"headline":"', MOST + 1)), also=["E316"])
bad("E308_asset", "7.5", "The manifest and the record have another digest of an article's picture.",
    article_package(change_asset={"sha256": "sha256:" + "0" * 64}),
    tags=lambda tags: whole(MANIFEST, _line_with_zeros(tags[MANIFEST], b"data/n1.png"))(tags))


def _line_with_zeros(manifest, path):
    return b"".join(b"0" * 64 + line[64:] if line[66:-1] == path else line for line in manifest.splitlines(True))


ABSENT = file(b"data/c.txt", b"gone\n")


def absent_package(**more):
    package = of(file(b"data/a.txt", b"alpha\n"), ABSENT, **more)
    package.edits["entries"] = lambda entries: [one for one in entries if one.path != ABSENT.path]
    return package


bad("E309_file", "7.5", "A file that is listed is not there; container and index are sealed anew.", absent_package(),
    also=["E303", "E304", "E314"], complete=False)
bad("E309_only-in-sha512", "7.5", "A file that only manifest-sha512.txt lists is not there.", small(sha512=True),
    tags=lambda tags: whole(MANIFEST_512, tags[MANIFEST_512] + b"0" * 128 + b"  data/c.txt\n")(tags),
    complete=False, intact=True)
bad("E309_only-missing", "9.1", "Only the manifest lists a file that is not there: not complete, but intact.",
    tags=lambda tags: whole(MANIFEST, tags[MANIFEST] + ALPHA + b"  data/c.txt\n")(tags), complete=False, intact=True)

bad("E310_file", "7.5", "A payload file is not listed in the manifest.",
    of(file(b"data/a.txt", b"alpha\n"), file(b"data/b.txt", b"beta\n", listed=False)), also=["E116"])
bad("E310_hidden-file", "7.5", "A payload file is listed in neither manifest nor files.jsonl.",
    of(file(b"data/a.txt", b"alpha\n"), file(b"data/b.txt", b"beta\n", listed=False, described=False)), also=["E116", "E314"])
bad("E310_link", "7.5", "A link is not listed in the manifest.",
    of(file(b"data/a.txt", b"alpha\n"), link(b"data/b.txt", b"data/a.txt", listed=False)), also=["E116"])
bad("E310_sha512", "7.5", "A payload file is not listed in manifest-sha512.txt.", small(sha512=True),
    tags=lambda tags: whole(MANIFEST_512, b"".join(tags[MANIFEST_512].splitlines(True)[1:]))(tags))
bad("E305_sha512-upper-case", "7.5", "A digest in manifest-sha512.txt is in upper case.", small(sha512=True),
    tags=lambda tags: whole(MANIFEST_512, tags[MANIFEST_512][:128].upper() + tags[MANIFEST_512][128:])(tags), also=["E310"])
bad("E306_sha512", "7.5", "The lines of manifest-sha512.txt are not sorted.", small(sha512=True),
    tags=lambda tags: whole(MANIFEST_512, b"".join(reversed(tags[MANIFEST_512].splitlines(True))))(tags))

# --- E311, E312: tag manifest --------------------------------------------------------------------


def tag_lines(edit):
    return lambda text: b"".join(edit(text.splitlines(True)))


for name in (README, MANIFEST, ARTICLES):
    bad(f"E311_{name.decode()}", "7.7", f"The tag manifest has another digest of {name.decode()}.",
        tag_manifest=tag_lines(lambda lines, name=name: [b"0" * 64 + line[64:] if line[66:-1] == name else line for line in lines]))
bad("E311_content", "7.7", "README.txt has other bytes; container and index are sealed anew.",
    entries=lambda e: setattr(find(e, README), "data", find(e, README).data.replace(b"Stele", b"Other")))
for name, edit, text in (
        ("line-absent", lambda lines: lines[1:], "README.txt has no line"),
        ("itself", lambda lines: [*lines, b"0" * 64 + b"  tagmanifest-sha256.txt\n"], "It lists itself"),
        ("payload-file", lambda lines: [*lines[:-1], ALPHA + b"  data/a.txt\n", lines[-1]], "It lists a payload file"),
        ("not-there", lambda lines: [*lines, b"0" * 64 + b"  zzz.txt\n"], "It lists a file that is not there"),
        ("order", lambda lines: [lines[1], lines[0], *lines[2:]], "It is not sorted"),
        ("twice", lambda lines: [lines[0], *lines], "A line stands twice"),
        ("upper-case", lambda lines: [lines[0][:64].upper() + lines[0][64:], *lines[1:]], "A digest is in upper case"),
        ("asterisk", lambda lines: [lines[0].replace(b"  ", b" *"), *lines[1:]], "An asterisk stands before a path"),
        ("empty-line", lambda lines: [b"\n", *lines], "There is an empty line")):
    bad(f"E312_{name}", "7.7", f"{text} in the tag manifest.", tag_manifest=tag_lines(edit),
        also=["E309", "E214"] if name == "not-there" else [], complete=None if name == "not-there" else True)

# --- E313, E314: files.jsonl ---------------------------------------------------------------------

A_LINE = b'{"contentSize":6,"encodingFormat":"text/plain","executable":false,"mtime":1600000000,"path":"data/a.txt"}\n'
B_LINE = b'{"contentSize":5,"encodingFormat":"text/plain","executable":false,"mtime":1600000000,"path":"data/b.txt"}\n'
JSON_FORMS = (
    ("space", b'"contentSize":6', b'"contentSize": 6', "There is a space after a colon"),
    ("space-at-end", b'}\n', b'} \n', "There is a space at the end of a line"),
    ("escaped-slash", b"data/a", b"data\\/a", "A / is escaped"),
    ("needless-escape", b"text/plain", b"t\\u0065xt/plain", "A letter is escaped"),
    ("upper-case-escape", b"text/plain", b"text/\\u001Fplain", "An escape has upper-case digits"),
    ("long-escape", b"text/plain", b"text/\\u0009plain", "A tab is escaped as \\u0009, not \\t"),
    ("raw-control", b"text/plain", b"text/\tplain", "A tab stands raw in a string"),
    ("surrogate-escape", b"text/plain", b"text/\\ud83d\\ude00", "A character beyond FFFF is escaped"),
    ("lone-surrogate", b"text/plain", b"text/\\ud800", "Half a surrogate pair is escaped"),
    ("fraction", b'1600000000', b'1600000000.0', "A number has a fraction"),
    ("exponent", b'1600000000', b'16e8', "A number has an exponent"),
    ("leading-zero", b'1600000000', b'01600000000', "A number has a leading zero"),
    ("not-a-number", b'1600000000', b'NaN', "A number is NaN"),
    ("too-large", b'1600000000', b'9223372036854775808', "A number is 2^63"),
    ("member-twice", b'"executable":false', b'"executable":false,"executable":false', "A member stands twice"),
    ("not-sorted", b'"contentSize":6,"encodingFormat":"text/plain"', b'"encodingFormat":"text/plain","contentSize":6',
     "Members are not sorted"),
    ("comma-at-end", b'"data/a.txt"}', b'"data/a.txt",}', "A comma stands before the closing brace"),
    ("cut", b'"data/a.txt"}', b'"data/a.txt"', "A line is cut off"),
    ("not-an-object", A_LINE[:-1], b'["data/a.txt"]', "A line is not an object"),
    ("two-objects", A_LINE, A_LINE[:-1] + b"{}\n", "A line holds two objects"))
for name, old, new, text in JSON_FORMS:
    bad(f"E313_{name}", "8.1", f"{text}.", tags=replace(FILES, old, new), also=["E314"])
bad("E313_minus-zero", "8.1", "A number is -0.", of(file(b"data/a.txt", b"alpha\n", mtime=0)),
    tags=replace(FILES, b'"mtime":0', b'"mtime":-0'), also=["E314"])
bad("E313_empty-line", "7.6", "There is an empty line.", tags=whole(FILES, A_LINE + b"\n" + B_LINE), also=["E314"])
bad("E313_order", "7.6", "The lines are not sorted.", tags=whole(FILES, B_LINE + A_LINE), also=["E314"])
bad("E313_twice", "7.6", "A line stands twice.", tags=whole(FILES, A_LINE + A_LINE + B_LINE), also=["E314"])
bad("E313_deep", "8.1", "100,000 brackets nest.", tags=replace(FILES, b'6', b"[" * 100_000 + b"]" * 100_000), also=["E314", "E121"])

for name, old, new, text in (
        ("size", b'"contentSize":6', b'"contentSize":7', "A size is not the tar's"),
        ("time", b'1600000000', b'1600000001', "A time is not the tar's"),
        ("executable", b'false', b'true', "An executable bit is not the tar's"),
        ("size-as-text", b'"contentSize":6', b'"contentSize":"6"', "A size is a string"),
        ("executable-as-number", b'false', b'0', "An executable bit is a number"),
        ("other-member", b'"path":"data/a.txt"', b'"path":"data/a.txt","zzz":1', "There is a member that section 7.6 does not know"),
        ("member-absent", b'"encodingFormat":"text/plain",', b'', "A media type is not there"),
        ("path-absent", b',"path":"data/a.txt"', b'', "A line has no path"),
        ("line-absent", A_LINE, b"", "A file has no line")):
    bad(f"E314_{name}", "7.6", f"{text}.", tags=replace(FILES, old, new), also=["E313"])
bad("E314_line-too-many", "7.6", "A line names a file that is not there.",
    tags=whole(FILES, A_LINE + B_LINE + B_LINE.replace(b"b.txt", b"c.txt")), also=["E309"], complete=None)
bad("E314_tag-file", "7.6", "A line names a tag file.",
    tags=whole(FILES, B_LINE.replace(b"data/b.txt", b"bagit.txt").replace(b":5", b":54").replace(b"1600000000", b"0") + A_LINE + B_LINE),
    also=["E313"])
FOLDER = (file(b"data/a.txt", b"a"), folder(b"data/f"))
bad("E314_folder-line-absent", "7.6", "A folder has no line.", of(FOLDER[0], folder(b"data/f", described=False)))
bad("E314_folder-time", "7.6", "A folder's time is not the tar's.", of(*FOLDER),
    tags=replace(FILES, b'{"mtime":1600000000', b'{"mtime":1600000001'))
bad("E314_folder-without-slash", "7.6", "A folder's path does not end with /.", of(*FOLDER), tags=replace(FILES, b"data/f/", b"data/f"),
    also=["E313"])
bad("E314_time-not-clamped", "7.6", "A time before 1970 stands in the tar as 0, and in files.jsonl as 0 too late.",
    of(file(b"data/a.txt", b"a", mtime=-1)), tags=replace(FILES, b'"mtime":-1', b'"mtime":1'))

bad("E313_line-too-long", "8.1", "A line has 16 MiB and one byte.",
    tags=whole(FILES, padded(A_LINE, b'"encodingFormat":"', MOST + 1) + B_LINE), also=["E314"])

# --- E315, E316: articles.jsonl ------------------------------------------------------------------

for name, old, new, text in (
        ("space", b'"wordCount":2', b'"wordCount": 2', "There is a space after a colon"),
        ("fraction", b'"wordCount":2', b'"wordCount":2.5', "A number has a fraction"),
        ("member-twice", b'"wordCount":2', b'"wordCount":2,"wordCount":2', "A member stands twice"),
        ("not-sorted", b'"inLanguage":"en","path":"data/n1.md"', b'"path":"data/n1.md","inLanguage":"en"', "Members are not sorted"),
        ("not-sorted-inside", b'"reason":"not among the files","role":"image"', b'"role":"image","reason":"not among the files"',
         "Members of an asset are not sorted"),
        ("status", b'"status":"missing"', b'"status":"lost"', "An asset has a status that is not known"),
        ("status-absent", b'"status":"missing",', b'', "An asset has no status"),
        ("role-absent", b'"role":"image","status":"missing"', b'"status":"missing"', "An asset has no role"),
        ("asset-without-digest", b',"sha256":"sha256:' + sha256(b"\x89PNG not really a picture").hex().encode() + b'","status":"included"',
         b',"status":"included"', "An included asset has no digest"),
        ("path-absent", b'"path":"data/n1.md",', b'', "A record has no path"),
        ("path-as-list", b'"path":"data/n1.md"', b'"path":["data/n1.md"]', "A path is a list")):
    bad(f"E315_{name}", "8.2" if "absent" in name or "status" in name else "8.1", f"{text}.", article_package(),
        tags=replace(ARTICLES, old, new), also=["E316"])
bad("E315_assets-absent", "8.2", "A record has no assets.", article_package(change={"assets": None}), also=["E316"])
bad("E315_empty-line", "8.2", "There is an empty line.", article_package(), tags=whole(ARTICLES, lambda text: b"\n" + text))
bad("E315_array", "8.2", "All records stand in one array.", article_package(), tags=whole(ARTICLES, lambda text: b"[" + text[:-1] + b"]\n"))


def two_articles(order):
    def edit(tags):
        lines = [json_line({"assets": [], "path": path, "sha256": "sha256:" + digest.decode()})
                 for path, digest in (("data/a.txt", ALPHA), ("data/b.txt", BETA))]
        tags[ARTICLES] = b"".join(lines[number] for number in order)
        replace(INFO, b"Articles: 0", b"Articles: %d" % len(order))(tags)
    return edit


bad("E315_order", "8.2", "The records are not sorted.", tags=two_articles([1, 0]))
bad("E315_twice", "8.2", "A record stands twice.", tags=two_articles([0, 0, 1]))

ZEROS = "sha256:" + "0" * 64
bad("E316_article-digest", "8.2", "The record has another digest of the article.", article_package(change={"sha256": ZEROS}))
bad("E316_article-digest-form", "8.2", "The digest of the article lacks sha256: before it.", article_package(),
    tags=replace(ARTICLES, b'"sha256":"sha256:', b'"sha256":"'), also=["E315"])
bad("E316_article-not-there", "8.2", "The record names a file that is not of the payload.",
    article_package(change={"path": "data/other.md"}), also=["E309"], complete=None)
bad("E316_tag-file", "8.2", "The record names a tag file.", article_package(change={"path": "README.txt"}), also=["E309"], complete=None)
bad("E316_asset-digest", "8.2", "The record has another digest of an included asset.", article_package(change_asset={"sha256": ZEROS}))
bad("E316_asset-size", "8.2", "The record has another size of an included asset.", article_package(change_asset={"contentSize": 1}))
bad("E316_asset-not-there", "8.2", "An included asset is not of the payload.",
    article_package(change_asset={"path": "data/other.png"}), codes=["E316", "E309"], complete=False)

# --- E319: text of tag files ---------------------------------------------------------------------

for name, edit, text, also in (
        (INFO, lambda data: b"\xef\xbb\xbf" + data, "begins with a byte-order mark", ["E303"]),
        (MANIFEST, lambda data: b"\xef\xbb\xbf" + data, "begins with a byte-order mark", ["E305", "E310", "E116", "E309"]),
        (ARTICLES, lambda data: b"\xef\xbb\xbf" + data, "begins with a byte-order mark", ["E315"]),
        (MANIFEST, lambda data: data.replace(b"\n", b"\r\n"), "has lines that end with CR LF", ["E305", "E310", "E309", "E116"]),
        (INFO, lambda data: data.replace(b"\n", b"\r\n"), "has lines that end with CR LF", ["E303", "E304", "E318"]),
        (README, lambda data: data.replace(b"\n", b"\r\n"), "has lines that end with CR LF", []),
        (FILES, lambda data: data.replace(b"\n", b"\r\n"), "has lines that end with CR LF", ["E313", "E314"]),
        (MANIFEST, lambda data: data[:-1], "has a last line without LF", ["E305", "E310", "E116"]),
        (INFO, lambda data: data[:-1], "has a last line without LF", ["E303"]),
        (INFO, lambda data: data + b"\xd1", "ends with a byte behind the last LF", ["E303"]),
        (FILES, lambda data: data[:-1], "has a last line without LF", ["E313", "E314"]),
        (ARTICLES, lambda data: data[:-1], "has a last line without LF", ["E315"]),
        (README, lambda data: data + b"caf\xe9\n", "is not UTF-8", []),
        (FILES, lambda data: data.replace(b"text/plain", b"text/pl\xe4in", 1), "is not UTF-8", ["E313", "E314"]),
        (ARTICLES, lambda data: data.replace(b"A title", b"A t\xeftle", 1), "is not UTF-8", ["E315"]),
        (MANIFEST, lambda data: data + ALPHA + b"  data/caf\xe9\n", "is not UTF-8", ["E305", "E307", "E309"]),
        (INFO, lambda data: b"Source-Organization: caf\xe9\n" + data, "is not UTF-8", ["E303"])):
    short = {"begins": "byte-order-mark", "has lines": "cr-lf", "has a": "no-line-feed", "ends with": "byte-behind-line-feed", "is not": "not-utf8"}
    key = next(value for start, value in short.items() if text.startswith(start))
    bad(f"E319_{name.decode()}-{key}", "7.1", f"{name.decode()} {text}.", article_package() if name == ARTICLES else None,
        tags=whole(name, edit), also=also, complete=None if name == MANIFEST else True)
bad("E319_tag-manifest-no-line-feed", "7.1", "The last line of the tag manifest has no LF.", tag_manifest=lambda text: text[:-1],
    also=["E312"])
bad("E319_tag-manifest-cr-lf", "7.1", "Lines of the tag manifest end with CR LF.",
    tag_manifest=lambda text: text.replace(b"\n", b"\r\n"), also=["E312", "E311"])

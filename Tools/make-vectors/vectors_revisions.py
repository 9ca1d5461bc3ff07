"""What later revisions may add (section 6.6), and what stays an error in them."""

from vectors import ALL, Vector, bad, find, flip, small
from vectors_container import FOREIGN, change
from vectors_tar import add, other
from writer import Frame, crc, put, sha256, ustar

NOTES, FOLDER, SIGNATURE, TAGS = b"notes.txt", b"more/one.bin", b"signatures/one.sig", b"tagmanifest-sha256.txt"
NOTES_ALONE = {NOTES: b"Notes.\n"}
TEXT = b"what a later revision has to say"


def later(**more):
    """A package of revision 1 without parity."""
    return small(**({"revision": 1} | more))


def extended(**more):
    """A package of revision 1 with an additional section."""
    return later(additional=[(200, TEXT)], **more)


def tag_files(files):
    """An edit: tag files that revision 0 does not have, before the tag manifest, which lists them."""
    return lambda tags: tags.update(files)


def warn(name, section, description, package, **edits):
    package.edits |= edits
    ALL.append(Vector("warn", name, section, description, package, ["W101"]))


# --- Later revisions, sound ----------------------------------------------------------------------

warn("W101_revision-1", "6.6", "Revision 1, with nothing that revision 0 does not have.", later())
warn("W101_revision-65535", "6.6", "Revision 65,535.", later(revision=65_535))
warn("W101_zstd", "6.6", "Revision 1, with an additional section, zstd profile.", extended(profile="zstd"))
warn("W101_parity", "6.6", "Revision 1, with parity and an additional section.", extended(ratio=200))
warn("W101_additional-section", "6.6", "An additional section of kind 200.", extended())
warn("W101_additional-sections", "6.6", "Additional sections of the first and the last kind; the first has two pieces.",
     later(additional=[(128, TEXT * 300), (254, TEXT)]))
warn("W101_additional-tag-file", "6.6", "A tag file that revision 0 does not have.", later(), tags=tag_files(NOTES_ALONE))
warn("W101_additional-tag-files", "6.6", "Tag files that revision 0 does not have: one in a folder, one that is not text.",
     later(sha512=True), tags=tag_files({FOLDER: b"\0\xff\r\nnot text", NOTES: b"Notes.\n"}))
warn("W101_footer-bytes", "6.6", "The footer's reserved bytes are used.", later(),
     footer=lambda footer: footer.update(reserved=bytes(range(200, 256))))
warn("W101_all", "6.6", "Parity, an additional section, an additional tag file, and reserved bytes of the footer, all at once.",
     extended(ratio=1000), tags=tag_files(NOTES_ALONE), footer=lambda footer: footer.update(reserved=b"\xff" * 56))

# --- What is additional in revision 0 --------------------------------------------------------------

bad("E110_additional-section", "6.6", "An additional section in revision 0; the footer has its place and digest.",
    small(additional=[(128, TEXT)]), also=["E117"])
bad("E110_additional-section-254", "6.6", "An additional section of the last kind in revision 0.",
    small(additional=[(254, TEXT)]), also=["E117"])
bad("E110_additional-section-zstd", "6.6", "An additional section in revision 0, zstd profile.",
    small(additional=[(128, TEXT)], profile="zstd"), also=["E117"])

# --- Additional sections that are broken -----------------------------------------------------------

for kind in (0, 6, 127):
    bad(f"E110_revision-1-kind-{kind}", "6.6", f"Revision 1, and a frame of kind {kind} stands between index and footer.", later(),
        sections=lambda f, kind=kind: [*f[:-1], Frame("gzip", kind, f[0].bits, f[0].tag, 0, TEXT), f[-1]],
        footer=lambda footer: footer.update(container=footer["container"] + 66 + len(TEXT),
                                            additional_offset=footer["additional_offset"] + 66 + len(TEXT)),
        codes=["E110", "W101"], also=["E117", "E118"])
bad("E110_additional-before-index", "6.1", "Revision 1: the additional section stands before the index.", extended(),
    sections=lambda f: [f[0], f[2], f[1], f[3]], codes=["E110", "W101"], also=["E116", "E117"])


def broken(name, code, description, also=("E117",), package=None, more=(), **edits):
    bad(f"{code}_{name}", "6.6", f"Revision 1: {description}", package or extended(), codes=[code, "W101", *more], also=also, **edits)


broken("additional-section-digest", "E117", "the footer has another digest of the additional section.",
       footer=lambda f: f.update(additional_digest=sha256(TEXT)))
broken("additional-section-digest-zstd", "E117", "the footer has another digest of the additional section; zstd profile.",
       package=extended(profile="zstd"), footer=lambda f: f.update(additional_digest=sha256(TEXT)))
broken("additional-section-length", "E117", "the footer says that the additional section has one byte more.",
       footer=lambda f: f.update(additional=f["additional"] + 1))
broken("additional-section-offset", "E117", "the footer says that the additional section begins one byte later.",
       footer=lambda f: f.update(additional_offset=f["additional_offset"] + 1))
broken("additional-absent", "E117", "the footer names an additional section, and there is none.",
       additional_pieces=lambda pieces: [], package=extended(), footer=lambda f: f.update(
           additional=98, additional_digest=sha256(TEXT)))
broken("additional-unnamed", "E117", "there is an additional section, and the footer says that there is none.",
       footer=lambda f: f.update(additional_offset=f["container"] - 450, additional=0, additional_digest=bytes(32)))
broken("additional-byte", "E117", "a byte of the additional section is wrong; its checksum is that of the wrong byte.",
       sections=lambda f: change(-2, raw=flip(f[-2].raw, 3))(f))
broken("additional", "E106", "a byte of the additional section is wrong.", more=["E117"], also=(),
       sections=lambda f: change(-2, raw=flip(f[-2].raw, 3), raw_checksum=crc(f[-2].raw))(f))
broken("additional", "E103", "the descriptor checksum of the additional section is wrong.",
       additional_pieces=change(0, checksum_xor=1))
broken("additional", "E104", "OS of the additional section's piece is not FF.",
       additional_pieces=lambda f: change(0, start=flip(f[0].bytes()[:16], 9))(f))
broken("additional", "E107", "the place of the additional section's piece is 1.", additional_pieces=change(0, place=1))
broken("additional", "E109", "the additional section has the tag of another package.", additional_pieces=change(0, tag=FOREIGN))
broken("additional", "E112", "the additional section's descriptor says block size 1,024, all others 512.",
       additional_pieces=change(0, bits=10))
broken("additional", "E122", "the additional section's descriptor says parity ratio 200, all others 0.",
       additional_pieces=change(0, ratio=200))
broken("additional", "E120", "the additional section is one piece of 9,600 bytes.", also=["E104", "E117"],
       package=later(additional=[(200, TEXT * 300)], piece=9600))

# --- Additional tag files that are broken ----------------------------------------------------------


def line_of_notes(edit):
    return lambda text: b"".join(edit(line) if line.endswith(b"  notes.txt\n") else line for line in text.splitlines(True))


def moved(before):
    """An edit: notes.txt stands before another tag file; None: at the end of the tag files."""
    def edit(tags):
        result = {}
        for name in tags:
            if name == before:
                result[NOTES] = tags[NOTES]
            if name != NOTES:
                result[name] = tags[name]
        return result | {NOTES: tags[NOTES]}
    return edit


def after_payload(entries):
    return [one for one in entries if one.path != NOTES] + [find(entries, NOTES)]


def in_header(at, value):
    def edit(entries):
        one = find(entries, NOTES)
        one.header = put(one.header, at, value)
    return edit


def with_notes(name, code, description, also=(), **edits):
    broken(name, code, description, also, package=later(), **({"tags": tag_files(NOTES_ALONE)} | edits))


with_notes("additional-tag-file", "E311", "the tag manifest has another digest of notes.txt.",
           tag_manifest=line_of_notes(lambda line: b"0" * 64 + line[64:]))
with_notes("additional-tag-file-unlisted", "E312", "notes.txt is not in the tag manifest.",
           tag_manifest=line_of_notes(lambda line: b""))
with_notes("additional-tag-file-not-there", "E312", "the tag manifest lists notes.txt, which is not there.",
           all_tags=lambda tags: tags.pop(NOTES) and None, also=["E311"])
with_notes("additional-tag-file-first", "E214", "notes.txt stands before bagit.txt.", all_tags=moved(b"bagit.txt"))
with_notes("additional-tag-file-before-files", "E214", "notes.txt stands before files.jsonl.", all_tags=moved(b"files.jsonl"))
with_notes("additional-tag-file-last", "E214", "notes.txt stands after the tag manifest.", all_tags=moved(None))
with_notes("additional-tag-file-in-payload", "E214", "notes.txt stands after the payload.", entries=after_payload,
           also=["E116", "E117", "E312"])
with_notes("additional-tag-file-executable", "E214", "notes.txt is executable.", entries=in_header(100, b"0000755\0"))
with_notes("additional-tag-file-time", "E214", "notes.txt has a time.", entries=in_header(136, b"13727410000\0"))
with_notes("signatures-revision-1", "E214", "a file in the folder signatures/, which the tag manifest lists.",
           tags=tag_files({SIGNATURE: b"a signature\n"}))
with_notes("additional-folder", "E214", "a folder stands outside data/.", also=["E116", "E117", "E314", "E312"],
           tags=lambda tags: None, entries=add(other(ustar(b"small/notes/", b"5", 0, 0, 0o755)), before=TAGS))

"""Faults of the container: frames (sections 4 and 6)."""

import struct

from compression import deflate, deflate_stored, zstd, zstd_empty_block, zstd_long
from vectors import LOST, MOVED, bad, flip, of, small, swap_bytes
from writer import Frame, crc, file, plain_package, sha256


def several(**more):
    """A package with four data frames, so that one of them can be broken."""
    return of(file(b"data/a.txt", b"alpha\n" * 200), file(b"data/b.txt", b"beta\n" * 200), cut=3000, **more)


def zstd_small():
    return small(profile="zstd")


def change(number, **fields):
    """An edit: sets fields of one frame."""
    def edit(frames):
        for name, value in fields.items():
            assert hasattr(frames[number], name)
            setattr(frames[number], name, value)
    return edit


def change_all(**fields):
    def edit(frames):
        for number in range(len(frames)):
            change(number, **fields)(frames)
    return edit


def start(at, value):
    """The first 16 bytes of a data frame with other bytes at an offset."""
    return swap_bytes(bytes.fromhex("1f8b08040000000000ff2c00534c2800"), at, value)


def container(edit, package=None):
    """An edit of the bytes of the whole container, which nothing seals anew."""
    package = package or small()
    package.edits["container"] = edit
    return package


# --- E101, E102: not a package, cut off ---------------------------------------------------------

NOTHING = dict(complete=False)
bad("E101_empty-file", "6.1", "A file of no bytes.", container(lambda c: b""), also=["E102"], **NOTHING)
bad("E101_text", "6.1", "A text, not a package.", container(lambda c: b"This is not a package.\n" * 20), **NOTHING)
bad("E101_other-gzip", "4.2", "A gzip file without Stele's subfield.",
    container(lambda c: bytes.fromhex("1f8b08000000000000ff") + deflate(bytes(1024))
              + struct.pack("<II", crc(bytes(1024)), 1024)), **NOTHING)
bad("E101_cut-in-first-descriptor", "6.1", "Only 40 bytes of the first frame are there.",
    container(lambda c: c[:40]), codes=["E101"], also=["E102"], **NOTHING)

bad("E102_in-first-frame", "6.1", "Cut off in the first frame.", container(lambda c: c[:200]), also=LOST, **NOTHING)
bad("E102_after-tag-files", "6.1", "Cut off in the payload's frame.",
    container(lambda c: c[:c.index(b"STL1", 100) + 60]), also=LOST, **NOTHING)
bad("E102_before-block-table", "6.1", "All data frames are there, and nothing after them.",
    container(lambda c: c[:struct.unpack("<Q", c[-370:-362])[0]]), also=["E114", "E116"])
bad("E102_before-footer", "6.1", "The footer is not there.", container(lambda c: c[:-450]))
bad("E102_in-footer", "6.1", "The last byte is not there.", container(lambda c: c[:-1]), also=["E104"])
bad("E102_before-footer-zstd", "6.1", "The footer is not there, zstd profile.",
    container(lambda c: c[:-432], zstd_small()))

# --- E103: descriptors ---------------------------------------------------------------------------

bad("E103_signature", "4.1", "The signature of the second frame is wrong; its checksum fits.", several(),
    frames=change(1, damage=b"STL2"), also=LOST, complete=None)
bad("E103_descriptor-checksum", "4.1", "The descriptor checksum of the second frame is wrong.", several(),
    frames=change(1, checksum_xor=1), also=LOST, complete=None)
bad("E103_first-frame", "4.1", "The descriptor checksum of the first frame is wrong.", several(),
    frames=change(0, checksum_xor=1), also=LOST, complete=None)
bad("E103_last-data-frame", "4.1", "The descriptor checksum of the last data frame is wrong.", several(),
    frames=change(-1, checksum_xor=1), also=LOST, complete=None)
bad("E103_block-table", "4.1", "The descriptor checksum of the block table is wrong.",
    table_pieces=change(0, checksum_xor=1), also=["E113", "E114", "E117"])
bad("E103_index", "4.1", "The descriptor checksum of the index is wrong.", index_pieces=change(0, checksum_xor=1),
    also=["E116", "E117"])
bad("E103_footer", "4.1", "The descriptor checksum of the footer is wrong.", sections=change(-1, checksum_xor=1),
    also=["E101", "E102", "E118"])
bad("E103_first-frame-and-footer", "6.1", "Only one data frame has a sound descriptor: it is a damaged package, not something else.",
    several(), frames=lambda f: [change(n, checksum_xor=1)(f) for n in range(len(f)) if n != 1] and None,
    table_pieces=change(0, checksum_xor=1), index_pieces=change(0, checksum_xor=1),
    sections=change(-1, checksum_xor=1), also=LOST, complete=None)
bad("E103_stored-length-too-large", "4.1", "The stored length of the second frame is 4 too large.", several(),
    frames=lambda f: change(1, stored_length=len(f[1].bytes()) + 4)(f), also=LOST, complete=None)
bad("E103_stored-length-too-small", "4.1", "The stored length of the second frame is 4 too small.", several(),
    frames=lambda f: change(1, stored_length=len(f[1].bytes()) - 4)(f), also=LOST, complete=None)
bad("E103_stored-length-outside", "4.1", "The stored length of the second frame points beyond the end of the container.",
    several(), frames=change(1, stored_length=1_000_000), also=LOST, complete=None)
bad("E103_stored-length-of-piece", "4.4", "The stored length of the index is not its raw length and 66.",
    index_pieces=lambda f: change(0, stored_length=len(f[0].bytes()) + 1)(f),
    also=["E102", "E104", "E116", "E117"])
bad("E103_signature-zstd", "4.3", "The signature of the second frame is wrong; its checksum fits; zstd profile.",
    several(profile="zstd"), frames=change(1, damage=b"STL2"), also=LOST, complete=None)

# --- E104: headers of frames ---------------------------------------------------------------------

for name, at, value, text in (
        ("magic", 1, b"\x8c", "ID2 is not 8B"),
        ("method", 2, b"\x07", "CM is not 8"),
        ("flag", 3, b"\x05", "FLG says FTEXT besides FEXTRA"),
        ("time", 4, b"\x01", "MTIME is not zero"),
        ("xfl", 8, b"\x02", "XFL is not zero"),
        ("system", 9, b"\x03", "OS is not FF"),
        ("subfield-name", 12, b"BC", "SI1 and SI2 are not SL"),
        ("subfield-length", 14, b"\x24", "LEN of the subfield is not 40")):
    bad(f"E104_{name}", "4.2", f"In the payload's frame {text}.", frames=change(1, start=start(at, value)),
        also=LOST, complete=None)
bad("E103_two-subfields", "4.2", "The payload's frame has a second subfield in front of Stele's.",
    frames=change(1, start=bytes.fromhex("1f8b08040000000000ff3000") + b"XX\0\0" + bytes.fromhex("534c2800")),
    also=["E104", *LOST], complete=None)


def subfield_behind(frames):
    # The extra field is longer than the descriptor; its last 4 bytes stand before the deflate data.
    change(1, start=start(10, b"\x30"), packed=b"XX\0\0" + deflate(frames[1].raw))(frames)


bad("E104_subfield-behind", "4.2", "The payload's frame has a second subfield behind Stele's.", frames=subfield_behind,
    also=LOST, complete=None)
bad("E104_piece-deflate", "4.4", "The piece of the index ends with another empty deflate block than 03 00.",
    index_pieces=change(0, tail=b"\x02\x00" + bytes(8)), also=["E105", "E116"])
bad("E104_piece-checksum", "4.4", "The gzip trailer of the index's piece is not zero.",
    index_pieces=change(0, tail=b"\x03\0" + b"\x01" + bytes(7)), also=["E106", "E116"])
bad("E104_piece-system", "4.4", "OS of the index's piece is not FF.",
    index_pieces=lambda f: change(0, start=swap_bytes(f[0].bytes()[:16], 9, b"\x03"))(f), also=["E116"])
bad("E104_piece-subfield-length", "4.4", "LEN of the index's piece is not 40 and its raw length.",
    index_pieces=lambda f: change(0, start=swap_bytes(f[0].bytes()[:16], 14, b"\x28\x00"))(f), also=["E116"])
for name, text, options in (
        ("no-checksum", "no content checksum", {"checksum": False}),
        ("no-content-size", "no content size", {"content_size": False, "window": 0x40}),
        ("dictionary", "a dictionary", {"dictionary": True}),
        ("reserved-bit", "the reserved bit", {"reserved": True}),
        ("window", "a window of 16 MiB", {"window": 0x70}),
        ("blocks", "16,385 blocks", {"blocks": 16_385})):
    bad(f"E104_zstd-{name}", "4.3", f"The payload's zstd frame has {text}.", zstd_small(),
        frames=lambda f, options=options: change(1, packed=zstd(f[1].raw, **options))(f), also=LOST, complete=None)
bad("E103_zstd-no-descriptor", "4.3", "The payload's zstd frame has no skippable frame after it.", zstd_small(),
    data=lambda d: d[:-48], also=LOST, complete=None)
bad("E104_zstd-descriptor-frame", "4.3", "The skippable frame after the payload's zstd frame has one byte more than the descriptor.",
    zstd_small(), data=lambda d: swap_bytes(d, len(d) - 44, b"\x29") + b"\0", also=LOST, complete=None)
bad("E103_zstd-bytes-before-descriptor", "4.3", "Another skippable frame stands between the payload's zstd frame and the descriptor's.",
    zstd_small(), frames=lambda f: change(1, packed=zstd(f[1].raw) + struct.pack("<II", 0x184D2A50, 5) + b"hello")(f),
    also=["E104", *LOST], complete=None)
bad("E104_zstd-piece-size", "4.4", "The skippable frame of the index is larger than descriptor and piece.", zstd_small(),
    index_pieces=lambda f: f.__setitem__(0, _longer_skippable(f[0])), also=["E103", "E116", "E117", "E102"])


class _longer_skippable:            # a frame with one more byte in its skippable frame
    kind = 5

    def __init__(self, frame):
        self.stored = frame.bytes()

    def bytes(self):
        size = struct.unpack_from("<I", self.stored, 4)[0]
        return swap_bytes(self.stored, 4, struct.pack("<I", size + 1)) + b"\0"


# --- E105, E106: decoding ------------------------------------------------------------------------

bad("E105_block-type", "4.2", "The deflate data of the second frame begins with the reserved block type.", several(),
    frames=lambda f: change(1, packed=b"\x07" + deflate(f[1].raw)[1:])(f), also=LOST, complete=None)
bad("E105_ends-early", "4.2", "Four bytes stand between the deflate data and the gzip trailer.", several(),
    frames=lambda f: change(1, packed=deflate(f[1].raw) + b"junk")(f), also=LOST, complete=None)
bad("E105_ends-late", "4.2", "The deflate data has no final block.", several(),
    frames=lambda f: change(1, packed=b"\0" + deflate_stored(f[1].raw)[1:])(f), also=LOST, complete=None)
bad("E105_zstd-checksum", "4.3", "The content checksum of the second zstd frame is wrong.", several(profile="zstd"),
    frames=lambda f: change(1, packed=flip(zstd(f[1].raw), -1))(f), also=LOST, complete=None)
bad("E105_zstd-block-type", "4.3", "The second zstd frame has a block of the reserved type.", several(profile="zstd"),
    frames=lambda f: change(1, packed=flip(zstd(f[1].raw), 9, 0x06))(f), also=LOST, complete=None)
bad("E105_zstd-block-over-window", "4.3", "The payload's zstd frame has a window of 1 KiB and longer blocks.",
    of(file(b"data/a.txt", bytes(200_000)), profile="zstd"),
    frames=lambda f: change(1, packed=zstd(f[1].raw, window=0))(f), also=LOST, complete=None)
bad("E105_zstd-empty-block", "4.3", "The payload's zstd frame begins with a compressed block of no bytes.", zstd_small(),
    frames=lambda f: change(1, packed=zstd_empty_block(f[1].raw))(f), also=LOST, complete=None)
bad("E105_zstd-long-block", "4.3", "A block of the payload's zstd frame decodes to 192 KiB.",
    of(file(b"data/a.txt", b"a" * (192 << 10)), profile="zstd"),
    frames=lambda f: change(1, packed=zstd_long(f[1].raw, f[1].raw.index(b"a" * 1024), 192 << 10))(f), also=LOST, complete=None)

bad("E106_raw-checksum", "4.2", "The raw checksum of the payload's frame is wrong.",
    frames=lambda f: change(1, raw_checksum=crc(f[1].raw) ^ 1)(f), also=["E308", "E309"], complete=None)
bad("E106_gzip-checksum", "4.2", "CRC32 in the gzip trailer of the payload's frame is wrong.",
    frames=lambda f: change(1, tail=struct.pack("<II", crc(f[1].raw) ^ 1, len(f[1].raw)))(f),
    also=["E105", "E308", "E309"], complete=None)
bad("E106_gzip-length", "4.2", "ISIZE in the gzip trailer of the payload's frame is wrong.",
    frames=lambda f: change(1, tail=struct.pack("<II", crc(f[1].raw), len(f[1].raw) + 1))(f),
    also=["E105", "E308", "E309"], complete=None)
bad("E106_less-comes-out", "4.2", "The raw length of the payload's frame is 512 larger than what comes out.",
    frames=lambda f: change(1, raw_length=len(f[1].raw) + 512)(f), also=LOST, complete=None)
bad("E106_more-comes-out", "4.2", "The raw length of the payload's frame is 512 smaller than what comes out.",
    frames=lambda f: change(1, raw_length=len(f[1].raw) - 512)(f), also=LOST, complete=None)
bad("E106_bomb", "4.2", "A frame that says 3,584 bytes and decodes to 1 MiB.",
    frames=lambda f: change(1, packed=deflate(bytes(1 << 20)))(f), also=LOST, complete=None)
bad("E106_piece", "4.1", "The raw checksum of the index's piece is wrong.",
    index_pieces=lambda f: change(0, raw_checksum=crc(f[0].raw) ^ 1)(f), also=["E116", "E117"])
bad("E106_footer", "4.1", "The raw checksum of the footer is wrong.",
    sections=lambda f: change(-1, raw_checksum=crc(f[-1].raw) ^ 1)(f), also=["E102", "E117"])
bad("E106_zstd", "4.3", "The raw checksum of the payload's frame is wrong, zstd profile.", zstd_small(),
    frames=lambda f: change(1, raw_checksum=crc(f[1].raw) ^ 1)(f), also=["E308", "E309"], complete=None)

# --- E107: places --------------------------------------------------------------------------------

bad("E107_first-not-0", "4.5", "The place of the first frame is 512.",
    several(), frames=change(0, place=512), also=MOVED, complete=None)
bad("E107_place-too-high", "4.5", "The place of the second frame is 512 too high.", several(),
    frames=change(1, place=3512), also=MOVED, complete=None)
bad("E107_place-too-low", "4.5", "The place of the second frame is 512 too low.", several(),
    frames=change(1, place=2488), also=MOVED, complete=None)
bad("E107_place-huge", "4.5", "The place of the last data frame is 2^63.", several(),
    frames=change(-1, place=2**63), also=LOST, complete=None)
bad("E107_frame-left-out", "4.5", "The second frame is not there.", several(),
    frames=lambda f: f[:1] + f[2:], also=MOVED, complete=None)
bad("E107_frame-twice", "4.5", "The second frame stands twice.", several(),
    frames=lambda f: f[:2] + f[1:], also=MOVED, complete=None)
bad("E107_frames-swapped", "4.5", "The second and third frame have changed places.", several(),
    frames=lambda f: [f[0], f[2], f[1], *f[3:]], also=MOVED, complete=None)
bad("E107_piece", "4.1", "The place of the index's piece is 1.", index_pieces=change(0, place=1), also=["E116", "E117"])
bad("E107_footer", "4.1", "The place of the footer is 1.", sections=change(-1, place=1), also=["E117"])

# --- E108: lengths of data frames ----------------------------------------------------------------

bad("E108_raw-length-0", "4.2", "A data frame of no bytes stands between the two others.",
    frames=lambda f: [f[0], Frame("gzip", 1, f[0].bits, f[0].tag, len(f[0].raw), b""), f[1]], also=["E107"])
bad("E108_raw-length-too-large", "4.2", "A data frame of 1 MiB and 512 bytes of tar.",
    of(file(b"data/zeros", bytes(1_100_000)), cut=(1 << 20) + 512), also=LOST, complete=None)
bad("E108_stored-length-too-small", "4.2", "The stored length of the second frame is 65.", several(),
    frames=change(1, stored_length=65), also=LOST, complete=None)
bad("E108_stored-length-too-large", "4.2", "The stored length of the second frame is 2^32 - 1.", several(),
    frames=change(1, stored_length=2**32 - 1), also=LOST, complete=None)
bad("E108_raw-length-0-zstd", "4.3", "A data frame of no bytes stands between the two others, zstd profile.", zstd_small(),
    frames=lambda f: [f[0], Frame("zstd", 1, f[0].bits, f[0].tag, len(f[0].raw), b"",
                                  packed=bytes.fromhex("28b52ffd 24 00 010000 99e9d851")), f[1]], also=["E104", "E107"])

# --- E109, E110: foreign frames, kinds -----------------------------------------------------------

FOREIGN = sha256(b"another package")[:8]
bad("E109_frame", "4.1", "The second frame has the tag of another package.", several(), frames=change(1, tag=FOREIGN),
    also=LOST, complete=None)
bad("E109_all-frames", "4.1", "All frames have the same tag, which is not the beginning of the package digest.",
    frames=change_all(tag=FOREIGN), table_pieces=change_all(tag=FOREIGN), index_pieces=change_all(tag=FOREIGN),
    sections=change(-1, tag=FOREIGN))
bad("E109_index", "4.1", "The index has the tag of another package.", index_pieces=change(0, tag=FOREIGN),
    also=["E116", "E117"])
bad("E109_footer", "4.1", "The footer has the tag of another package.", sections=change(-1, tag=FOREIGN),
    also=["E102", "E117"])


def splice(frames):
    other = plain_package()
    first = struct.unpack_from("<I", other, 40)[0]
    second = struct.unpack_from("<I", other, first + 40)[0]
    stolen = other[first:first + second]
    return [frames[0], stolen]


bad("E109_spliced", "4.1", "The payload's frame is the one of another package.", frames=splice, also=LOST, complete=None)

bad("E110_kind-0", "4.1", "A frame of kind 0 stands between index and footer.",
    sections=lambda f: [*f[:-1], Frame("gzip", 0, f[0].bits, f[0].tag, 0, b"what is this"), f[-1]], also=["E117", "E118"],
    footer=lambda footer: footer.update(container=footer["container"] + 66 + 12,
                                        additional_offset=footer["additional_offset"] + 66 + 12))
for kind in (6, 127):
    bad(f"E110_kind-{kind}", "4.1", f"A frame of kind {kind} stands between index and footer.",
        sections=lambda f, kind=kind: [*f[:-1], Frame("gzip", kind, f[0].bits, f[0].tag, 0, b"what is this"), f[-1]],
        footer=lambda footer: footer.update(container=footer["container"] + 66 + 12,
                                            additional_offset=footer["additional_offset"] + 66 + 12),
        also=["E117", "E118"])


def index_first(footer):
    footer.update(parity_offset=footer["data"], second_offset=footer["data"], index_offset=footer["data"])


bad("E110_index-before-table", "4.1", "The index stands before the block table.", sections=lambda f: [f[1], f[0], f[2]],
    footer=index_first, also=["E114", "E116", "E117"])


def late_frame(frames):
    """The end of the tar, 1,024 zero bytes, stands in a frame of its own, which is put after the block table."""
    last = frames[-1]
    late_frame.late = Frame("gzip", 1, last.bits, last.tag, last.place + len(last.raw) - 1024, bytes(1024))
    last.raw = last.raw[:-1024]


bad("E110_data-after-table", "4.1", "The last data frame stands after the block table.", frames=late_frame,
    sections=lambda f: [f[0], late_frame.late, *f[1:]],
    footer=lambda footer: footer.update(
        container=footer["container"] + len(late_frame.late.bytes()), frames=footer["frames"] + 1,
        **{name: footer[name] + len(late_frame.late.bytes())
           for name in ("parity_offset", "second_offset", "index_offset", "additional_offset")}),
    also=["E107", "E113", "E114", "E116", "E117", "E212", "E308"])

# --- E111, E112: reserved bytes, block size ------------------------------------------------------

bad("E111_footer", "6.5", "The reserved bytes of the footer are not zero.", footer=lambda f: f.update(reserved=b"\1" + bytes(55)))
bad("E111_footer-last-byte", "6.5", "The last reserved byte of the footer is 80.",
    footer=lambda f: f.update(reserved=bytes(55) + b"\x80"))
bad("E111_footer-zstd", "6.5", "The reserved bytes of the footer are not zero, zstd profile.", zstd_small(),
    footer=lambda f: f.update(reserved=b"\1" + bytes(55)))

bad("E112_too-small", "4.1", "Block size 2^8 in all descriptors and the footer.", small(bits=8),
    also=["E113", "E114", "E117"])
bad("E112_too-large", "4.1", "Block size 2^17 in all descriptors and the footer.", small(bits=17),
    also=["E113", "E114", "E117"])
bad("E112_not-the-smallest", "6.2", "Block size 1,024, while the tar calls for 512.", small(bits=10))
bad("E112_frames-differ", "4.1", "The second frame says block size 1,024, all others 512.", frames=change(1, bits=10))

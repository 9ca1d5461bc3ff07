"""Faults of what follows the data frames, and of the container's bounds (section 6)."""

import struct

from compression import deflate
from vectors import bad, flip, of, swap_bytes
from vectors_container import change, container, zstd_small
from writer import Frame, crc, file, link, plain_package, sha256, stored_frame

# --- E113, E114: block table ---------------------------------------------------------------------

bad("E113_table", "6.2", "The digest of the first block is wrong; the footer has the digest of that table.",
    table=lambda t: flip(t, 0), also=["E114"])
bad("E113_stored-byte", "6.2", "A bit that deflate passes over (behind the type of a stored block) was changed; all that comes out is right.",
    container(lambda c: flip(c, c.index(b"STL1", 100) + 40, 0x80)), frames=lambda f: stored_frame(f[1]))
bad("E113_zstd", "6.2", "The digest of the first block is wrong; the footer has the digest of that table; zstd profile.",
    zstd_small(), table=lambda t: flip(t, 0), also=["E114"])

bad("E114_one-digest-less", "6.2", "The block table lacks its last digest.", table=lambda t: t[:-32], also=["E113", "E117"])
bad("E114_one-digest-more", "6.2", "The block table has a digest too many.", table=lambda t: t + sha256(b""),
    also=["E113", "E117"])
bad("E114_cut-digest", "6.2", "The block table ends within a digest.", table=lambda t: t[:-1], also=["E113", "E117"])
bad("E114_not-the-footers", "6.2", "The block table is wrong, and the footer has the digest of the right one.",
    table_pieces=lambda f: change(0, raw=flip(f[0].raw, 5))(f), also=["E113", "E117"])
bad("E114_absent", "6.1", "There is no block table.", table=lambda t: b"", also=["E110", "E113", "E117"])

# --- E116: index ---------------------------------------------------------------------------------


def number(at, change_by, size=8):
    def edit(index):
        value = int.from_bytes(index[at:at + size], "little") + change_by
        return swap_bytes(index, at, (value & (1 << 8 * size) - 1).to_bytes(size, "little"))
    return edit


# The index of the small package: 2 frames (32 bytes), 7 tag files (56), 2 payload files (32), 2 digests (8).
bad("E116_frame-offset", "6.4", "The index lies about the offset of the second frame.", index=number(16, 1))
bad("E116_frame-place", "6.4", "The index lies about the place of the second frame.", index=number(24, 512))
bad("E116_tag-file", "6.4", "The index lies about the offset of a tag file.", index=number(40, 512))
bad("E116_entry-offset", "6.4", "The index says that data/a.txt is where data/b.txt is: index and tar disagree.",
    index=lambda i: swap_bytes(i, 88, i[104:112]))
bad("E116_manifest-line", "6.4", "The index gives data/a.txt the manifest line of data/b.txt.",
    index=lambda i: swap_bytes(i, 96, i[112:120]))
bad("E116_entry-outside", "6.4", "The index says that an entry is at 2^64 - 1.", index=lambda i: swap_bytes(i, 88, b"\xff" * 8))
bad("E116_payload-order", "6.4", "The payload table is not sorted.", index=lambda i: i[:88] + i[104:120] + i[88:104] + i[120:])
bad("E116_digest-order", "6.4", "The digest table is not sorted.", index=lambda i: i[:120] + i[124:] + i[120:124])
bad("E116_digest-number", "6.4", "The digest table points to a record that does not exist.", index=number(120, 1 << 20, 4))
bad("E116_more", "6.4", "20 bytes follow the last table of the index.", index=lambda i: i + bytes(20), also=["E117"])
bad("E116_less", "6.4", "The index lacks its last record.", index=lambda i: i[:-4], also=["E117"])
bad("E116_absent", "6.1", "There is no index.", index=lambda i: b"", also=["E110", "E117"])
bad("E116_zstd", "6.4", "Index and tar disagree, zstd profile.", zstd_small(), index=lambda i: swap_bytes(i, 88, i[104:112]))

# --- E117: footer --------------------------------------------------------------------------------

for name, key, value, also in (
        ("profile", "profile", 2, []),
        ("block-size", "bits", 10, []),
        ("block-size-out-of-bounds", "bits", 17, []),
        ("profile-unknown", "profile", 3, []),
        ("container-bytes", "container", +1, ["E102", "E118"]),
        ("tar-bytes", "tar", +512, []),
        ("data-bytes", "data", +1, ["E114"]),
        ("table-bytes", "table", +32, ["E114"]),
        ("parity-offset", "parity_offset", +1, ["E115"]),
        ("parity-bytes", "parity", 60, ["E115"]),
        ("columns-without-parity", "columns", 20, ["E115"]),
        ("rows-without-parity", "rows", 2, ["E115"]),
        ("stripes-without-parity", "stripes", 1, ["E115"]),
        ("second-table-offset", "second_offset", +1, ["E114"]),
        ("index-offset", "index_offset", +1, ["E116"]),
        ("index-bytes", "index", -1, ["E116"]),
        ("additional-offset", "additional_offset", +1, []),
        ("additional-bytes", "additional", 66, []),
        ("additional-bytes-huge", "additional", 2**64 - 1, ["E121"]),
        ("frames", "frames", +1, ["E116"]),
        ("tag-files", "tag_files", -1, ["E116"]),
        ("folders", "folders", 1, []),
        ("payload-files", "files", +1, ["E116"]),
        ("payload-files-huge", "files", 2**32 - 1, ["E116", "E121"]),
        ("payload-bytes", "bytes", -1, []),
        ("frames-huge", "frames", 2**60, ["E116", "E121"]),
        ("index-bytes-huge", "index", 2**64 - 1, ["E116", "E121"]),
        ("data-bytes-huge", "data", 2**64 - 1, ["E114", "E121"]),
        ("table-digest", "table_digest", sha256(b""), ["E114"]),
        ("parity-digest", "parity_digest", sha256(b""), ["E115"]),
        ("index-digest", "index_digest", sha256(b""), ["E116"]),
        ("content-digest", "content_digest", sha256(b""), []),
        ("package-digest", "package_digest", sha256(b""), ["E109"]),
        ("additional-digest", "additional_digest", sha256(b""), [])):
    relative = name in ("container-bytes", "tar-bytes", "data-bytes", "table-bytes", "parity-offset", "index-offset",
                        "second-table-offset", "additional-offset", "index-bytes", "frames", "tag-files", "payload-files", "payload-bytes")

    def edit(footer, key=key, value=value, relative=relative):
        footer[key] = footer[key] + value if relative else value
    bad(f"E117_{name}", "6.5", f"A field of the footer is wrong: {name.replace('-', ' ')}.", footer=edit, also=also)
bad("E117_profile-zstd", "6.5", "The footer of a zstd-profile package says gzip.", zstd_small(),
    footer=lambda f: f.update(profile=1))

# --- E118 to E121 --------------------------------------------------------------------------------

bad("E118_zero-byte", "6.1", "A zero byte follows the footer.", container(lambda c: c + b"\0"), also=["E102", "E117"])
bad("E118_hidden-member", "6.1", "A gzip member with a file follows the footer; stock tools would read it as part of the tar.",
    container(lambda c: c + bytes.fromhex("1f8b08000000000000ff") + deflate(b"hidden" * 20)
              + struct.pack("<II", crc(b"hidden" * 20), 120)), also=["E102", "E117"])
bad("E118_two-packages", "6.1", "Two packages, one after the other.", container(lambda c: c + plain_package()),
    also=["E102", "E107", "E109", "E110", "E114", "E116", "E117"])
bad("E118_footer-twice", "6.1", "The footer stands twice.", container(lambda c: c + c[-450:]), also=["E102", "E110", "E117"])
bad("E118_zstd-skippable", "6.1", "A skippable frame follows the footer, zstd profile.",
    container(lambda c: c + struct.pack("<II", 0x184D2A50, 5) + b"hello", zstd_small()), also=["E102", "E117"])

bad("E119_version", "6.5", "The footer says version 2.", footer=lambda f: f.update(version=2))
bad("E119_version-0", "6.5", "The footer says version 0.", footer=lambda f: f.update(version=0))
bad("E119_version-and-revision", "6.6", "The footer says version 2, revision 1.",
    footer=lambda f: f.update(version=2, revision=1), also=["W101"])
bad("E119_version-zstd", "6.5", "The footer says version 2, zstd profile.", zstd_small(),
    footer=lambda f: f.update(version=2))


def cut_table(frames):
    """The block table in two pieces, of which the first is not full."""
    first = frames[0]
    second = Frame("gzip", 2, first.bits, first.tag, 32, first.raw[32:])
    first.raw = first.raw[:32]
    return [first, second]


bad("E120_short-piece", "4.4", "The first of two pieces of the block table has 32 bytes.", table_pieces=cut_table, also=["E117"])
bad("E120_long-piece", "4.4", "The index is one piece of 8,804 bytes.",
    of(*[file(b"data/%03d" % n, b"the same\n", mtime=0) for n in range(434)], piece=16_000), also=["E104"])
bad("E120_empty-piece", "4.4", "An empty piece ends the block table.",
    table_pieces=lambda f: [*f, Frame("gzip", 2, f[0].bits, f[0].tag, len(f[0].raw), b"")], also=["E117"])
bad("E120_footer", "6.5", "The footer's piece has 385 bytes.", sections=lambda f: change(-1, raw=f[-1].raw + b"\0")(f),
    footer=lambda f: f.update(container=f["container"] + 1), also=["E102", "E117", "E118"])

bad("E121_payload-files", "6.4", "The footer says 2^32 payload files.", footer=lambda f: f.update(files=2**32),
    also=["E116", "E117"])
bad("E121_payload-files-huge", "6.4", "The footer says 2^64 - 1 payload files.",
    footer=lambda f: f.update(files=2**64 - 1), also=["E116", "E117"])
bad("E121_bytes-out", "10", "260 links to one file of 4 MiB: more than 1 GiB, and more than 1,000 times the container.",
    of(file(b"data/0", bytes(4 << 20)), *[link(b"data/%03d" % n, b"data/0", mtime=0) for n in range(260)]),
    complete=None)

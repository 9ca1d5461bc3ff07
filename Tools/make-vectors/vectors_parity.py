"""Parity and second block table: good packages, and faults (sections 4.1, 6.3 and 6.5)."""

import dataclasses
import hashlib

from parity import parity
from vectors import all_stored, bad, flip, good, of, small
from vectors_container import FOREIGN, change, change_all, container
from writer import crc, file, sha256, stored_frame


def noise(count):
    """Bytes that do not compress, always the same."""
    return b"".join(hashlib.sha256(b"%d" % number).digest() for number in range(-(-count // 32)))[:count]


def stored(count, **more):
    """A package with a file of this many bytes that does not compress."""
    return of(file(b"data/noise.bin", noise(count), media="application/octet-stream"),
              edits={"frames": all_stored} if more.get("profile") != "zstd" else {}, **more)


def protected(**more):
    """The package that most faults are put into: few blocks, one stripe, two rows."""
    return small(**({"ratio": 200} | more))


def shaped(package, **expected):
    """The package, if its parity has the shape that its vector is for."""
    package.build()
    found = {key: package.fields[key] for key in expected}
    assert found == expected, found
    return package


def last_block_full():
    """A package whose last data block has all of its bytes."""
    for length in range(1, 2000):
        package = protected(info=b"Note: " + noise(length).hex()[:length].encode() + b"\n")
        package.build()
        if package.fields["data"] % 512 == 0:
            return package
    raise AssertionError("there is none")


# --- Good ----------------------------------------------------------------------------------------

good("parity", "6.3", "Parity of 2 %: one stripe and two rows, the least there is.",
     shaped(protected(), rows=2, stripes=1))
good("parity-zstd", "6.3", "Parity of 2 %, zstd profile.", protected(profile="zstd"))
good("parity-smallest-ratio", "6.3", "Parity of 0.01 %: two rows as well.", shaped(protected(ratio=1), rows=2, stripes=1))
good("parity-last-block-full", "6.3", "The last data block has all of its 512 bytes.", last_block_full())
good("parity-one-block-zstd", "6.3", "One data block and two parity blocks: fewer data blocks than parity blocks.",
     shaped(of(file(b"data/zeros", bytes((4 << 20) + 1)), ratio=200, profile="zstd"),
            bits=12, table=32, columns=1, rows=2, stripes=1))
good("parity-many-frames", "6.3", "Parity of 20 %, and the tar in frames of 700 bytes.",
     of(file(b"data/noise.bin", noise(6000), media="application/octet-stream"), cut=700, ratio=2000))
good("parity-30-percent", "6.3", "Parity of 30 %, the most there is: one stripe, the parity in two pieces.",
     shaped(stored(24_000, ratio=3000), columns=64, rows=20, stripes=1))
good("parity-30-percent-zstd", "6.3", "Parity of 30 %, zstd profile: two stripes, of which the second lacks a block of its last column.",
     shaped(stored(103_700, ratio=3000, profile="zstd"), columns=104, rows=32, stripes=2, table=32 * 207))
good("parity-several-stripes", "6.3", "Parity of 2 %: two stripes, and block tables of two pieces.",
     shaped(stored(140_000, ratio=200), columns=146, rows=3, stripes=2, table=32 * 291))

# --- E122: the parity ratio ----------------------------------------------------------------------

bad("E122_too-large", "4.1", "Parity ratio 3,001 in all descriptors and the footer, and parity to go with it.",
    protected(ratio=3001), also=["E110", "E115", "E117"])
bad("E122_too-large-zstd", "4.1", "Parity ratio 3,001 in all descriptors and the footer, and parity to go with it; zstd profile.",
    protected(ratio=3001, profile="zstd"), also=["E110", "E115", "E117"])
bad("E122_one-frame-too-large", "4.1", "The second frame says parity ratio 65,535, all others 200.", protected(),
    frames=change(1, ratio=65_535))
bad("E122_frames-differ", "4.1", "The second frame says parity ratio 300, all others 200.", protected(),
    frames=change(1, ratio=300))
bad("E122_frame-without", "4.1", "The second frame says parity ratio 0, all others 200.", protected(),
    frames=change(1, ratio=0))
bad("E122_frame-without-parity", "4.1", "The second frame says parity ratio 200, all others 0; there is no parity.",
    frames=change(1, ratio=200))
for name, pieces, text in (
        ("block-table", "table_pieces", "block table's piece"), ("parity", "parity_pieces", "parity's piece"),
        ("second-table", "second_pieces", "second block table's piece"), ("index", "index_pieces", "index's piece"),
        ("footer-frame", "sections", "footer's descriptor")):
    bad(f"E122_{name}", "4.1", f"The {text} says parity ratio 300, all other frames and the footer 200.", protected(),
        **{pieces: change(-1, ratio=300)})
bad("E122_footer", "6.5", "The footer says parity ratio 300, all frames 200.", protected(),
    footer=lambda f: f.update(ratio=300), also=["E115", "E117"])
bad("E122_footer-without", "6.5", "The footer says parity ratio 0, all frames 200.", protected(),
    footer=lambda f: f.update(ratio=0), also=["E110", "E115", "E117"])
bad("E122_footer-without-parity", "6.5", "The footer says parity ratio 200, all frames 0; there is no parity.",
    footer=lambda f: f.update(ratio=200), also=["E114", "E115", "E117"])
bad("E122_footer-too-large", "6.5", "The footer says parity ratio 65,535, all frames 200.", protected(),
    footer=lambda f: f.update(ratio=65_535), also=["E115", "E117"])

# --- E115: parity --------------------------------------------------------------------------------

bad("E115_digest", "6.3", "The footer has another digest of the parity.", protected(),
    footer=lambda f: f.update(parity_digest=sha256(b"")), also=["E117"])
bad("E115_byte", "6.3", "A byte of the parity is wrong; the footer has the digest of that parity.", protected(),
    parity=lambda content: flip(content, 700))
bad("E115_byte-zstd", "6.3", "A byte of the parity is wrong; the footer has the digest of that parity; zstd profile.",
    protected(profile="zstd"), parity=lambda content: flip(content, 0, 0x80))
bad("E115_last-byte", "6.3", "The last byte of the parity is wrong; the footer has the digest of that parity.",
    stored(24_000, ratio=3000), parity=lambda content: flip(content, -1))
bad("E115_zeros", "6.3", "The parity has its length, and holds zero bytes alone.", protected(),
    parity=lambda content: bytes(len(content)))
bad("E115_rows-swapped", "6.3", "The two rows of the parity have changed places.", protected(),
    parity=lambda content: content[512:] + content[:512])
bad("E115_one-row-less", "6.3", "The parity lacks its last row.", protected(), parity=lambda content: content[:-512],
    also=["E117"])
bad("E115_one-row-more", "6.3", "The parity has a row too many.", protected(),
    parity=lambda content: content + bytes(512), also=["E117"])
bad("E115_one-byte-less", "6.3", "The parity lacks its last byte.", protected(), parity=lambda content: content[:-1],
    also=["E117"])
bad("E115_absent", "6.1", "There is no parity, and the footer says so; the ratio calls for it.", protected(),
    parity=lambda content: b"", also=["E110", "E117"])
bad("E115_pieces-absent", "6.1", "There is no parity; the footer names the one that the ratio calls for.", protected(),
    parity_pieces=lambda pieces: [], also=["E110", "E117"])
bad("E115_length", "6.3", "The footer says that the parity has one byte less.", protected(),
    footer=lambda f: f.update(parity=f["parity"] - 1), also=["E117"])
bad("E115_length-huge", "6.1", "The footer names a parity of 2^64 - 1 bytes.", protected(),
    footer=lambda f: f.update(parity=2**64 - 1), also=["E117", "E121"])


def remade(package, **change):
    """The package, with parity that is made in another way and sealed."""
    seen = []
    package.edits |= {"data": seen.append, "parity": lambda content: parity(seen[-1], 9, package.ratio, **change)}
    return package


bad("E115_filled-with-ff", "6.3", "For the parity the last data block was filled with FF, not with zero bytes.",
    remade(protected(), fill=0xFF))
bad("E115_columns-reversed", "6.3", "For the parity the data blocks were taken in the opposite order.",
    remade(stored(24_000, ratio=3000), stripe_of=lambda number: (0, 63 - number)))
bad("E115_stripes-of-neighbours", "6.3", "For the parity the first half of the data blocks was one stripe, the second half the other.",
    remade(stored(140_000, ratio=200), stripe_of=lambda number: divmod(number, 146)))
bad("E103_parity", "4.1", "The descriptor checksum of the parity is wrong.", protected(),
    parity_pieces=change(0, checksum_xor=1), also=["E110", "E115", "E117"])
bad("E104_parity", "4.4", "OS of the parity's piece is not FF.", protected(),
    parity_pieces=lambda f: change(0, start=flip(f[0].bytes()[:16], 9))(f), also=["E115"])
bad("E106_parity", "4.1", "A byte of the parity is wrong, and the footer has the digest of the right one.", protected(),
    sections=lambda f: change(1, raw=flip(f[1].raw, 9), raw_checksum=crc(f[1].raw))(f), codes=["E106", "E115"], also=["E117"])
bad("E107_parity", "4.1", "The place of the second piece of the parity is 8,193.", stored(24_000, ratio=3000),
    parity_pieces=change(1, place=8193), also=["E115", "E117"])
bad("E109_parity", "4.1", "The parity has the tag of another package.", protected(),
    parity_pieces=change(0, tag=FOREIGN), also=["E110", "E115", "E117"])
bad("E112_parity", "4.1", "The parity's descriptor says block size 1,024, all others 512.", protected(),
    parity_pieces=change(0, bits=10))


def short_first(pieces):
    first, second = pieces
    return [dataclasses.replace(first, raw=first.raw[:-1]),
            dataclasses.replace(second, place=8191, raw=first.raw[-1:] + second.raw)]


bad("E120_parity", "4.4", "The first of two pieces of the parity has 8,191 bytes.", stored(24_000, ratio=3000),
    parity_pieces=short_first, also=["E117"])

# --- E110: sections that may not be there, or stand out of order -----------------------------------


def without_ratio(package):
    """All that says the parity ratio says that it is 0."""
    package.edits |= {"frames": change_all(ratio=0), "sections": change_all(ratio=0),
                      "footer": lambda footer: footer.update(ratio=0)}
    return package


def second_alone(sections):
    table = sections[0]
    return [table, dataclasses.replace(table, kind=4), *sections[1:]]


def more(count):
    """An edit of the footer: all that stands behind the block table stands this much later."""
    def edit(footer):
        for name in ("parity_offset", "second_offset", "index_offset", "additional_offset", "container"):
            footer[name] += count(footer)
    return edit


bad("E110_parity-without-ratio", "4.1", "There are parity and second block table, and the parity ratio is 0 everywhere.",
    without_ratio(protected()), also=["E114", "E115", "E117"])
bad("E110_second-table-without-parity", "4.1", "There is a second block table, and no parity.",
    sections=second_alone, footer=more(lambda footer: 66 + footer["table"]), also=["E114", "E117"])
bad("E110_second-table-before-parity", "4.1", "The second block table stands before the parity.", protected(),
    sections=lambda f: [f[0], f[2], f[1], *f[3:]], also=["E114", "E115", "E117"])
bad("E110_parity-before-table", "4.1", "The parity stands before the block table.", protected(),
    sections=lambda f: [f[1], f[0], *f[2:]], also=["E114", "E115", "E117"])
bad("E110_parity-after-index", "4.1", "The parity stands after the index.", protected(),
    sections=lambda f: [f[0], f[2], f[3], f[1], f[4]], also=["E114", "E115", "E116", "E117"])
bad("E110_second-table-after-index", "4.1", "The second block table stands after the index.", protected(),
    sections=lambda f: [f[0], f[1], f[3], f[2], f[4]], also=["E114", "E116", "E117"])

# --- E113, E114: two block tables ----------------------------------------------------------------

bad("E113_both-tables", "6.2", "Both tables have a wrong digest of the first block; the footer has the digest of them.",
    protected(), table=lambda t: flip(t, 0), also=["E114", "E115"])
bad("E113_protected", "6.2", "A bit of a stored block that deflate passes over was changed; there is parity.",
    container(lambda c: flip(c, c.index(b"STL1", 100) + 40, 0x80), protected()),
    frames=lambda f: stored_frame(f[1]), also=["E115"])
bad("E114_second-absent", "6.1", "There is no second block table; the footer has the offsets for that.", protected(),
    second_pieces=lambda pieces: [], also=["E110", "E117"])
bad("E114_second-byte", "6.3", "A digest in the second block table is wrong; that in the first is right.", protected(),
    second_pieces=lambda f: change(0, raw=flip(f[0].raw, 40))(f))
bad("E114_second-byte-zstd", "6.3", "A digest in the second block table is wrong; zstd profile.",
    protected(profile="zstd"), second_pieces=lambda f: change(0, raw=flip(f[0].raw, 40))(f))
bad("E114_second-piece", "6.3", "A digest in the second piece of the second block table is wrong.", stored(140_000, ratio=200),
    second_pieces=lambda f: change(1, raw=flip(f[1].raw, 40))(f))
bad("E114_second-less", "6.3", "The second block table lacks its last digest.", protected(),
    second_pieces=lambda f: change(0, raw=f[0].raw[:-32])(f), also=["E117"])
bad("E114_second-more", "6.3", "The second block table has a digest too many.", protected(),
    second_pieces=lambda f: change(0, raw=f[0].raw + sha256(b""))(f), also=["E117"])
bad("E114_first-byte", "6.3", "A digest in the first block table is wrong; that in the second is right.", protected(),
    table_pieces=lambda f: change(0, raw=flip(f[0].raw, 40))(f), also=["E113"])
bad("E114_first-absent", "6.1", "There is no first block table, but the second.", protected(),
    table_pieces=lambda pieces: [], also=["E110", "E113", "E117"])
bad("E114_both", "6.2", "Both block tables have the same wrong digest; the footer has the digest of the right one.", protected(),
    table_pieces=lambda f: change(0, raw=flip(f[0].raw, 40))(f),
    second_pieces=lambda f: change(0, raw=flip(f[0].raw, 40))(f), also=["E113"])
bad("E103_second-table", "4.1", "The descriptor checksum of the second block table is wrong.", protected(),
    second_pieces=change(0, checksum_xor=1), also=["E110", "E114", "E117"])
bad("E106_second-table", "4.1", "A byte of the second block table is wrong; the raw checksum is that of the right one.",
    protected(), sections=lambda f: change(2, raw=flip(f[2].raw, 9), raw_checksum=crc(f[2].raw))(f),
    codes=["E106", "E114"], also=["E117"])
bad("E107_second-table", "4.1", "The place of the second block table's piece is 32.", protected(),
    second_pieces=change(0, place=32), also=["E114", "E117"])
bad("E109_second-table", "4.1", "The second block table has the tag of another package.", protected(),
    second_pieces=change(0, tag=FOREIGN), also=["E110", "E114", "E117"])

# --- E117: the footer's fields -------------------------------------------------------------------

for name, key, value, also in (
        ("columns", "columns", 1, ["E115"]), ("rows", "rows", 1, ["E115"]), ("stripes", "stripes", 1, ["E115"]),
        ("parity-offset-of-parity", "parity_offset", 66, ["E115"]),
        ("second-table-offset-of-parity", "second_offset", -1, ["E114"]),
        ("index-offset-of-parity", "index_offset", 1, ["E116"])):
    bad(f"E117_{name}", "6.5", f"There is parity, and a field of the footer is wrong: {key.replace('_', ' ')}.", protected(),
        footer=lambda footer, key=key, value=value: footer.update({key: footer[key] + value}), also=also)
for key, value in (("columns", 0), ("rows", 0), ("stripes", 0), ("stripes", 2**32 - 1), ("columns", 65_535), ("rows", 65_535)):
    bad(f"E117_{key}-{value or 'none'}", "6.5", f"There is parity, and the footer says {value:,} {key}.", protected(),
        footer=lambda footer, key=key, value=value: footer.update({key: value}), also=["E115", "E121"])

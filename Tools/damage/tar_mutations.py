"""Changes to the entries of a tar that make readers disagree about what is in it; each was a fault of some reader once."""

import struct

from writer import Entry, entry, pax_header, put, record, ustar

TOP = b"small"
# Offset and length of a header's fields, with values that some reader takes in its own way.
FIELDS = [
    (0, 100, [b"small/data/a.txt", b"./small/data/z.txt", b"small//data/a.txt", b"small/data/../data/a.txt", b"/small/data/a",
              b"small/data/a.txt/", b"small/data/z\0hidden", b"small/data/a.txt ", b"small/data/\xff", b"", b"small", b"small/data"]),
    (100, 8, [b"0000777\0", b"0004755\0", b"   644 \0", b"0000644 ", b"\x80\0\0\0\0\0\1\xa4"]),
    (108, 8, [b"0001750\0", b"\xff" * 8, b"        "]),
    (124, 12, [b"00000000000\0", b"00000000001\0", b"00000001000\0", b"     000012 ", b"77777777777\0", b"\x80" + bytes(10) + b"\5",
               b"\xff" * 12, b"0000000000\0\0", b"-0000000001\0", b"12\0" + bytes(9)]),
    (136, 12, [b"00000000000\0", b"\xff" * 12, b"\x80" + bytes(10) + b"\1", b"garbage     "]),
    (156, 1, [bytes([one]) for one in b"\0" b"01234567xgLKSVMNDAI \xff"]),
    (157, 100, [b"small/data/a.txt", b"small/data/b.txt", b"../a", b"/etc/passwd", b"small/data/none"]),
    (257, 8, [b"ustar  \0", bytes(8), b"ustar\x0000"[:8], b"ustar\0\0\0", b"USTAR\x0000"[:8]]),
    (265, 32, [b"root", b"\xff" * 32]),
    (329, 8, [b"0000001\0", bytes(8)]),
    (345, 155, [b"small/data", b"other", b"..", b"x" * 155]),
    (500, 12, [b"tar\0" + bytes(8), b"\1" * 12]),
]
RECORDS = [
    record(b"path", b"small/data/q.txt"), record(b"path", b"small/data/b.txt"), record(b"path", b""),
    record(b"path", b"small/data/n\0x"), record(b"linkpath", b"small/data/b.txt"), record(b"size", b"1"), record(b"size", b"0"),
    record(b"size", b"513"), record(b"size", b"0005"), record(b"size", b"99999999999999999999"), record(b"mtime", b"1.5"),
    record(b"uid", b"1"), record(b"comment", b"x\ny=z"), record(b"hdrcharset", b"BINARY"), record(b"GNU.sparse.major", b"1"),
    record(b"GNU.sparse.minor", b"0") + record(b"GNU.sparse.name", b"small/data/s.txt") + record(b"GNU.sparse.realsize", b"9"),
    record(b"GNU.sparse.map", b"0,1"), record(b"SCHILY.realsize", b"3"), record(b"LIBARCHIVE.symlinktype", b"file"),
    record(b"PATH", b"small/data/q.txt"), b"30 path=small/data/short.txt\n", b"5 a=\n", b"0 path=x\n", b"garbage",
    b"021 path=small/data/q.txt\n", record(b"path", b"small/data/q.txt")[:-1] + b"X", b"",
]


def set_field(entries, rng):
    one = rng.choice(entries)
    at, length, values = rng.choice(FIELDS)
    one.header = put(one.header, at, rng.choice(values).ljust(length, b"\0")[:length])


def flip_header(entries, rng):
    """A bit of a header, most often with the checksum put right."""
    one, at = rng.choice(entries), rng.randrange(512)
    value = bytes([one.header[at] ^ 1 << rng.randrange(8)])
    one.header = put(one.header, at, value) if rng.random() < 0.8 else one.header[:at] + value + one.header[at + 1:]


def add_pax(entries, rng):
    one = rng.choice(entries)
    header = pax_header(b"".join(rng.choice(RECORDS) for _ in range(rng.choice([1, 1, 2]))))
    if rng.random() < 0.2:
        header = put(header, 156, rng.choice([b"g", b"X"]))
    one.pax = rng.choice([header, header + one.pax, one.pax + header])


def change_pax(entries, rng):
    some = [one for one in entries if one.pax]
    if some:
        one = rng.choice(some)
        at = rng.randrange(512, len(one.pax))
        one.pax = one.pax[:at] + bytes([rng.choice(b"\0 =\n0129az/\xff")]) + one.pax[at + 1:]


def repeat(entries, rng):
    entries.insert(rng.randrange(len(entries) + 1), rng.choice(entries))


def swap(entries, rng):
    a, b = rng.randrange(len(entries)), rng.randrange(len(entries))
    entries[a], entries[b] = entries[b], entries[a]


def leave_out(entries, rng):
    del entries[rng.randrange(len(entries))]


def insert(entries, rng):
    """An entry that nothing lists, or that only some readers take for one."""
    path = rng.choice([b"small/data/new.txt", b"small/data/a.txt", b"small/bagit.txt", b"small/data/a.txt/x", b"other/x"])
    data = rng.choice([b"", b"new\n", bytes(512), b"small/data/long-name-of-gnu.txt\0"])
    header = ustar(path, bytes([rng.choice(b"0001257gxLKSV")]), len(data), linkname=rng.choice([b"", b"small/data/b.txt", b"../../x"]))
    entries.insert(rng.randrange(len(entries) + 1), Entry(None, path, header, data))


def end_early(entries, rng):
    """One or two blocks of zeros where no end is."""
    entries.insert(rng.randrange(len(entries) + 1), Entry(None, b"", bytes(512 * rng.choice([1, 2, 3]))))


def change_padding(entries, rng):
    one = rng.choice(entries)
    one.padding = rng.choice([b"", bytes(512 + -len(one.data) % 512), b"\1" * (-len(one.data) % 512)])


def hide_in_data(entries, rng):
    """A whole entry as the data of another one, with a size that lets some readers step into it."""
    inner = entry(TOP, "file", b"data/inner.txt", b"inner\n").bytes()
    outer = entry(TOP, "file", b"data/outer.txt", inner)
    outer.header = put(outer.header, 124, rng.choice([b"00000000000\0", b"%011o\0" % len(inner)]))
    outer.pax = rng.choice([b"", pax_header(record(b"size", b"%d" % rng.choice([0, len(inner)])))])
    entries.insert(rng.randrange(len(entries) + 1), outer)


ENTRY_MUTATIONS = [set_field] * 4 + [flip_header] * 2 + [
    add_pax, add_pax, change_pax, repeat, swap, leave_out, insert, insert, end_early, change_padding, hide_in_data]


def mutate_entries(rng):
    def edit(entries):
        for _ in range(rng.choice([1, 1, 1, 2, 3])):
            if entries:
                rng.choice(ENTRY_MUTATIONS)(entries, rng)
        return entries
    return edit


def mutate_tar(rng):
    """Bytes of the tar, wherever they stand."""
    def edit(tar):
        tar, kind = bytearray(tar), rng.randrange(6)
        at = rng.randrange(len(tar))
        block = at // 512 * 512
        if kind == 0:
            tar[at] ^= 1 << rng.randrange(8)
        elif kind == 1:
            tar[block:block] = bytes(512)
        elif kind == 2:
            del tar[block:block + 512]
        elif kind == 3:
            del tar[at:]
        elif kind == 4:
            tar += rng.choice([bytes(512), b"x", entry(TOP, "file", b"data/after.txt", b"after\n").bytes() + bytes(1024)])
        else:
            del tar[-rng.choice([1, 512, 1024]):]
        return bytes(tar)
    return edit


def mutate_stored(rng, gzip_member):
    """Stored bytes; also with members that hold more tar, but are no frames."""
    def edit(container):
        data, kind = bytearray(container), rng.randrange(6)
        at = rng.randrange(len(data))
        extra = gzip_member(entry(TOP, "file", b"data/after.txt", b"after\n").bytes())
        if kind == 0:
            data[at] ^= 1 << rng.randrange(8)
        elif kind == 1:
            data += rng.choice([extra, b"\0" * 512, container, b"x", struct.pack("<II", 0x184D2A53, 4) + b"more"])
        elif kind == 2:
            starts = [found - 16 for found in range(len(data)) if data[found:found + 4] == b"STL1"]
            place = rng.choice(starts)
            data[place:place] = extra
        elif kind == 3:
            data[:0] = extra
        elif kind == 4:
            data[at:at + 20] = bytes(20)
        else:
            del data[at:at + rng.randrange(1, 600)]
        return bytes(data)
    return edit

"""The function of section 5 of the specification: what the header and the pax records of an entry must be.

An entry's bytes are a function of its kind, path, size, time, executable bit and link target. The reader takes
those six out of a header, makes here the header that they call for, and compares the two bit for bit.
"""

import hashlib

BLOCK = 512
FILE, LINK, FOLDER = "file", "link", "folder"
TYPEFLAGS = {b"0": FILE, b"1": LINK, b"5": FOLDER}
PAX_NAME = b"././@PaxHeader"
PAX_KEYS = (b"path", b"linkpath", b"size")      # in this order, section 5.4
MAX_HEADER_SIZE = 0o77777777777                 # what 11 octal digits can say: for size and time

HEADER_FIELDS = (
    ("name", 0, 100), ("mode", 100, 8), ("uid", 108, 8), ("gid", 116, 8), ("size", 124, 12),
    ("mtime", 136, 12), ("typeflag", 156, 1), ("linkname", 157, 100), ("magic", 257, 6), ("version", 263, 2),
    ("uname", 265, 32), ("gname", 297, 32), ("devmajor", 329, 8), ("devminor", 337, 8), ("prefix", 345, 155),
    ("the last 12 bytes", 500, 12),
)


def stand_in(top, path):
    """Section 5.3, case 3: what stands in the header for a name that does not fit."""
    return top + b"/~" + hashlib.sha256(path).hexdigest()[:16].encode()


def split_name(top, path):
    """Section 5.3: the fields `prefix` and `name` of a path in the tar, and whether case 3 applies."""
    if len(path) <= 100:
        return b"", path, False
    # The last "/" with at most 155 bytes before it and at least one byte after it.
    slash = path.rfind(b"/", 0, min(156, len(path) - 1))
    if slash >= 0 and len(path) - slash - 1 <= 100:
        return path[:slash], path[slash + 1:], False
    return b"", stand_in(top, path), True


def octal(value, digits):
    return b"%0*o" % (digits, value) + b"\0"


def header(top, kind, path, size, mtime, executable, target):
    """The header, but for its checksum. `path` and `target` are paths in the tar. Section 5.2."""
    if kind == "pax":
        prefix, name, typeflag = b"", PAX_NAME, b"x"
    else:
        prefix, name, _ = split_name(top, path)
        typeflag = {FILE: b"0", LINK: b"1", FOLDER: b"5"}[kind]
    linkname = b""
    if target is not None:
        linkname = target if len(target) <= 100 else stand_in(top, target)
    return b"".join((
        name.ljust(100, b"\0"),
        octal(0o755 if executable or kind == FOLDER else 0o644, 7),
        octal(0, 7), octal(0, 7),
        octal(0 if size > MAX_HEADER_SIZE else size, 11),
        octal(mtime, 11),
        bytes(8),                                   # the checksum's place
        typeflag,
        linkname.ljust(100, b"\0"),
        b"ustar\0", b"00", bytes(64), octal(0, 7), octal(0, 7),
        prefix.ljust(155, b"\0"),
        bytes(12),
    ))


def pax_records(top, path, size, target):
    """The pax records that an entry may have, and the keys of those that it must have. Sections 5.3 and 5.4."""
    def not_ascii(name):
        return any(byte > 0x7F for byte in name)

    records, needed = {}, set()
    if split_name(top, path)[2]:
        needed.add(b"path")
    if needed or not_ascii(path):
        records[b"path"] = path
    if target is not None:
        if len(target) > 100:
            needed.add(b"linkpath")
        if len(target) > 100 or not_ascii(target):
            records[b"linkpath"] = target
    if size > MAX_HEADER_SIZE:
        needed.add(b"size")
        records[b"size"] = b"%d" % size
    return records, needed


def checksum_field(block):
    return b"%06o\0 " % (sum(block) - sum(block[148:156]) + 8 * 0x20)

"""The tar: section 5 of the specification. It is read as it comes out of the frames, piece by piece."""

from dataclasses import dataclass

from headers import (
    BLOCK, FILE, FOLDER, HEADER_FIELDS, LINK, PAX_KEYS, TYPEFLAGS, checksum_field, header, pax_records,
)
from primitives import MAX_PAX_DATA, ZERO_BLOCK, path_fault, show


@dataclass
class Entry:
    kind: str
    path: bytes             # in the bag; a folder's without its last "/"
    size: int               # bytes of data in the tar: 0 for links and folders
    mtime: int
    executable: bool
    target: bytes | None    # a link's target: path in the bag
    offset: int             # in the tar, of the pax header if there is one
    data_offset: int        # in the tar
    whole: bool = True      # False when some of the data was lost


class TarReader:
    """Takes the tar in pieces by `feed`, lost pieces by `gap`, and calls the receiver's methods:

    entry(entry), data(bytes), entry_end(entry), and fault(code, message, path) for what breaks a rule.
    """

    def __init__(self, receiver, limits):
        self._to = receiver
        self._limits = limits
        self.offset = 0             # in the tar, of the next byte
        self.top = None             # NAME
        self.broken = False         # part of the tar was lost or not read, so not every rule can be checked
        self.entries = 0
        self._files = {}            # payload files that a link may point to: path in the bag -> executable
        self._paths = set()
        self._state = self._header_state
        self._block = bytearray()   # a header that is being collected
        self._pax = None            # (offset, records) of a pax header that waits for its entry
        self._entry = None          # the entry whose data is being read; None if nobody wants it
        self._remaining = 0         # bytes of data, then of padding
        self._zeros = 0             # zero bytes after the last entry
        self._after_end = False     # bytes that are not zero stand after the last entry

    def feed(self, piece):
        view = memoryview(piece)
        while view:
            used = self._state(view)
            self.offset += used
            view = view[used:]

    def gap(self, count):
        """`count` bytes of the tar are lost."""
        self.broken = True
        self.offset += count
        if self._state == self._data_state and count <= self._remaining:
            if self._entry:
                self._entry.whole = False
            self._remaining -= count
            if not self._remaining:
                self._end_data()
        elif self._state == self._padding_state and count <= self._remaining:
            self._remaining -= count
            if not self._remaining:
                self._state = self._header_state
        elif self._state not in (self._end_state, self._stopped_state):
            self._lose_place()

    def finish(self, cut_off):
        """The tar has no more bytes. `cut_off`: because the container was cut off."""
        unfinished = (self._state in (self._data_state, self._padding_state, self._pax_state)
                      or self._block or self._pax)
        if self._state == self._data_state and self._entry:
            self._entry.whole = False
            self._to.entry_end(self._entry)
        if cut_off:
            self.broken = True
        if self.broken:
            return              # what is lost is the reason, and has been reported
        if unfinished:
            if self._pax and not self._block and self._state == self._header_state:
                self._to.fault("E204", "no header follows the pax header")
            else:
                self._to.fault("E215", "the tar ends inside an entry", self._entry and self._entry.path)
        elif self._zeros != 2 * BLOCK and not self._after_end:
            self._to.fault("E212", f"{self._zeros} zero bytes end the tar, not 1024")

    # The states. Each takes some bytes of `view` and returns how many.

    def _header_state(self, view):
        used = min(BLOCK - len(self._block), len(view))
        self._block += view[:used]
        if len(self._block) == BLOCK:
            block, self._block = bytes(self._block), bytearray()
            self._read_header(block, self.offset + used - BLOCK)
        return used

    def _data_state(self, view):
        used = min(self._remaining, len(view))
        if self._entry:
            self._to.data(bytes(view[:used]))
        self._remaining -= used
        if not self._remaining:
            self._end_data(self.offset + used)
        return used

    def _padding_state(self, view):
        used = min(self._remaining, len(view))
        if not is_zero(view[:used]):
            self._to.fault("E211", "padding holds bytes that are not zero")
        self._remaining -= used
        if not self._remaining:
            self._state = self._header_state
        return used

    def _pax_state(self, view):
        used = min(self._remaining, len(view))
        self._pax_data += view[:used]
        self._remaining -= used
        if not self._remaining:
            self._pax = (self._pax[0], self._read_pax(bytes(self._pax_data)))
            self._begin_padding(self.offset + used)
        return used

    def _end_state(self, view):
        if not self._after_end and not is_zero(view):
            self._to.fault("E212", "bytes that are not zero stand after the last entry")
            self._after_end = True
        self._zeros += len(view)
        return len(view)

    def _lost_state(self, view):
        """After lost bytes: look for a header at each multiple of 512."""
        used = min(-self.offset % BLOCK or BLOCK, len(view))
        if not self._block and self.offset % BLOCK:
            return used             # up to the next multiple
        self._block += view[:used]
        if len(self._block) == BLOCK:
            block, self._block = bytes(self._block), bytearray()
            if block[148:156] == checksum_field(block) and block[257:265] == b"ustar\x0000":
                self._read_header(block, self.offset + used - BLOCK)
        return used

    def _stopped_state(self, view):
        return len(view)

    def _lose_place(self):
        if self._state == self._data_state and self._entry:
            self._entry.whole = False
            self._to.entry_end(self._entry)
        self.broken = True
        self._entry = self._pax = None
        self._block = bytearray()
        self._state = self._lost_state

    def _end_data(self, at=None):
        entry, self._entry = self._entry, None
        self._begin_padding(self.offset if at is None else at)
        if entry:
            self._to.entry_end(entry)

    def _begin_padding(self, at):
        # Headers stand at multiples of 512, so padding ends at the next one. (An offset that is already a
        # multiple: there is no padding.)
        self._remaining = -at % BLOCK
        self._state = self._padding_state if self._remaining else self._header_state

    # Headers

    def _read_header(self, block, offset):
        fault = self._to.fault
        if block == ZERO_BLOCK:
            if self._pax:
                fault("E204", "no header follows the pax header")
                self._pax = None
            self._zeros, self._state = BLOCK, self._end_state
            return
        if block[148:156] != checksum_field(block):
            fault("E201", f"the checksum of the header at tar offset {offset} is wrong")
        numbers = [read_octal(block[at:at + 12]) for at in (124, 136)]
        if block[257:262] != b"ustar" or numbers[0] is None:
            fault("E203", f"the header at tar offset {offset} is not a ustar header")
            self._lose_place()
            return
        size, mtime = numbers[0], numbers[1] or 0
        typeflag = block[156:157]
        if typeflag == b"x":
            self._begin_pax(block, offset, size)
            return
        pax_offset, pax = self._pax or (offset, {})
        had_pax, self._pax = self._pax is not None, None
        # Without a header that follows, or with one of a kind that is not allowed, a pax header is for nothing.
        if typeflag not in TYPEFLAGS:
            fault("E202", f"typeflag {typeflag!r} at tar offset {offset} is not allowed",
                  self._in_bag(text(block, 0, 100)))
            self._begin_data(None, size, offset)
            return
        kind = TYPEFLAGS[typeflag]
        entry = self._checked_entry(block, offset, pax_offset, kind, size, mtime, pax, had_pax)
        self.entries += 1
        if self.entries > self._limits.entries:
            fault("E121", f"more than {self._limits.entries} entries")
            self._lose_place()
            self._state = self._stopped_state
            return
        if kind != FILE:
            data_size = 0
        else:
            data_size = pax_size(pax) if size == 0 and b"size" in pax else size
        if entry:
            entry.size = data_size
            self._to.entry(entry)
        self._begin_data(entry, data_size, offset)

    def _begin_data(self, entry, size, header_offset):
        # `offset` has not yet been moved over the header; data begins right after it.
        self._entry, self._remaining, self._state = entry, size, self._data_state
        if not size:
            self._end_data(header_offset + BLOCK)

    def _checked_entry(self, block, offset, pax_offset, kind, size, mtime, pax, had_pax):
        """The entry of a header, all rules of section 5 checked; None if it must not be used."""
        fault = self._to.fault
        path = pax.get(b"path")
        if path is None:
            path = text(block, 0, 100)
            if prefix := text(block, 345, 155):
                path = prefix + b"/" + path
        target = None
        if kind == LINK:
            target = pax.get(b"linkpath", text(block, 157, 100))

        shown = show(path)
        bare = path
        if kind == FOLDER:
            if path.endswith(b"/"):
                bare = path[:-1]
            else:
                fault("E203", f"the path of folder {shown} does not end with /")
        if reason := path_fault(bare):
            fault("E207", f"{reason}: {shown[:200]}")
            return None
        top, slash, in_bag = bare.partition(b"/")
        if self.top is None:
            self.top = top
            if len(top) > 80 or any(byte < 0x20 or byte == 0x7F for byte in top):
                fault("E213", f"{show(top)} is not allowed as name of the top folder")
        if top != self.top or not slash:
            fault("E213", f"{shown} is not below {show(self.top)}/")
            return None

        # The header and the pax records are a function of these values.
        executable = kind == FOLDER or block[100:107] == b"0000755"
        real_size = 0
        if kind == FILE:
            real_size = pax_size(pax) if size == 0 and b"size" in pax else size
        wanted = header(self.top, kind, path, real_size, mtime, executable, target)
        differing = [name for name, at, length in HEADER_FIELDS if block[at:at + length] != wanted[at:at + length]]
        if differing:
            fault("E203", f"not as section 5.2 says: {', '.join(differing)}", in_bag)
        wanted_pax, needed = pax_records(self.top, path, real_size, target)
        if had_pax:
            for key in pax:
                if key in PAX_KEYS and pax[key] != wanted_pax.get(key):
                    fault("E206", f"nothing asks for the pax record {key.decode()}", in_bag)
            if not pax and not wanted_pax:
                fault("E206", "nothing asks for a pax header", in_bag)
        for key in wanted_pax:
            if key in needed and key not in pax:
                fault("E203", f"the pax record {key.decode()} is not there", in_bag)

        if in_bag in self._paths:
            fault("E208", "the path stands twice", in_bag)
            return None
        self._paths.add(in_bag)
        if kind == LINK:
            start = self.top + b"/"
            target = target[len(start):] if target.startswith(start) else None
            if target not in self._files:
                fault("E210", "the link's target is not an earlier payload file", in_bag)
                target = None
            elif self._files[target] != executable:
                fault("E210", "the link's mode is not that of its target", in_bag)
        if kind == FILE and in_bag.startswith(b"data/"):
            self._files[in_bag] = executable
        return Entry(kind, in_bag, 0, mtime, executable, target, pax_offset, offset + BLOCK)

    def check_folders(self):
        """Section 5.1: no file, and no folder that has an entry, may have a path below it [E209].

        With "/" sorted before all other bytes, what lies below a path comes right after it.
        """
        ordered = sorted(self._paths, key=lambda path: path.replace(b"/", b"\0"))
        for upper, lower in zip(ordered, ordered[1:]):
            if lower.startswith(upper + b"/"):
                self._to.fault("E209", f"{show(lower)} lies below this path, which is an entry", upper)

    # Pax headers: section 5.4

    def _begin_pax(self, block, offset, size):
        fault = self._to.fault
        if self._pax:
            fault("E204", f"a second pax header follows at tar offset {offset}")
        wanted = header(self.top, "pax", None, size, 0, False, None)
        if differing := [name for name, at, length in HEADER_FIELDS
                         if block[at:at + length] != wanted[at:at + length]]:
            fault("E203", f"the pax header at tar offset {offset} is not as section 5.4 says: {', '.join(differing)}")
        self._pax = (offset, {})
        if size > MAX_PAX_DATA:
            fault("E204", f"the pax header at tar offset {offset} has {size} bytes, more than {MAX_PAX_DATA}")
            self._begin_data(None, size, offset)
            return
        self._pax_data = bytearray()
        self._remaining, self._state = size, self._pax_state
        if not size:
            fault("E204", f"the pax header at tar offset {offset} is empty")
            self._state = self._header_state

    def _read_pax(self, data):
        fault = self._to.fault
        records, last_place = {}, -1
        while data:
            digits, space, _ = data.partition(b" ")
            length = int(digits) if digits.isdigit() and len(digits) < 6 else 0
            record = data[:length]
            key, equals, value = record[len(digits) + 1:-1].partition(b"=")
            if (not space or not length or digits.startswith(b"0") or len(record) < length
                    or not record.endswith(b"\n") or not equals):
                fault("E204", "a pax record is malformed")
                break
            if key in records:
                fault("E205", f"the pax key {show(key)} stands twice")
            elif key not in PAX_KEYS:
                fault("E206", f"the pax key {show(key)} is not allowed")
            elif PAX_KEYS.index(key) < last_place:
                fault("E206", f"the pax key {show(key)} is not in its order")
            else:
                last_place = PAX_KEYS.index(key)
            records.setdefault(key, value)
            data = data[length:]
        return records

    def _in_bag(self, path):
        return path.partition(b"/")[2] or None


def is_zero(view):
    return not view.tobytes().strip(b"\0")


def text(block, offset, size):
    """A field up to its first NUL."""
    return block[offset:offset + size].partition(b"\0")[0]


def pax_size(pax):
    """The number in a pax record `size`; 0 if it is none that a file can have."""
    digits = pax[b"size"]
    return int(digits) if digits.isdigit() and len(digits) < 19 else 0


def read_octal(field):
    """The number in a field; None if it is not octal. Padding is forgiven here: the comparison with the
    header that should stand there is not forgiving."""
    digits = field.strip(b" \0")
    if not digits:
        return 0
    return int(digits, 8) if all(byte in b"01234567" for byte in digits) else None

"""What can be found in a damaged file: frames, pieces of sections, and blocks that stand at another place.

Section 9.5 of the specification, steps 1 to 3. Nothing is believed that a checksum or a digest does not bear out.
"""

import bisect
import os
import stat
import zlib
from collections import Counter
from dataclasses import dataclass

from descriptors import (
    ADDITIONAL, BLOCK_TABLE, DATA, FOOTER, INDEX, PARITY, SECOND_TABLE, Descriptor, descriptors_in, is_piece,
)
from parity import MAX_RATIO, Shape
from primitives import PIECE, CannotRead, u64
from profiles import Gzip, Zstd, profile_at, stored_length
from sections import FOOTER_BYTES, MAX_BLOCK_BITS, MIN_BLOCK_BITS, Footer

WINDOW = 1 << 20
SECTOR = 512


class Stored:
    """The bytes of a file that may have unreadable places; there, zero bytes are taken, which no digest bears out."""

    def __init__(self, name):
        self.name = name
        try:
            self._file = os.open(name, os.O_RDONLY | os.O_CLOEXEC)
            kind = os.fstat(self._file).st_mode
            if not stat.S_ISREG(kind) and not stat.S_ISBLK(kind):
                raise CannotRead("this is neither a file nor a disk")
            self.size = os.lseek(self._file, 0, os.SEEK_END)
        except OSError as error:
            raise CannotRead(f"cannot be read: {error.strerror}") from error
        self.unreadable = False
        self._window_at, self._window = 0, b""

    def read(self, offset, count):
        """Fewer bytes where the file ends; none before its beginning."""
        if offset < 0 or offset >= self.size:
            return b""
        count = min(count, self.size - offset)
        within = offset - self._window_at
        if not 0 <= within <= len(self._window) - count:
            # Blocks are read one after the other: so more of them in one go.
            self._window_at, within = offset, 0
            self._window = self._read(offset, min(max(count, WINDOW // 4), self.size - offset))
        return self._window[within:within + count]

    def _read(self, offset, count):
        try:
            data = os.pread(self._file, count, offset)
            if len(data) == count:
                return data
        except OSError:
            pass
        data = bytearray()
        while len(data) < count:
            data += self._sector(offset + len(data), min(SECTOR, count - len(data)))
        return bytes(data)

    def _sector(self, offset, count):
        try:
            data = os.pread(self._file, count, offset)
        except OSError:
            data = b""
        if len(data) < count:
            self.unreadable = True
        return data.ljust(count, b"\0")

    def close(self):
        os.close(self._file)


@dataclass
class Found:
    """A sound descriptor, and where its frame stands in a file."""

    stored: Stored
    offset: int
    descriptor: Descriptor
    profile: type               # Gzip or Zstd
    at: int | None = None       # where the frame stood when the package was sealed, if that is known

    @property
    def end(self):
        return self.offset + self.descriptor.stored_length

    def piece(self):
        """The piece in it; None unless its checksum is right. The bytes around it are fixed and can be made anew."""
        d = self.descriptor
        if d.stored_length != d.raw_length + self.profile.overhead or not 1 <= d.raw_length <= PIECE:
            return None
        piece = self.stored.read(self.offset + self.profile.piece_at, d.raw_length)
        return piece if len(piece) == d.raw_length and zlib.crc32(piece) == d.raw_checksum else None

    def footer(self):
        piece = self.piece() if self.descriptor.kind == FOOTER else None
        return Footer.read(piece) if piece and len(piece) == FOOTER_BYTES else None


def find_frames(stored):
    """All sound descriptors of a file, by their signature and checksum (section 4.1). The profile of most is right."""
    found = {Gzip: [], Zstd: []}
    for start in range(0, stored.size, WINDOW):
        # Each window holds the end of the one before and the beginning of the next one, so that nothing is cut in two.
        before = min(start, 8)
        window = stored.read(start - before, WINDOW + before + 39)
        for at, descriptor in descriptors_in(window, None):
            place, profile = start - before + at, profile_at(window, at)
            if start <= place < start + WINDOW and is_possible(descriptor, profile):
                found[profile].append(Found(stored, profile.begins(place, descriptor), descriptor, profile))
    return max(found.values(), key=len)


def footer_frame(frames):
    """The frame of a sound footer, if there is one."""
    return next((frame for frame in frames if frame.footer()), None)


def is_possible(descriptor, profile):
    return ((descriptor.kind == DATA or is_piece(descriptor.kind))
            and MIN_BLOCK_BITS <= descriptor.block_bits <= MAX_BLOCK_BITS and descriptor.ratio <= MAX_RATIO
            and profile.min_stored <= descriptor.stored_length <= profile.max_stored
            and descriptor.raw_length <= profile.max_raw)


def main_tag(found):
    """The tag of the package that this file is: that of the frame at its front. If none stands there, that of most bytes: a
    payload may hold other packages, whose frames are found as well where they are stored without compression; but they are
    smaller than the package around them."""
    if found[0].offset == 0:
        return found[0].descriptor.tag
    size = Counter()
    end = 0
    for frame in found:
        if frame.end > end:         # not within the frame before
            size[frame.descriptor.tag] += frame.descriptor.stored_length
            end = frame.end
    for frame in found:
        if footer := frame.footer():
            if footer.package_digest[:8] == frame.descriptor.tag:
                tag = frame.descriptor.tag
                size[tag] = max(size[tag], min(footer.container_bytes, 2 * frame.stored.size))
    return max(size, key=lambda tag: size[tag])


def common(frames):
    """What most of some frames say alike: the binary logarithm of the block size, and the parity ratio."""
    said = Counter((frame.descriptor.block_bits, frame.descriptor.ratio) for frame in frames)
    return said.most_common(1)[0][0] if said else None


def is_beginning(stored, other):
    """Whether all bytes of a file, of which there are some, are those with which another one begins."""
    return 0 < stored.size <= other.size and all(
        stored.read(at, WINDOW) == other.read(at, min(WINDOW, stored.size - at)) for at in range(0, stored.size, WINDOW))


class Salvage:
    """What is left of one package, in a damaged file and perhaps in others."""

    def __init__(self, files):
        self.notes = []             # what there is to say of the files
        found = {}
        for stored in files:
            try:
                found[stored] = find_frames(stored)
            except CannotRead as error:
                if stored is files[0]:
                    raise
                self.notes.append(f"{stored.name} was passed over: {error}")
        first = found[files[0]]
        # Of a file that ends within its first frame, its bytes alone may tell that it is the beginning of another.
        self._is_stub = not first
        model = first or next((frames for stored, frames in found.items()
                               if frames and is_beginning(files[0], stored)), None)
        if not model:
            raise CannotRead("no Stele frame was found")
        self.tag = main_tag(model)
        self.foreign = any(frame.descriptor.tag != self.tag for frame in first)
        for stored in found:
            found[stored] = [frame for frame in found[stored] if frame.descriptor.tag == self.tag]
        # Step 1: what most sound frames say is right.
        self.bits, self.ratio = common(frame for frame in model if frame.descriptor.tag == self.tag)
        self.block = 1 << self.bits
        self.profile = model[0].profile
        self.files = [files[0]]
        self.same = [files[0]]      # those of the container that is repaired; from others only blocks are taken
        for stored in list(found)[1:]:
            if not found[stored]:
                self.notes.append(f"{stored.name} was passed over: it has nothing of the package")
                continue
            self.files.append(stored)
            if self._is_same(stored, found):
                self.same.append(stored)
            else:
                self.notes.append(f"{stored.name} holds the same package in another container; only blocks were taken from it")
        self._take(found)

    def _is_same(self, stored, found):
        """Whether nothing shows that a file is of another container than those before it."""
        if found[stored][0].profile is not self.profile or common(found[stored]) != (self.bits, self.ratio) or self._is_stub and not is_beginning(self.files[0], stored):
            return False
        footer = footer_frame(found[stored])
        there = {}
        for other in self.same:
            if footer and (own := footer_frame(found[other])):
                if own.footer() != footer.footer():
                    return False
                continue
            for frame in found[other]:
                there.setdefault((frame.descriptor.kind, frame.descriptor.place), frame.descriptor)
        return all(there.get((frame.descriptor.kind, frame.descriptor.place), frame.descriptor) == frame.descriptor
                   for frame in found[stored])

    def _take(self, found):
        self.frames = [frame for stored in self.files for frame in found[stored]
                       if (frame.descriptor.block_bits, frame.descriptor.ratio) == (self.bits, self.ratio)]
        self.footer_frame = next(filter(None, (footer_frame(found[stored]) for stored in self.same)), None)
        self.footer = self.footer_frame and self.footer_frame.footer()
        if self.footer and self.footer.version != 1:        # section 6.6
            raise CannotRead(f"the footer says version {self.footer.version}; this reader knows 1")
        self.sections = {}          # kind -> place -> the first sound piece
        for frame in self.frames:
            kind = frame.descriptor.kind
            if kind != DATA and frame.stored in self.same and frame.piece() is not None:
                self.sections.setdefault(kind, {}).setdefault(frame.descriptor.place, frame)
        self.data_frames = [frame for frame in self.frames if frame.descriptor.kind == DATA]
        self._place_data_frames()

    @property
    def most_bytes(self):
        """A container that is larger than this is lost, whatever its footer says: parity restores less than a third."""
        return 2 * sum(stored.size for stored in self.files)

    def section(self, *kinds, length):
        """The content of a section, of which each piece is taken from the first of these kinds that has it. None
        if a piece is lost."""
        content = b""
        while len(content) < length:
            pieces = [self.sections.get(kind, {}).get(len(content)) for kind in kinds]
            wanted = min(PIECE, length - len(content))
            piece = next((one.piece() for one in pieces if one and one.descriptor.raw_length == wanted), None)
            if piece is None:
                return None
            content += piece
        return content

    def additional(self):
        """(kind, place, piece) of additional sections, in the order in which they stand."""
        frames = [frame for kind in ADDITIONAL for frame in self.sections.get(kind, {}).values()]
        return [(frame.descriptor.kind, frame.descriptor.place, frame.piece())
                for frame in sorted(frames, key=lambda frame: frame.offset)]

    # --- Where frames stood -----------------------------------------------------------------------

    def _place_data_frames(self):
        """Finds out where each data frame stood: from the index, else from the frames beside it."""
        index = self._index_places()
        for stored in self.files:
            frames = [frame for frame in self.data_frames if frame.stored is stored]
            for frame in frames:
                frame.at = index.get(frame.descriptor.place)
            before = None
            for frame in frames:
                if frame.at is None and frame.descriptor.place == 0:
                    frame.at = 0
                if frame.at is None and before and before.at is not None and follows(frame, before):
                    frame.at = before.at + before.descriptor.stored_length
                before = frame
            after = None
            for frame in reversed(frames):
                d = frame.descriptor
                if frame.at is None and after and after.at is not None and follows(after, frame):
                    frame.at = after.at - d.stored_length
                elif frame.at is None and self.footer and d.place + d.raw_length == self.footer.tar_bytes:
                    frame.at = self.footer.data_bytes - d.stored_length
                after = frame

    def _index_places(self):
        """Section 6.4, the first table: place in the tar -> offset in the container, as far as it is sound."""
        places = {}
        pieces = self.sections.get(INDEX, {})
        last = 16 * self.footer.frames if self.footer else None
        for start in sorted(pieces):
            if last is None and start and start - PIECE not in pieces:
                break                   # without the footer, only from the beginning is it known where the table ends
            piece = pieces[start].piece()
            for at in range(0, len(piece) - 15, 16):
                if last is None and start + at and not u64(piece, at):
                    last = start + at   # the second table begins with the first tag file, at 0
                if last is not None and start + at >= last:
                    return places
                places[u64(piece, at + 8)] = u64(piece, at)
        return places

    def data_ends(self):
        """Where the data frames may end (D), the likeliest first (step 2). A wrong one shows when the last block has
        not its digest."""
        if self.footer:
            return [self.footer.data_bytes] if 0 < self.footer.data_bytes <= self.most_bytes else []
        ends = Counter()
        if placed := [frame for frame in self.data_frames if frame.at is not None]:
            last = max(placed, key=lambda frame: frame.at)
            ends[last.at + last.descriptor.stored_length] += 1
        table = max((place + frame.descriptor.raw_length for kind in (BLOCK_TABLE, SECOND_TABLE)
                     for place, frame in self.sections.get(kind, {}).items()), default=0)
        begins = section_begins(self.profile, table, self.bits, self.ratio)
        shifts = {0, *(shift for shifts in self.shifts(0).values() for _, shift in shifts)}
        for kind, begin in begins.items():
            for place, frame in self.sections.get(kind, {}).items():
                for shift in shifts:
                    ends[frame.offset - shift - begin - stored_length(self.profile, place)] += 1
        return [end for end, _ in ends.most_common(16) if 0 < end <= self.most_bytes]

    # --- Blocks (step 3) --------------------------------------------------------------------------

    def shifts(self, data_bytes):
        """For each file: (offset when sealed, how many bytes later it stands now) of its sound frames, in order.

        `data_bytes`: D, if it is known; by it the frames after the data frames are placed.
        """
        result = {stored: [(frame.at, frame.offset - frame.at) for frame in self.data_frames
                           if frame.stored is stored and frame.at is not None] for stored in self.files}
        if data_bytes:
            table = 32 * -(-data_bytes // self.block)
            begins = section_begins(self.profile, table, self.bits, self.ratio)
            for kind, begin in begins.items():
                for place, frame in self.sections.get(kind, {}).items():
                    at = data_bytes + begin + stored_length(self.profile, place)
                    result[frame.stored].append((at, frame.offset - at))
        return {stored: sorted(shifts) for stored, shifts in result.items()}


class BlockFinder:
    """Looks for bytes of a package at their offset, and at others where bytes came in or fell out."""

    NEAR = 4
    # Shifts between two frames are all tried if these differ by no more, and some beyond: more if they do differ.
    MOST_BETWEEN = 4096
    BEYOND = 8, 256

    def __init__(self, salvage, data_bytes):
        self._shifts = salvage.shifts(data_bytes)
        self._allowance = 16 * data_bytes + (1 << 30)   # bytes that such trials may still read

    def following(self, offset, count):
        """What stands where the first sound frame behind it says that these bytes are, else the last one before it:
        for bytes without a digest of their own."""
        for stored, shifts in self._shifts.items():
            at = bisect.bisect_right(shifts, (offset, 1 << 64))
            near = shifts[at:at + 1] or shifts[at - 1:at]
            data = stored.read(offset + near[0][1], count) if near else b""
            if len(data) == count:
                return data
        return bytes(count)

    def candidates(self, offset, count):
        """What may be the `count` bytes that stood at `offset`: (bytes, file, shift)."""
        for stored, shifts in self._shifts.items():
            at = bisect.bisect_right(shifts, (offset, 1 << 64))
            near = shifts[max(0, at - self.NEAR):at + self.NEAR]
            for shift in dict.fromkeys([0, *(shift for _, shift in near), *(shift for _, shift in shifts[-1:])]):
                yield stored.read(offset + shift, count), stored, shift
            # A frame begins in the midst of them, and is shifted otherwise than what stands before it.
            before = shifts[at - 1][1] if at else 0
            within = [(start, shift) for start, shift in shifts[at:at + count] if start < offset + count]
            if within:
                parts, start = [], offset
                for next_start, shift in [*within, (offset + count, None)]:
                    parts.append(stored.read(start + before, next_start - start))
                    start, before = next_start, shift
                yield b"".join(parts), stored, None
            yield from self._between(offset, count, stored, shifts[max(0, at - 1):at + 1])

    def _between(self, offset, count, stored, around):
        """Where bytes came in or fell out at several places between two frames."""
        if not around:
            return
        low, high = min(shift for _, shift in around), max(shift for _, shift in around)
        if high - low > self.MOST_BETWEEN:
            return
        beyond = self.BEYOND[low != high]
        for shift in range(low - beyond, high + beyond + 1):
            self._allowance -= count
            if self._allowance < 0:
                return
            yield stored.read(offset + shift, count), stored, shift


def section_begins(profile, table_bytes, bits, ratio):
    """Where sections begin, counted from the end of the data frames, if the block table has so many bytes of content."""
    table = stored_length(profile, table_bytes)
    if not ratio:
        return {BLOCK_TABLE: 0, INDEX: table}
    parity_bytes = Shape.of(table_bytes // 32 << bits, 1 << bits, ratio).parity_bytes if table_bytes else 0
    second = table + stored_length(profile, parity_bytes)
    return {BLOCK_TABLE: 0, PARITY: table, SECOND_TABLE: second, INDEX: second + table}


def follows(frame, before):
    return frame.descriptor.place == before.descriptor.place + before.descriptor.raw_length

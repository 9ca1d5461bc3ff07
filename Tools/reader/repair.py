"""Repair: section 9.5 of the specification.

    salvage.py    what is left: frames, pieces of sections, blocks that stand at another place
    here          lost blocks from parity, all that follows the data frames made anew, and the proof that it is right

The damaged file is only read. The new one has its name only after it was verified in full.
"""

import contextlib
import hashlib
import itertools
import os
import tempfile

from descriptors import BLOCK_TABLE, FOOTER, INDEX, PARITY, SECOND_TABLE
from parity import Shape, make_parity, remainders, solve
from primitives import PIECE, CannotRead, Findings
from profiles import piece_frame, stored_length
from salvage import BlockFinder, Salvage, Stored, section_begins
from sections import Footer
from tail import Tail
from verify import Verification

MOST_CHOICES = 5000         # of parity blocks, for one stripe
SECTION_NAMES = {BLOCK_TABLE: "block table", PARITY: "parity", SECOND_TABLE: "second block table", INDEX: "index",
                 FOOTER: "footer"}


class CannotRepair(Exception):
    """Too much is lost. Exit code 1."""


class Repair:
    """One repair. `run` makes the file; `done` then says in words what was put right."""

    def __init__(self, damaged, fixed, others=()):
        self.files = [Stored(damaged)]
        self.fixed = fixed
        self.done = []
        for name in others:
            try:
                self.files.append(Stored(name))
            except CannotRead as error:
                self.done.append(f"{name} was passed over: {error}")
        self.out = None             # the new file, while it has no name
        self._written = None        # where the last write to it ended, if nothing was read since

    def run(self):
        """Raises CannotRepair, CannotRead (no package) or OSError (the new file cannot be written)."""
        if os.path.lexists(self.fixed):
            raise FileExistsError(None, "File exists", self.fixed)
        folder = os.path.dirname(os.path.abspath(self.fixed))
        handle, temporary = tempfile.mkstemp(prefix=".stele-", dir=folder)
        try:
            with os.fdopen(handle, "w+b", 128 << 10) as self.out:
                if not self._copy_if_sound():
                    self._repair()
                self.out.flush()
                umask = os.umask(0)
                os.umask(umask)
                os.fchmod(self.out.fileno(), 0o666 & ~umask)
                os.fsync(self.out.fileno())
            give_name(temporary, self.fixed)
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(temporary)
            for stored in self.files:
                stored.close()
        return self

    def _copy_if_sound(self):
        damaged = self.files[0]
        for offset in range(0, damaged.size, 1 << 20):
            self.out.write(damaged.read(offset, 1 << 20))
        # No package: `Salvage` says more of it.
        with contextlib.suppress(CannotRead):
            if not errors(self._verify().findings) and not damaged.unreadable:
                self.done.append("nothing was damaged")
                return True
        return False

    def _repair(self):
        salvage = Salvage(self.files)
        if salvage.foreign:
            self.done.append("frames of other packages stand in the file, too; they were not used")
        self.done += salvage.notes
        reasons = []
        if self._repair_from(salvage, reasons):
            return
        # A copy never spoils what works without it.
        if len(salvage.files) > 1:
            with contextlib.suppress(CannotRead):
                if self._repair_from(Salvage(self.files[:1]), reasons):
                    self.done.append("it cannot be repaired with the other files, but without them, so they were left aside")
                    return
        raise CannotRepair(reasons[0])

    def _repair_from(self, salvage, reasons):
        """Whether the package could be made whole; the reasons why not are kept."""
        self.salvage = salvage
        for data_bytes in salvage.data_ends():
            with attempt(reasons):
                self._blocks(data_bytes)
                self._finish(data_bytes, has_table=True)
                return True
        with attempt(reasons):
            self._finish(self._frames(), has_table=False)
            return True
        return False

    # --- The data frames, by their blocks (steps 2 to 4) ---------------------------------------------

    def _blocks(self, data_bytes):
        """Writes the data frames, each block proven by its digest."""
        salvage = self.salvage
        self.notes = []
        self._truncate(0)
        blocks = -(-data_bytes // salvage.block)
        self.digests = digests = self._digests(blocks)
        finder = BlockFinder(salvage, data_bytes)
        self.shape = Shape.of(data_bytes, salvage.block, salvage.ratio) if salvage.ratio else None
        lost, moved, lent = [], 0, 0
        for number in range(blocks):
            offset = number * salvage.block
            count = min(salvage.block, data_bytes - offset)
            for data, stored, shift in finder.candidates(offset, count):
                if hashlib.sha256(data).digest() == digests[number]:
                    self._put(offset, data)
                    moved += stored is self.files[0] and shift != 0
                    lent += stored is not self.files[0]
                    break
            else:
                lost.append(number)
        if moved:
            self.notes.append(f"{moved} blocks stood at another place")
        if lent:
            self.notes.append(f"{lent} blocks were taken from another file")
        if lost:
            self._restore(lost, digests, finder, data_bytes)
            self.notes.append(f"{len(lost)} of {blocks} blocks were restored from parity, the first at offset "
                              f"{lost[0] * salvage.block}")

    def _digests(self, blocks):
        """Step 2: of each block, from one block table or the other."""
        salvage, length = self.salvage, 32 * blocks
        for kinds in ((BLOCK_TABLE, SECOND_TABLE), (SECOND_TABLE, BLOCK_TABLE)):
            table = salvage.section(*kinds, length=length)
            if table and (not salvage.footer or hashlib.sha256(table).digest() == salvage.footer.table_digest):
                return [table[at:at + 32] for at in range(0, length, 32)]
        raise CannotRepair("the block table is lost")

    def _restore(self, lost, digests, finder, data_bytes):
        """Step 4."""
        shape, size = self.shape, self.salvage.block
        if not shape:
            raise CannotRepair(f"{len(lost)} blocks are lost, the first at offset {lost[0] * size}, "
                               "and the package has no parity")
        stripes = {}
        for number in lost:
            stripes.setdefault(number % shape.stripes, []).append(number // shape.stripes)
        hopeless = 0
        for stripe, columns in stripes.items():
            blocks = self._solve(stripe, columns, digests, finder, data_bytes)
            if blocks is None:
                hopeless += len(columns)
                continue
            for column, block in zip(columns, blocks):
                self._put((column * shape.stripes + stripe) * size, block)
        if hopeless:
            raise CannotRepair(f"{len(lost)} blocks are lost, {hopeless} of them beyond what the parity can restore")

    def _solve(self, stripe, columns, digests, finder, data_bytes):
        """The lost blocks of a stripe, in the order of their columns; None if they cannot be restored."""
        shape = self.shape
        if len(columns) > shape.rows:
            return None
        sound, doubtful = {}, {}
        for row in range(shape.rows):
            block, is_sound = self._parity_block(shape.parity_offset(stripe, row), finder, data_bytes)
            (sound if is_sound else doubtful)[row] = block
        left = {}
        for rows in itertools.islice(choices(list(sound), list(doubtful), len(columns)), MOST_CHOICES):
            if missing := {row: (sound | doubtful)[row] for row in rows if row not in left}:
                left |= remainders(shape, stripe, set(columns), missing, self._read)
            blocks = []
            for column, block in zip(columns, solve(columns, rows, left)):
                number = column * shape.stripes + stripe
                block = block[:data_bytes - number * shape.block]
                if hashlib.sha256(block).digest() != digests[number]:
                    break
                blocks.append(block)
            else:
                return blocks
        return None

    def _parity_block(self, offset, finder, data_bytes):
        """The parity block at an offset of the parity's content, and whether all pieces that hold it are sound.

        A piece with a wrong byte may hold sound blocks all the same. They are used if there are too few others, since
        the digests of what they restore say whether they were.
        """
        salvage, size = self.salvage, self.salvage.block
        begin = data_bytes + section_begins(salvage.profile, 32 * self.shape.blocks, salvage.bits, salvage.ratio)[PARITY]
        block, is_sound = b"", True
        while len(block) < size:
            place = (offset + len(block)) // PIECE * PIECE
            within = offset + len(block) - place
            count = min(size - len(block), PIECE - within)
            frame = salvage.sections.get(PARITY, {}).get(place)
            if frame:
                block += frame.piece()[within:within + count]
                continue
            is_sound = False
            block += finder.following(begin + stored_length(salvage.profile, place) + salvage.profile.piece_at + within, count)
        return block, is_sound

    # --- The data frames, by themselves ----------------------------------------------------------------

    def _frames(self):
        """Where no block table is left: all data frames are sound, from the first to the last. Returns D."""
        self.notes = ["there was no block table; all data frames were sound"]
        self._truncate(0)
        by_place = {}
        for frame in self.salvage.data_frames:
            if frame.stored not in self.salvage.same:
                continue
            by_place.setdefault(frame.descriptor.place, []).append(frame)
        place = offset = 0
        while place in by_place:
            for frame in by_place[place]:
                d = frame.descriptor
                stored = frame.stored.read(frame.offset, d.stored_length)
                findings = Findings()
                if len(stored) == d.stored_length and d.raw_length:
                    self.salvage.profile.data_content(stored, d, 0, findings)
                    if not findings.counts:
                        break
            else:
                raise CannotRepair(f"the data frame with place {place} is damaged")
            if offset > self.salvage.most_bytes:
                raise CannotRepair("the frames say that the package is larger than all that was given")
            self._put(offset, stored)
            offset += len(stored)
            place += frame.descriptor.raw_length
        if not offset:
            raise CannotRepair("the first data frame is lost")
        return offset

    # --- What follows the data frames (step 5) ---------------------------------------------------------

    def _finish(self, data_bytes, has_table):
        """Makes the rest, verifies all of it, and says what was put right, and what proves it."""
        self._tail(data_bytes)
        verification = self._verify()
        if found := errors(verification.findings):
            raise CannotRepair(f"what could be put together is not the package: {', '.join(found)}")
        size = self.out.seek(0, os.SEEK_END)
        if self.remade:
            names = ", ".join(SECTION_NAMES.get(kind, "additional section") for kind in self.remade)
            self.notes.append(f"lost or damaged, and made anew: {names}")
        if size != self.files[0].size:
            self.notes.append(f"the damaged file had {self.files[0].size} bytes, the package has {size}")
        self.done += [*self.notes, *self._unproven(has_table)]

    def _unproven(self, has_table):
        """What there is to say of the container, if nothing in the damaged file proves it."""
        salvage = self.salvage
        if salvage.footer:
            proof = [salvage.footer_frame]
        elif has_table:
            tables = [salvage.sections.get(kind, {}) for kind in (BLOCK_TABLE, SECOND_TABLE)]
            proof = [next((one[place] for one in tables if place in one and one[place].stored is self.files[0]),
                          next(one[place] for one in tables if place in one)) for place in {*tables[0], *tables[1]}]
        else:
            found = salvage.sections.get(PARITY, {})
            size = self.parity_bytes
            if not size or len(found) != -(-size // PIECE):
                return ["no digest of the stored bytes was left: all files are proven, the container is not"]
            proof = list(found.values())
        lent = next((frame.stored for frame in proof if frame.stored is not self.files[0]), None)
        if lent and not self._own_table(has_table):
            return [f"the container is that of {lent.name}: nothing that is left of the damaged file proves it"]
        return []

    def _own_table(self, has_table):
        """Whether one of the damaged file's own block tables is whole, and was used."""
        length = 32 * len(self.digests) if has_table else 0
        return bool(length) and any(
            all(place in one and one[place].stored is self.files[0] for place in range(0, length, PIECE))
            for one in (self.salvage.sections.get(kind, {}) for kind in (BLOCK_TABLE, SECOND_TABLE)))

    def _tail(self, data_bytes):
        salvage, footer = self.salvage, self.salvage.footer
        self._truncate(data_bytes)
        self.remade = {}            # kinds of sections that did not stand as they should, in order
        table = b"".join(hashlib.sha256(self._read(at, min(salvage.block, data_bytes - at))).digest()
                         for at in range(0, data_bytes, salvage.block))
        at = {BLOCK_TABLE: data_bytes}
        end = self._section(BLOCK_TABLE, table, data_bytes)
        # With the block table behind them the data frames are whole, and say what stands in index and footer.
        verification = self._verify()
        tail = Tail(verification)
        index = tail.index_anew()
        counts = tail.counts()
        if index is None or None in counts.values() or verification.tag != salvage.tag:
            raise CannotRepair("the data frames do not hold a whole package")
        shape = Shape.of(data_bytes, salvage.block, salvage.ratio) if salvage.ratio else None
        self.parity_bytes = shape.parity_bytes if shape else 0
        parity_hash = hashlib.sha256()
        at[PARITY] = end
        if shape:
            end = self._parity(shape, end, parity_hash)
            at[SECOND_TABLE] = end
            end = self._section(SECOND_TABLE, table, end)
        at[INDEX] = end
        end = self._section(INDEX, index, end)
        additional = self._additional()
        if verification.contents.unknown and not (footer and footer.revision):
            raise CannotRepair("the package was made to a later revision, and its footer is lost")
        self._put(end, additional)
        anew = counts | {
            "version": 1, "revision": footer.revision if footer else 0, "profile": salvage.profile.number,
            "block_bits": salvage.bits,
            "ratio": salvage.ratio, "container_bytes": end + len(additional) + salvage.profile.footer_frame,
            "data_bytes": data_bytes, "table_bytes": len(table),
            "parity_offset": at[PARITY], "parity_bytes": shape.parity_bytes if shape else 0,
            "columns": shape.columns if shape else 0, "rows": shape.rows if shape else 0,
            "stripes": shape.stripes if shape else 0, "second_table_offset": at.get(SECOND_TABLE, at[INDEX]),
            "index_offset": at[INDEX], "index_bytes": len(index),
            "additional_offset": end, "additional_bytes": len(additional),
            "table_digest": hashlib.sha256(table).digest(),
            "parity_digest": parity_hash.digest() if shape else bytes(32),
            "index_digest": hashlib.sha256(index).digest(),
            "additional_digest": hashlib.sha256(additional).digest() if additional else bytes(32),
            "reserved": footer.reserved if footer else bytes(56)}
        # The footer that was found has the container digest, so it must be the new one too.
        if footer and (differing := footer.differences(anew)):
            raise CannotRepair(f"the footer that was found says otherwise: {', '.join(differing)}")
        anew = Footer(**anew).pack()
        if footer and salvage.footer_frame.descriptor.pack() not in self._piece(FOOTER, 0, anew):
            raise CannotRepair("the footer that was found has another descriptor than it should")
        self._section(FOOTER, anew, end + len(additional))

    def _section(self, kind, content, offset):
        """Writes a section, and returns where it ends."""
        for place in range(0, len(content), PIECE):
            self._put_piece(kind, place, content[place:place + PIECE], offset)
        return offset + stored_length(self.salvage.profile, len(content))

    def _parity(self, shape, offset, whole):
        """Writes the parity, which comes in runs that are not in order: first without frames, then with them."""
        with tempfile.TemporaryFile(dir=os.path.dirname(os.path.abspath(self.fixed))) as content:
            for at, run in make_parity(shape, lambda at, count: self._read(at, min(count, max(0, shape.data_bytes - at)))):
                content.seek(at)
                content.write(run)
            content.seek(0)
            for place in range(0, shape.parity_bytes, PIECE):
                piece = content.read(PIECE)
                whole.update(piece)
                self._put_piece(PARITY, place, piece, offset)
        return offset + stored_length(self.salvage.profile, shape.parity_bytes)

    def _additional(self):
        """Section 6.6: additional sections can only be copied."""
        salvage, footer = self.salvage, self.salvage.footer
        pieces = salvage.additional()
        if not footer:
            if pieces:
                raise CannotRepair("the package was made to a later revision, and its footer is lost")
            return b""
        if not footer.additional_bytes:
            return b""
        stored = b"".join(self._piece(*piece) for piece in pieces)
        if len(stored) != footer.additional_bytes or hashlib.sha256(stored).digest() != footer.additional_digest:
            raise CannotRepair("an additional section of a later revision is damaged")
        return stored

    def _put_piece(self, kind, place, piece, section_at):
        stored = self._piece(kind, place, piece)
        self._put(section_at + stored_length(self.salvage.profile, place), stored)
        frame = self.salvage.sections.get(kind, {}).get(place)
        # A footer proves all of it; without one, what is left of a section must not be of other data.
        if frame and not self.salvage.footer and frame.piece() != piece:
            raise CannotRepair(f"what was put together does not fit the {SECTION_NAMES.get(kind, 'section')} that is left")
        if not frame or frame.stored is not self.files[0] or frame.stored.read(frame.offset, len(stored)) != stored:
            self.remade[kind] = True

    def _piece(self, kind, place, piece):
        salvage = self.salvage
        return piece_frame(salvage.profile, kind, salvage.bits, salvage.ratio, salvage.tag, place, piece)

    # --- The new file ----------------------------------------------------------------------------------

    def _put(self, offset, data):
        if offset != self._written:         # a seek ends what the file object gathers
            self.out.seek(offset)
        self.out.write(data)
        self._written = offset + len(data)

    def _truncate(self, size):
        self._written = None
        self.out.truncate(size)

    def _verify(self):
        self._written = None
        self.out.seek(0)
        return Verification(self.out).run()

    def _read(self, offset, count):
        self._written = None
        self.out.seek(offset)
        return self.out.read(count)


@contextlib.contextmanager
def attempt(reasons):
    """One way to repair; why it did not work is kept."""
    try:
        yield
    except CannotRepair as error:
        reasons.append(str(error))


def errors(findings):
    return sorted(code for code in findings.counts if code.startswith("E"))


def choices(sound, doubtful, count):
    """Choices of `count` parity blocks of a stripe, the likeliest first: sound ones; then as few doubtful ones as it
    takes, side by side, from the end: a burst that came from the data left those whole."""
    yield from itertools.islice(itertools.combinations(sound, count), 100)
    few = count - len(sound)
    if few > 0:
        for start in range(len(doubtful) - few, -1, -1):
            yield sound + doubtful[start:start + few]
    if doubtful:
        yield from itertools.combinations(sound + doubtful, count)


def give_name(temporary, name):
    """The file gets its name, but never takes it from another file."""
    try:
        os.link(temporary, name)
    except FileExistsError:
        raise
    except OSError:
        # FAT has no hard links.
        if os.path.lexists(name):
            raise FileExistsError(None, "File exists", name) from None
        os.rename(temporary, name)

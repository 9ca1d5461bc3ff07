"""Repair of vectors that are damaged in many ways, always the same; test_vectors.py runs it.

Within what section 6.3 promises, the repaired file is the one that was sealed, byte for byte. Beyond, the reader
says so and writes nothing.
"""

import contextlib
import errno
import io
import os
import random
import re
import struct
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path
from unittest import mock

from descriptors import Descriptor, descriptors_in
from parity import coefficient, multiply, solve
from primitives import CannotRead
from repair import CannotRepair, Repair
from profiles import Gzip, Zstd, stored_length
from sections import FOOTER_BYTES, Footer
from verify import Verification

HERE = Path(__file__).resolve().parent


class Sealed:
    """A vector as it was sealed, and where its parts are."""

    def __init__(self, path):
        self.name, _, ending = path.name.partition(".stele.tar.")
        self.profile = {"gz": Gzip, "zst": Zstd}[ending]
        self.data = path.read_bytes()
        begin = len(self.data) - self.profile.footer_frame + self.profile.piece_at
        self.footer = Footer.read(self.data[begin:begin + FOOTER_BYTES])
        self.block = 1 << self.footer.block_bits
        self.end = self.footer.data_bytes

    @property
    def longest_burst(self):
        """Section 6.3: what any single burst may have."""
        blocks = self.footer.rows * self.footer.stripes
        last = self.end % self.block or self.block
        return min((blocks - 1) * self.block + 1,
                   (blocks - 2) * self.block + last + stored_length(self.profile, self.footer.table_bytes) + 1)

    @property
    def without_footer(self):
        return self.data[:-self.profile.footer_frame]


def changed(data, start, count):
    """All bits of these bytes turned."""
    return data[:start] + bytes(255 - byte for byte in data[start:start + count]) + data[start + count:]


def zeroed(data, start, count):
    return (data[:start] + bytes(count) + data[start + count:])[:len(data)]


def cut_out(data, start, count):
    return data[:start] + data[start + count:]


class Tests:
    def __init__(self, check):
        self.check = check

    def repair(self, damaged, *others):
        """What comes of it: the repaired bytes, or the reason why there are none. Checks what holds for every repair."""
        with tempfile.TemporaryDirectory() as folder:
            names = [os.path.join(folder, str(number)) for number in range(1 + len(others))]
            for name, data in zip(names, (damaged, *others)):
                Path(name).write_bytes(data)
            fixed = os.path.join(folder, "fixed")
            try:
                with mock.patch("os.fsync"):        # slow, and no test needs it
                    Repair(names[0], fixed, names[1:]).run()
                result = Path(fixed).read_bytes()
            except (CannotRepair, CannotRead) as error:
                result = str(error)
            found = sorted(os.listdir(folder))
            expected = [*map(os.path.basename, names), *(["fixed"] if isinstance(result, bytes) else [])]
            if found != expected:
                return f"other files than expected: {found}"
            if Path(names[0]).read_bytes() != damaged:
                return "the damaged file was changed"
            return result

    def whole(self, what, sealed, damaged, *others):
        result = self.repair(damaged, *others)
        self.check(f"repair {sealed.name}, {what}", result != sealed.data and (
            "another file came out" if isinstance(result, bytes) else result))

    def lost(self, what, sealed, damaged, *others):
        result = self.repair(damaged, *others)
        self.check(f"repair {sealed.name}, {what}", isinstance(result, bytes) and (
            "it came out whole, which cannot be" if result == sealed.data else "another file came out"))

    # --- With parity ----------------------------------------------------------------------------------

    def bursts(self, sealed, dice, times):
        data, most = sealed.data, sealed.longest_burst
        middle = sealed.end - most // 2
        for number in range(times):
            # Everywhere, and once in two around the end of the data frames, where most can go wrong.
            near = max(0, middle - most // 2), min(len(data), middle + most)
            start = dice.randrange(len(data)) if number % 2 else dice.randrange(*near)
            count = most if number % 3 else dice.randint(1, most)
            for way in (changed, zeroed, cut_out):
                self.whole(f"{count} bytes {way.__name__} at {start}", sealed, way(data, start, count))

    def boundaries(self, sealed):
        """The longest burst, at each boundary of a section and one byte beside it."""
        footer, most = sealed.footer, sealed.longest_burst
        for edge in (0, sealed.end, footer.parity_offset, footer.second_table_offset, footer.index_offset, len(sealed.data)):
            for start in (edge - most - 1, edge - most, edge - most + 1, edge - 1, edge, edge + 1):
                if 0 <= start < len(sealed.data):
                    self.whole(f"{most} bytes changed at {start}", sealed, changed(sealed.data, start, most))

    def inserted(self, sealed, dice, times):
        for _ in range(times):
            start, count = dice.randrange(len(sealed.data) + 1), dice.randint(1, 3000)
            more = dice.randbytes(count)
            self.whole(f"{count} bytes inserted at {start}", sealed, sealed.data[:start] + more + sealed.data[start:])

    def blocks_of_each_stripe(self, sealed, dice):
        """As many data blocks of each stripe as it has rows; and one more."""
        footer, blocks = sealed.footer, -(-sealed.end // sealed.block)
        for more in (0, 1):
            damaged = bytearray(sealed.data)
            for stripe in range(footer.stripes):
                numbers = list(range(stripe, blocks, footer.stripes))
                count = footer.rows + (more if stripe == 0 else 0)
                for number in dice.sample(numbers, min(count, len(numbers))):
                    at = number * sealed.block + dice.randrange(min(sealed.block, sealed.end - number * sealed.block))
                    damaged[at] ^= 1 << dice.randrange(8)
            if more:
                self.lost("one block too many in a stripe", sealed, bytes(damaged))
            else:
                self.whole("as many blocks of each stripe as it has rows", sealed, bytes(damaged))

    def too_long(self, sealed, dice, times):
        """A burst that takes one block too many, wherever it begins."""
        count = (sealed.footer.rows * sealed.footer.stripes + 2) * sealed.block
        for _ in range(times if count < sealed.end else 0):
            start = dice.randrange(sealed.end - count)
            self.lost(f"{count} bytes changed at {start}", sealed, changed(sealed.data, start, count))

    def parts_lost(self, sealed):
        data, footer, end = sealed.data, sealed.footer, sealed.end
        parts = {"block table": (end, footer.parity_offset), "parity": (footer.parity_offset, footer.second_table_offset),
                 "second block table": (footer.second_table_offset, footer.index_offset),
                 "index": (footer.index_offset, footer.additional_offset),
                 "footer": (len(sealed.without_footer), len(data)),
                 "all after the data frames": (end, len(data)),
                 "all after the block table": (footer.parity_offset, len(data)),
                 "both block tables and what is between": (end, footer.index_offset)}
        for name, (start, stop) in parts.items():
            for way in (changed, zeroed, cut_out):
                self.whole(f"{name} {way.__name__}", sealed, way(data, start, stop - start))
        for kept in ("block table", "second block table"):
            other = next(name for name in ("block table", "second block table") if name != kept)
            start, stop = parts[other]
            damaged = changed(changed(data, start, stop - start), 10, 30)
            damaged = zeroed(damaged, footer.index_offset, len(data))
            self.whole(f"only the {kept} left, and the first frame's head lost", sealed, damaged)
        self.lost("both block tables and a byte of the data lost", sealed,
                  changed(changed(changed(data, *span(parts["block table"])), *span(parts["second block table"])), 100, 1))

    def several(self, sealed, dice):
        """Damage of more than one kind at once."""
        data, end = sealed.data, sealed.end
        third = end // 3
        self.whole("bytes inserted in two places", sealed,
                   data[:200] + b"a" * 7 + data[200:2 * third] + b"b" * 600 + data[2 * third:])
        self.whole("bytes inserted, and as many cut out behind them", sealed,
                   data[:third] + b"12345" + data[third:end] + data[end + 5:])
        self.whole("bytes inserted, the end cut off", sealed, data[:third] + b"12345" + data[third:-1000])
        self.whole("bytes before the first frame, and after the footer", sealed,
                   dice.randbytes(70_000) + data + dice.randbytes(5000))
        self.whole("the package twice", sealed, data + data)

    # --- Without parity, other copies, later revisions ---------------------------------------------------

    def without_parity(self, sealed):
        data, end = sealed.data, sealed.end
        self.whole("nothing damaged", sealed, data)
        self.whole("all after the data frames cut off", sealed, data[:end])
        self.whole("the footer cut off", sealed, sealed.without_footer)
        self.whole("bytes at the beginning", sealed, b"??" + data)
        first = next(descriptor for _, descriptor in descriptors_in(data, None))
        frame = first.stored_length
        self.whole("bytes between two frames, and behind them nothing", sealed, data[:frame] + b"between" + data[frame:end])
        self.whole("bytes between two frames", sealed, data[:frame] + b"between" + data[frame:])
        self.lost("a byte of the data changed", sealed, changed(data, 100, 1))
        self.lost("cut off in the data", sealed, data[:end - 1])
        self.whole("a byte of the data changed, from another copy", sealed, changed(data, 100, 1), changed(data, 1000, 1))
        self.whole("cut off in the first frame, from another copy", sealed, data[:80], changed(data, end + 70, 1))
        for count in (1, 40, 60):
            self.whole(f"{count} bytes left, from another copy", sealed, data[:count], data)
        for what, copy in ("one cut off", data[:40]), ("nothing", b""), ("a text", b"no package\n"):
            self.whole(f"the footer cut off, with {what} as another copy", sealed, sealed.without_footer, copy)
        self.lost("the same byte changed in both copies", sealed, changed(data, 100, 1), changed(data, 100, 1))

    def other_containers(self, sealed):
        """The same package with other stored bytes, and what proves which of them was sealed."""
        data, end, footer = sealed.data, sealed.end, sealed.footer
        other = repacked(sealed)
        cut = sealed.without_footer
        for what, damaged in (("the footer cut off", cut), ("all after the data cut off", data[:end]),
                              ("the footer cut off, a byte changed", changed(cut, end // 2, 1))):
            self.whole(f"{what}, with a copy in another container", sealed, damaged, other)
        # A bit behind the end of a frame's deflate data: it decodes to nothing.
        padded = with_padding(sealed)
        tables = [(end, footer.parity_offset), (footer.second_table_offset, footer.index_offset)]
        both = changed(changed(padded, *span(tables[0])), *span(tables[1]))
        self.lost("both tables lost and a bit of padding", sealed, both)
        self.lost("both tables and the footer lost and a bit of padding", sealed, both[:-Gzip.footer_frame])
        self.whole("both tables lost and a bit of padding, from another copy", sealed, both, data)
        for what, damaged, others, word in (
                ("all after the data lost", data[:end], (), "the container is not"),
                ("the first bytes left", data[:60], (data,), "the container is that of"),
                ("the footer cut off", cut, (), None), ("the footer from a copy", cut, (data,), None)):
            with tempfile.TemporaryDirectory() as folder:
                names = [os.path.join(folder, str(number)) for number in range(1 + len(others))]
                for name, content in zip(names, (damaged, *others)):
                    Path(name).write_bytes(content)
                done = Repair(names[0], os.path.join(folder, "fixed"), names[1:]).run().done
            said = [line for line in done if "the container is" in line]
            is_right = word in said[0] if word and said else not word and not said
            self.check(f"what proves the container: {what}", not is_right and f"it said {done}")

    def later_revisions(self, vectors):
        for name in ("additional-section", "additional-sections", "additional-tag-file", "footer-bytes", "all", "parity"):
            sealed = Sealed(vectors / "warn" / f"W101_{name}.stele.tar.gz")
            self.whole("nothing damaged", sealed, sealed.data)
            self.whole("the block table lost", sealed, changed(sealed.data, sealed.end, 80))
            if name != "footer-bytes":
                self.lost("the footer lost", sealed, sealed.without_footer)
            if sealed.footer.additional_bytes:
                at = sealed.footer.additional_offset
                self.whole("the head of the additional section's gzip member changed", sealed, changed(sealed.data, at, 9))
                self.lost("an additional section lost", sealed, changed(sealed.data, at + Gzip.overhead, 1))

    def bad_vectors(self, vectors):
        """What was sealed with a fault has no better state to go back to; and no fault brings the reader down."""
        for path in sorted(path for path in vectors.glob("bad/*.stele.tar.*") if path.suffix != ".json"):
            result = self.repair(path.read_bytes())
            sealed_so = path.name.startswith(("E116", "E117", "E119", "E121", "E122_footer", "E2", "E30", "E310", "E311",
                                              "E312", "E313", "E314", "E315", "E316", "E318", "E319"))
            verification = Verification(io.BytesIO(result)).run() if isinstance(result, bytes) else None
            self.check(f"repair {path.relative_to(vectors)}", sealed_so and verification and "a file came out",
                       verification and not verification.intact and "what came out is not sound")

    # --- The command, the file system ----------------------------------------------------------------------

    def command(self, sealed):
        def run(*arguments):
            return subprocess.run([sys.executable, HERE / "stele_reader.py", "repair", *arguments], capture_output=True)

        with tempfile.TemporaryDirectory() as folder:
            damaged, fixed, text = (os.path.join(folder, name) for name in ("damaged", "fixed", "text"))
            Path(damaged).write_bytes(changed(sealed.data, 300, 20))
            Path(text).write_bytes(b"This is not a package.\n")
            result = run(damaged, fixed)
            self.check("repair", result.returncode and f"exit code {result.returncode}",
                       b"restored from parity" not in result.stdout and f"it said {result.stdout}",
                       Path(fixed).read_bytes() != sealed.data and "another file came out")
            self.check("repair does not write over a file", run(damaged, fixed).returncode != 3 and "exit code is not 3",
                       run(damaged, damaged).returncode != 3 and "exit code is not 3",
                       Path(damaged).read_bytes() != changed(sealed.data, 300, 20) and "the damaged file was changed")
            Path(damaged).write_bytes(changed(sealed.data, 300, 1200))
            for what, arguments, code in (("too much damage", [damaged], 1), ("a text", [text], 3),
                                          ("nothing", [os.path.join(folder, "none")], 3), ("a folder", [folder], 3)):
                new = os.path.join(folder, "new")
                result = run(*arguments, new)
                self.check(f"repair of {what}", result.returncode != code and f"exit code {result.returncode}, not {code}",
                           os.path.lexists(new) and "a file was written",
                           b"Traceback" in result.stderr and result.stderr.decode())
            self.check("repair leaves nothing behind", sorted(os.listdir(folder)) != ["damaged", "fixed", "text"]
                       and f"there are {os.listdir(folder)}")

    def unreadable(self, sealed, dice):
        """A disk that cannot read some of its sectors."""
        pread = os.pread
        bad = {dice.randrange(sealed.end // 512), len(sealed.data) // 512}

        def failing(file, count, offset):
            if any(sector in bad for sector in range(offset // 512, (offset + count - 1) // 512 + 1)):
                raise OSError(errno.EIO, "Input/output error")
            return pread(file, count, offset)

        with mock.patch("os.pread", failing):
            self.whole(f"sectors {sorted(bad)} unreadable", sealed, sealed.data)


def repacked(sealed):
    """The data frames of a package, each in stored blocks."""
    result, at = b"", 0
    while at < sealed.end:
        descriptor = Descriptor.read(sealed.data[at + 16:at + 56])
        raw = zlib.decompress(sealed.data[at:at + descriptor.stored_length], 31)
        deflate = zlib.compressobj(0, zlib.DEFLATED, -15)
        body = deflate.compress(raw) + deflate.flush()
        at += descriptor.stored_length
        descriptor.stored_length = 56 + len(body) + 8
        result += sealed.data[:16] + descriptor.pack() + body + struct.pack("<II", zlib.crc32(raw), len(raw))
    return result


def with_padding(sealed):
    """The package with one bit changed that decodes to nothing."""
    at = 0
    while at < sealed.end:
        end = at + Descriptor.read(sealed.data[at + 16:at + 56]).stored_length
        data = bytearray(sealed.data)
        data[end - 9] ^= 0x80
        with contextlib.suppress(zlib.error):
            if zlib.decompress(data[at:end], 31) == zlib.decompress(sealed.data[at:end], 31):
                return bytes(data)
        at = end
    raise ValueError("no frame has padding")


def span(part):
    return part[0], part[1] - part[0]


def worked_example(check, specification):
    """The numbers of the example in section 6.3 are those of parity.py."""
    text = " ".join(specification.read_text().split("*An example.* Three columns")[1].split("\n\n")[0].split())

    def numbers(words, count):
        return [int(word, 16) for word in re.findall(r"[0-9A-F]{2}", text.split(words)[1])[:count]]

    columns = numbers("of the columns is ", 3)
    matrix = [[coefficient(row, column) for column in range(3)] for row in range(2)]
    lines = [numbers("1/FD = ", 3), numbers("1/FC = ", 3)]
    products = [[multiply(factor, byte) for factor, byte in zip(line, columns)] for line in matrix]
    parity = [a ^ b ^ c for a, b, c in products]
    said = [" + ".join(f"{byte:02X}" for byte in line) + f" = {total:02X}" for line, total in zip(products, parity)]
    left = {row: bytes([parity[row] ^ products[row][1]]) for row in range(2)}
    solved = [block[0] for block in solve([0, 2], [0, 1], left)]
    results = [int(re.findall(rf"\*{name}\* = [^,.]* = ([0-9A-F]{{2}})[,.]", text)[-1], 16) for name in "ab"]
    check("the worked example", lines != matrix and f"the rows are {matrix}, not {lines}",
          *(f"it does not say {line}" for line in said if line not in text),
          [*solved, *results] != [columns[0], columns[2]] * 2 and f"solved {solved}, said {results}")


def test_repair(check, vectors):
    worked_example(check, vectors.parent / "stele-1.md")
    tests = Tests(check)
    dice = random.Random(1)
    good = vectors / "good"
    for name, times in (("parity.stele.tar.gz", 20), ("parity-smallest-ratio.stele.tar.gz", 5),
                        ("parity-last-block-full.stele.tar.gz", 20), ("parity-many-frames.stele.tar.gz", 20),
                        ("parity-30-percent.stele.tar.gz", 20), ("parity-several-stripes.stele.tar.gz", 15),
                        ("parity-zstd.stele.tar.zst", 10), ("parity-30-percent-zstd.stele.tar.zst", 10)):
        sealed = Sealed(good / name)
        tests.bursts(sealed, dice, times)
        tests.boundaries(sealed)
        tests.inserted(sealed, dice, times // 2)
        tests.blocks_of_each_stripe(sealed, dice)
        tests.too_long(sealed, dice, 5)
        tests.parts_lost(sealed)
        tests.unreadable(sealed, dice)
    tests.several(Sealed(good / "parity-many-frames.stele.tar.gz"), dice)
    for name in ("parity", "parity-many-frames"):
        tests.other_containers(Sealed(good / f"{name}.stele.tar.gz"))
    for name in ("two-files.stele.tar.gz", "articles.stele.tar.gz", "links.stele.tar.gz", "many-pieces.stele.tar.gz",
                 "package-in-package.stele.tar.gz", "many-frames-zstd.stele.tar.zst"):
        tests.without_parity(Sealed(good / name))
    tests.later_revisions(vectors)
    tests.bad_vectors(vectors)
    tests.command(Sealed(good / "parity.stele.tar.gz"))

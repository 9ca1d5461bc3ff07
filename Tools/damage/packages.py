"""Sound packages to be damaged, and all that a judge of the damage must know of them."""

import hashlib
import io
import random
import struct
import subprocess
import tarfile
import zlib
from dataclasses import dataclass
from pathlib import Path

SUFFIX = {"gzip": "stele.tar.gz", "zstd": "stele.tar.zst"}
PIECE = 8192
# More bytes than a kind of damage puts in at one place and takes out at another.
SLACK = 4096


@dataclass
class Frame:
    """A data frame."""

    stored: bytes
    start: int
    place: int
    end: int


class Sound:
    """A package as it was sealed."""

    def __init__(self, stele, folder, name, profile, make_source, parity="2%", level=None):
        source = folder / f"{name}-source"
        if not source.exists():
            source.mkdir()
            make_source(source)
        self.kind, self.name, self.profile = name, f"{name} {profile} {parity}", profile
        self.related = []           # other packages of the same bag
        self.path = folder / f"{name}-{parity.strip('%')}-{level or 'default'}.{SUFFIX[profile]}"
        subprocess.run(
            [stele, "pack", "-q", "--codec", profile, *(["--level", level] if level else []), "--parity", parity, "--name", name,
             "-o", self.path, source], check=True)
        self.bytes = self.path.read_bytes()
        self.digests = {
            file.relative_to(source).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
            for file in source.rglob("*") if file.is_file()}
        self._read_footer()
        self._read_frames()
        self._read_tar(name)

    def _read_footer(self):
        footer = self.bytes[-450 + 56:-10] if self.profile == "gzip" else self.bytes[-384:]
        self.block = 1 << footer[5]
        self.data_size, table_length, parity_start, parity_length = struct.unpack_from("<4Q", footer, 24)
        self.columns, self.rows, self.stripes, second_start = struct.unpack_from("<HHIQ", footer, 56)
        self.tables = [self._pieces(self.data_size, table_length)]
        self.parity_pieces = self._pieces(parity_start, parity_length)
        if self.rows:
            self.tables.append(self._pieces(second_start, table_length))
            blocks, last = -(-self.data_size // self.block), (self.data_size - 1) % self.block + 1
            lost = self.rows * self.stripes
            self.blocks = blocks
            # Spec §6.3, "What it survives".
            self.burst = min((lost - 1) * self.block + 1,
                             (lost - 2) * self.block + last + parity_start - self.data_size + 1)
        else:
            self.blocks, self.burst = -(-self.data_size // self.block), 0

    def _pieces(self, start, length):
        """Where the frames of a section's pieces stand."""
        overhead = 66 if self.profile == "gzip" else 48
        return [(start + number * (PIECE + overhead), start + number * (PIECE + overhead) + overhead + min(PIECE, length - at))
                for number, at in enumerate(range(0, length, PIECE))]

    @property
    def tar(self):
        return decompressed(self.bytes, self.profile)

    def _read_frames(self):
        """All frames' boundaries, those at which packages are cut one after the other, and the data frames with what they hold."""
        self.frames, self.boundaries, self.cuts, at = [], [0], [], 0
        before = None
        offset = 16 if self.profile == "gzip" else None
        while at < len(self.bytes):
            descriptor = at + offset if offset is not None else self._next_descriptor(at)
            kind, place = self.bytes[descriptor + 4], struct.unpack_from("<Q", self.bytes, descriptor + 16)[0]
            stored, raw = struct.unpack_from("<II", self.bytes, descriptor + 24)
            if kind == 1:
                self.frames.append(Frame(self.bytes[at:at + stored], at, place, place + raw))
            # A large package has hundreds of pieces of one section, one as good as the other.
            if self.kind != "large" or kind == 1 or kind != before:
                self.cuts.append(at)
            at, before = at + stored, kind
            self.boundaries.append(at)

    def _next_descriptor(self, at):
        """The descriptor of the zstd profile's frame that begins here."""
        found = self.bytes.find(b"STL1", at)
        while zlib.crc32(self.bytes[found:found + 36]) != struct.unpack_from("<I", self.bytes, found + 36)[0]:
            found = self.bytes.find(b"STL1", found + 1)
        return found

    def _read_tar(self, name):
        """Which frames each file needs, by its path in the bag."""
        self.needs, end = {}, 0
        with tarfile.open(fileobj=io.BytesIO(self.tar)) as archive:
            for member in archive:
                begin, end = end, member.offset_data + -(-member.size // 512) * 512 if member.isreg() else member.offset_data
                needed = self._frames_of(begin, end)
                if member.islnk():
                    needed |= self.needs[member.linkname.removeprefix(f"{name}/")]
                if not member.isdir():
                    self.needs[member.name.removeprefix(f"{name}/")] = needed

    def _frames_of(self, begin, end):
        return {number for number, frame in enumerate(self.frames) if frame.place < end and begin < frame.end}

    def untouched(self, data):
        """The payload files that must come out of damaged bytes, and whether their names are proven."""
        whole = {number for number, frame in enumerate(self.frames) if frame.stored in data}
        is_proven = all(self.needs[name] <= whole for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt"))
        files = {path.removeprefix("data/") for path, needed in self.needs.items() if path.startswith("data/") and needed <= whole}
        return files, is_proven

    def is_covered(self, data):
        """Whether the parity's guarantee, or that all behind the data frames is derived from these, covers the damage."""
        if data[:self.data_size] == self.bytes[:self.data_size]:
            return True
        if not self.rows:
            return False
        # Where bytes fell out or came in, what is not touched stands at another place, but near.
        slack = abs(len(data) - len(self.bytes)) + SLACK if len(data) != len(self.bytes) else 0

        def is_whole(begin, end):
            return data.find(self.bytes[begin:end], max(0, begin - slack), end + slack) >= 0

        if not all(is_whole(*one) or is_whole(*other) for one, other in zip(*self.tables)):
            return False
        lost = [0] * self.stripes
        for number in range(self.blocks):
            lost[number % self.stripes] += not is_whole(number * self.block, min((number + 1) * self.block, self.data_size))
        broken = {number for number, piece in enumerate(self.parity_pieces) if not is_whole(*piece)}
        for number in range(self.rows * self.stripes):
            begin, end = number * self.block, (number + 1) * self.block
            lost[(self.blocks + number) % self.stripes] += any(
                piece in broken for piece in range(begin // PIECE, (end - 1) // PIECE + 1))
        return max(lost) <= self.rows


def decompressed(data, profile):
    """The tar of a package."""
    return subprocess.run(["gzip" if profile == "gzip" else "zstd", "-dc"], input=data, check=True, capture_output=True).stdout


def small(folder: Path):
    """An article or two with pictures, some 20 KB."""
    noise = random.Random(1)
    for number in range(6):
        words = " ".join(noise.choice(["stone", "river", "letter", "bridge", "archive", "kept"]) for _ in range(400))
        (folder / f"n{number}.md").write_text(f"# Article {number}\n\n![p](p{number}.png)\n\n{words}\n")
        (folder / f"p{number}.png").write_bytes(b"\x89PNG\r\n\x1a\n" + noise.randbytes(1500))
    (folder / "again.png").write_bytes((folder / "p0.png").read_bytes())


def middle(folder: Path):
    """Many small texts and some pictures: several frames and stripes."""
    noise = random.Random(2)
    for number in range(300):
        words = " ".join(noise.choice(["stone", "river", "letter", "bridge", "kept", "in", "the"]) for _ in range(1500))
        (folder / f"{number:04}.md").write_text(f"# {number}\n\n{words}\n")
    for number in range(10):
        (folder / f"{number}.jpg").write_bytes(noise.randbytes(90_000))


def large(folder: Path):
    """More than 64 MiB."""
    noise = random.Random(3)
    for number in range(12):
        (folder / f"{number}.jpg").write_bytes(noise.randbytes(6_000_000))
    middle(folder)

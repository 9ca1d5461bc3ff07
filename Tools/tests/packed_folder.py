"""What tests of the command begin with: a folder, and its package."""

import random
import subprocess
import tempfile
import unittest
from pathlib import Path

from faults import run

LARGE = "pictures/large.jpg"


class SourceFolder(unittest.TestCase):
    """A folder with a folder `source`, which holds a short article."""

    @classmethod
    def setUpClass(cls) -> None:
        holder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(holder.cleanup)
        cls.folder = Path(holder.name)
        cls.folder.chmod(0o755)
        cls.source = cls.folder / "source"
        cls.source.mkdir()
        (cls.source / "n1.md").write_text("# The stone\n")

    @classmethod
    def stele(cls, *arguments: object) -> None:
        """Runs the command in the folder; it has to succeed."""
        done = run(*arguments, cwd=cls.folder)
        assert done.returncode == 0, done.stderr


class PackedFolder(SourceFolder):
    """A folder `source` with an article, its picture and another one, and its package. No test changes either."""

    # Bytes in the two pictures, which do not compress.
    sizes = (6_000_000, 5_000_000)

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        (cls.source / "pictures").mkdir()
        (cls.source / "n1.md").write_text(f"# The stone\n\n![]({LARGE})\n")
        for seed, (name, size) in enumerate(zip((LARGE, "pictures/other.jpg"), cls.sizes), 1):
            (cls.source / name).write_bytes(random.Random(seed).randbytes(size))
        cls.files = {path.relative_to(cls.source).as_posix(): path.read_bytes() for path in cls.source.rglob("*.*")}
        cls.package = cls.folder / "p.stele.tar.gz"
        cls.stele("pack", "-o", cls.package, cls.source)
        cls.sound = cls.package.read_bytes()

    @classmethod
    def lost_place(cls, at: int) -> int:
        """Where the package stores bytes of the first picture from about there on, at the beginning of a page of memory."""
        return (cls.sound.index(cls.files[LARGE][:1000]) + at) // 4096 * 4096

    def new_folder(self) -> Path:
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        return Path(holder.name)

    def assert_ends(self, done: subprocess.CompletedProcess[str], status: int, *words: object) -> None:
        """The exit status, and words that the program said: of an error, on standard error alone."""
        said = done.stderr if status == 3 else (done.stdout or "") + done.stderr
        self.assertEqual(done.returncode, status, said)
        for word in words:
            self.assertIn(str(word), said)

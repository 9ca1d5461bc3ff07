"""Which of the C libraries a command needs: only those of what it does."""

import shutil
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.dont_write_bytecode = True

from faults import run    # noqa: E402
from packed_folder import SourceFolder    # noqa: E402


class TheLibraryThatReadsPages(SourceFolder):
    """libxml2, which who does not pack need not have, and does not load: here a file of that name which is no library."""

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.stele("pack", "-o", "whole.tar.gz", "source")
        (cls.folder / "libraries").mkdir()
        for name in "libxml2.so.2", "libxml2.so.16":
            (cls.folder / "libraries" / name).write_bytes(b"no library")

    def run_without(self, *words: str) -> subprocess.CompletedProcess[str]:
        return run(*words, cwd=self.folder, env={"LD_LIBRARY_PATH": str(self.folder / "libraries")})

    def test_who_does_not_pack_need_not_have_it(self) -> None:
        for words in (["verify"], ["list"], ["info"], ["extract", "-C", "out"], ["repair", "-o", "again.tar.gz"]):
            with self.subTest(words[0]):
                done = self.run_without(*words, "whole.tar.gz")
                self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual((self.folder / "out/n1.md").read_text(), "# The stone\n")

    def test_who_packs_is_told_what_is_missing_and_nothing_is_written(self) -> None:
        for words in ["pack"], ["pack", "--each"]:
            with self.subTest(words[-1]):
                done = self.run_without(*words, "-o", "new", "source")
                self.assertEqual(done.returncode, 3, done.stderr)
                self.assertRegex(
                    done.stderr, r"libxml2 cannot be loaded, which reads articles: .*libxml2\.so.*; install it \(Debian: libxml2\)")
                self.assertFalse((self.folder / "new").exists())

    def test_a_library_that_has_not_all_is_too_old(self) -> None:
        # Another library under its name: the first function that is looked for is named.
        path = subprocess.run(["cc", "-print-file-name=libz.so"], capture_output=True, text=True, check=True).stdout.strip()
        for name in "libxml2.so.2", "libxml2.so.16":
            shutil.copy(path, self.folder / "libraries" / name)
        done = self.run_without("pack", "-o", "new", "source")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertRegex(done.stderr, r"libxml2\.so\.\d+ has no function xmlInitParser: it is too old")
        self.assertFalse((self.folder / "new").exists())


if __name__ == "__main__":
    unittest.main()

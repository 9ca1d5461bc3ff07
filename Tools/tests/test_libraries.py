"""Which of the C libraries a command needs: only those of what it does."""

import re
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.dont_write_bytecode = True

from faults import run    # noqa: E402
from packed_folder import SourceFolder    # noqa: E402


CMARK_GFM = subprocess.run(["pkg-config", "--modversion", "libcmark-gfm"], capture_output=True, text=True, check=True).stdout.strip()

# What reads articles: its name for people, its file without a number, the numbers that this may have, the Debian package, and the
# first function asked for.
LIBRARIES = [
    ("libxml2", "libxml2.so", ["2", "16"], "libxml2", "xmlInitParser"),
    (
        "cmark-gfm", "libcmark-gfm-extensions.so", [CMARK_GFM], f"libcmark-gfm-extensions{CMARK_GFM}",
        "cmark_gfm_core_extensions_ensure_registered",
    ),
    ("libyaml", "libyaml-0.so", ["2"], "libyaml-0-2", "yaml_parser_initialize"),
]


class TheLibrariesThatReadArticles(SourceFolder):
    """Who does not pack need not have them, and does not load them: here files of their names which are no libraries."""

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.stele("pack", "-o", "whole.tar.gz", "source")

    def run_with(self, replaced: dict[str, bytes], *words: str) -> subprocess.CompletedProcess[str]:
        libraries = self.folder / "libraries"
        shutil.rmtree(libraries, ignore_errors=True)
        libraries.mkdir()
        for name, content in replaced.items():
            (libraries / name).write_bytes(content)
        return run(*words, cwd=self.folder, env={"LD_LIBRARY_PATH": str(libraries)})

    def test_who_does_not_pack_need_not_have_them(self) -> None:
        none = {f"{file}.{number}": b"no library" for _, file, numbers, _, _ in LIBRARIES for number in numbers}
        for words in (
            ["verify"], ["verify", "--quick"], ["list"], ["info"], ["extract", "-C", "out"], ["repair", "-o", "again.tar.gz"],
            ["salvage", "-C", "saved"], ["receipt", "-o", "receipt.json"],
        ):
            with self.subTest(words):
                done = self.run_with(none, *words, "whole.tar.gz")
                self.assertEqual(done.returncode, 0, done.stderr)
        for words in ["cat"], ["show"]:
            with self.subTest(words):
                done = self.run_with(none, *words, "whole.tar.gz", "n1.md")
                self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual((self.folder / "out/n1.md").read_text(), "# The stone\n")

    def test_who_packs_is_told_what_is_missing_and_nothing_is_written(self) -> None:
        for name, file, numbers, package, _ in LIBRARIES:
            for words in ["pack"], ["pack", "--each"]:
                with self.subTest(name, words=words):
                    done = self.run_with({f"{file}.{number}": b"no library" for number in numbers}, *words, "-o", "new", "source")
                    self.assertEqual(done.returncode, 3, done.stderr)
                    self.assertRegex(
                        done.stderr,
                        rf"{name} cannot be loaded, which reads articles: .*{re.escape(file)}.*; "
                        rf"install it \(Debian: {re.escape(package)}\)")
                    self.assertFalse((self.folder / "new").exists())

    def test_a_library_that_has_not_all_is_too_old(self) -> None:
        # Another library under its name: the first function that is looked for is named.
        path = subprocess.run(["cc", "-print-file-name=libz.so"], capture_output=True, text=True, check=True).stdout.strip()
        other = Path(path).read_bytes()
        for name, file, numbers, _, function in LIBRARIES:
            with self.subTest(name):
                done = self.run_with({f"{file}.{number}": other for number in numbers}, "pack", "-o", "new", "source")
                self.assertEqual(done.returncode, 3, done.stderr)
                self.assertRegex(done.stderr, rf"{re.escape(file)}\.\d\S* has no function {function}: it is too old")
                self.assertFalse((self.folder / "new").exists())


if __name__ == "__main__":
    unittest.main()

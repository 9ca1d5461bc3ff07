"""The memory that a command takes ahead: only where there is no limit that it would use up."""

import re
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.dont_write_bytecode = True

from faults import run_program, stele    # noqa: E402
from packed_folder import SourceFolder    # noqa: E402

UNLIMITED = "prlimit", "--as=unlimited", "--data=unlimited"


class TheRoomOfACommand(SourceFolder):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.stele("pack", "-o", "whole.tar.gz", "source")

    def calls(self, *prefix: str, command: tuple[str, ...] = ("verify", "-q", "whole.tar.gz")) -> str:
        """How a command, by default a verification, sets its memory, if it is run by another program."""
        trace = self.folder / "trace"
        done = run_program(
            [*prefix, "strace", "-f", "-e", "trace=madvise", "-o", trace, stele(), *command], cwd=self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        return trace.read_text()

    def test_it_comes_in_large_pages_where_the_system_has_them(self) -> None:
        (call,) = re.findall(
            r"madvise\(0x([0-9a-f]+), (\d+), MADV_HUGEPAGE\) = 0", self.calls(*UNLIMITED))
        self.assertEqual(int(call[0], 16) % (2 << 20), 0)
        self.assertGreaterEqual(int(call[1]), 60 << 20)

    def test_where_addresses_are_limited_none_is_taken(self) -> None:
        for limit in "--as", "--data":
            with self.subTest(limit):
                self.assertNotIn("MADV_HUGEPAGE", self.calls("prlimit", f"{limit}={4 << 30}"))

    def test_packing_takes_none(self) -> None:
        # One arena for all threads would cost it more than large pages give.
        self.assertNotIn(
            "MADV_HUGEPAGE", self.calls(*UNLIMITED, command=("pack", "-q", "-o", "other.tar.gz", "source")))


if __name__ == "__main__":
    unittest.main()

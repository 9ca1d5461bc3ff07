"""The memory that a command takes ahead: only where there is no limit that it would use up."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.dont_write_bytecode = True

from faults import run_program, stele    # noqa: E402
from packed_folder import SourceFolder    # noqa: E402


class TheRoomOfACommand(SourceFolder):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.stele("pack", "-o", "whole.tar.gz", "source")

    def calls(self, *prefix: str) -> str:
        """How a verification sets its memory, if it is run by another program."""
        trace = self.folder / "trace"
        done = run_program(
            [*prefix, "strace", "-e", "trace=madvise", "-o", trace, stele(), "verify", "-q", "whole.tar.gz"], cwd=self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        return trace.read_text()

    def test_it_comes_in_large_pages(self) -> None:
        self.assertEqual(self.calls().count("MADV_HUGEPAGE) = 0"), 1)

    def test_where_addresses_are_limited_none_is_taken(self) -> None:
        for limit in "--as", "--data":
            with self.subTest(limit):
                self.assertNotIn("MADV_HUGEPAGE", self.calls("prlimit", f"{limit}={4 << 30}"))


if __name__ == "__main__":
    unittest.main()

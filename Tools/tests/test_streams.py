"""What holds no package is told so in bounded work, however much of it there is."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.dont_write_bytecode = True

from faults import plain_environment, run, stele    # noqa: E402


class NoPackage(unittest.TestCase):
    def setUp(self) -> None:
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.here = Path(holder.name)

    def assert_refused(self, done: subprocess.CompletedProcess) -> None:
        self.assertEqual((done.returncode, done.stdout), (3, ""), done.stderr)
        self.assertRegex(done.stderr, "^stele: error: .*(no frame|not a Stele package)")
        self.assertEqual([path for path in self.here.iterdir() if path.name != "large"], [])

    def test_a_stream_without_end_is_read_to_32_mib(self) -> None:
        for words in ["verify"], ["extract", "-C", self.here / "out"], ["salvage", "-C", self.here / "out"]:
            for source in "/dev/zero", "/dev/urandom":
                with self.subTest(f"{words[0]} {source}"):
                    # `cat` ends when nobody reads any more.
                    line = f'cat {source} | "$@" -'
                    self.assert_refused(subprocess.run(
                        ["sh", "-c", line, "sh", stele(), *map(str, words)], env=plain_environment(), capture_output=True,
                        text=True, check=False, timeout=120))

    def test_so_is_a_large_file(self) -> None:
        with open(self.here / "large", "wb") as file:
            file.truncate(1 << 40)
        for words in ["verify"], ["extract", "-C", self.here / "out"]:
            with self.subTest(words[0]):
                self.assert_refused(run(*words, self.here / "large"))


if __name__ == "__main__":
    unittest.main()

"""What is made outlives a power cut: the disk has a file's bytes before the file gets its name, and the name before the command ends."""

import re
import tempfile
import unittest
from pathlib import Path

from faults import run, run_program, stele

CALLS = "fsync,fdatasync,syncfs,link,linkat,rename,renameat,renameat2"
# `fsync(7</folder/name>) = 0` with the process's number before it; a call that another thread interrupts stands in two lines.
CALL = re.compile(r"^\d+ +(?:<\.\.\. )?(\w+)(?: resumed>|\()(.*)= (-?\d+)", re.MULTILINE)


class WhatIsMade(unittest.TestCase):
    def setUp(self) -> None:
        holder = tempfile.TemporaryDirectory(dir="/var/tmp")
        self.addCleanup(holder.cleanup)
        # As the system says it, whatever links lead there.
        self.here = Path(holder.name).resolve()
        (self.here / "source").mkdir()
        (self.here / "source/n1.md").write_text("# The stone\n")
        (self.here / "out").mkdir()

    def calls(self, *arguments: object) -> list[tuple[str, str]]:
        """The calls that a command made to flush and to name files, in order, each with its arguments."""
        log = self.here / "log"
        done = run_program(["strace", "-f", "-y", "-qq", "-e", f"trace={CALLS}", "-o", log, stele(), *arguments], cwd=self.here)
        self.assertEqual(done.returncode, 0, done.stderr)
        # The beginning of an interrupted call has its arguments, its end has its result.
        text = re.sub(r"^(\d+)( +\w+\(.*) <unfinished \.\.\.>\n((?:.*\n)*?)\1 +<\.\.\. \w+ resumed>", r"\3\1\2", log.read_text(), flags=re.MULTILINE)
        found = CALL.findall(text)
        self.assertTrue(found, text)
        # Older systems let nobody but root name a file by its descriptor; then it is done by its place in /proc.
        found = [call for call in found if call[2] == "0" or "AT_EMPTY_PATH" not in call[1]]
        self.assertEqual([call for call in found if call[2] != "0"], [])
        return [(name, words) for name, words, _ in found]

    def assert_durable(self, name: str, *arguments: object) -> None:
        calls = self.calls(*arguments)
        shown = "\n".join(f"{call}({words}" for call, words in calls)
        naming = [number for number, (call, words) in enumerate(calls) if call[:4] in ("link", "rena") and f'"{name}"' in words]
        self.assertEqual(len(naming), 1, shown)
        flushed = [number for number, (call, words) in enumerate(calls) if call == "fsync" and f"<{self.here}/out/" in words]
        folder = [number for number, (call, words) in enumerate(calls) if call == "fsync" and f"<{self.here}/out>" in words]
        self.assertTrue(flushed and folder, shown)
        # Its own temporary name it may get before: who finds that knows what it is.
        self.assertLess(flushed[0], naming[0], f"a name before its bytes:\n{shown}")
        self.assertGreater(folder[-1], naming[0], f"a name that a power cut takes away:\n{shown}")

    def test_a_package(self) -> None:
        self.assert_durable("p.stele.tar.gz", "pack", "-o", "out/p.stele.tar.gz", "source")

    def test_a_package_in_the_place_of_another(self) -> None:
        (self.here / "out/p.stele.tar.gz").write_text("another")
        self.assert_durable("p.stele.tar.gz", "pack", "--force", "-o", "out/p.stele.tar.gz", "source")

    def test_a_package_that_is_named_by_its_content(self) -> None:
        self.assertEqual(run("pack", "-o", "out/", "source", cwd=self.here).returncode, 0)
        (package,) = (self.here / "out").iterdir()
        package.unlink()
        self.assert_durable(package.name, "pack", "-o", "out/", "source")

    def test_a_repaired_package_and_a_receipt(self) -> None:
        self.assertEqual(run("pack", "-o", "p.stele.tar.gz", "source", cwd=self.here).returncode, 0)
        self.assert_durable("p.json", "receipt", "-o", "out/p.json", "p.stele.tar.gz")
        damaged = bytearray((self.here / "p.stele.tar.gz").read_bytes())
        damaged[100] ^= 1
        (self.here / "damaged").write_bytes(damaged)
        self.assert_durable("fixed", "repair", "-o", "out/fixed", "damaged")


if __name__ == "__main__":
    unittest.main()

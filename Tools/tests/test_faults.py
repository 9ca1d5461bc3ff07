"""What the command does on machines that fail: a failing disk, a full one, missing permission; and on a terminal."""

import fcntl
import json
import os
import re
import signal
import stat
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.dont_write_bytecode = True

from faults import faulty, run, run_as_nobody, run_on_terminal, small_disk    # noqa: E402
from packed_folder import PackedFolder    # noqa: E402

COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def tree(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """All that is in a folder: mode, time and bytes of each file."""
    return {
        str(path.relative_to(folder)): (path.stat().st_mode, path.stat().st_mtime_ns, path.read_bytes())
        for path in sorted(folder.rglob("*")) if path.is_file()}


class AFileThatAnotherHolds(PackedFolder):
    def test_a_lease_is_waited_for(self) -> None:
        """Servers of files take leases on what their clients have open, and give them up when somebody asks."""
        copy = self.new_folder() / "copy"
        copy.write_bytes(self.sound)
        holder = os.open(copy, os.O_RDWR)
        self.addCleanup(os.close, holder)
        before = signal.signal(signal.SIGIO, lambda *_: fcntl.fcntl(holder, fcntl.F_SETLEASE, fcntl.F_UNLCK))
        self.addCleanup(signal.signal, signal.SIGIO, before)
        for arguments in ["verify"], ["info"], ["pack", "-f", "-o", copy.with_name("packed")]:
            try:
                fcntl.fcntl(holder, fcntl.F_SETLEASE, fcntl.F_WRLCK)
            except OSError:
                self.skipTest("there are no leases in this file system")
            self.assert_ends(run(*arguments, copy), 0)


class AFailingDisk(PackedFolder):
    def test_a_source_that_cannot_be_read_ends_packing_and_names_the_place(self) -> None:
        output = self.new_folder()
        file = self.source / "pictures/large.jpg"
        done = run("pack", "-o", output / "p.stele.tar.gz", self.source, env=faulty(file, range(4_000_000, 4_000_001)))
        self.assert_ends(done, 3, "large.jpg", "at byte 4000000", "nput/output error")
        self.assertEqual(list(output.iterdir()), [])

    def test_a_package_is_verified_behind_what_cannot_be_read(self) -> None:
        at = self.lost_place(2_000_000)
        for options in ([], ["--quick"]):
            done = run("verify", "--json", *options, self.package, env=faulty(self.package, range(at, at + 5000)))
            self.assertEqual(done.returncode, 1, done.stderr)
            report = json.loads(done.stdout)
            self.assertFalse(report["intact"])
            (gap,) = [one for one in report["findings"] if one["code"] == "E123"]
            self.assertEqual(gap["offset"], at)
            self.assertIn(f"{at} to {at + 8191} cannot be read", gap["message"])
            if not options:
                lost = [one for one in report["findings"] if one["code"] == "E308"]
                self.assertEqual([(one["path"], one["article"]) for one in lost], [("data/pictures/large.jpg", "data/n1.md")])

    def test_a_package_that_comes_on_standard_input_is_read_so_too(self) -> None:
        at = self.lost_place(2_000_000)
        with self.package.open() as stream:
            done = run("verify", "--json", "-", stdin=stream, env=faulty(self.package, range(at, at + 5000)))
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("E123", [one["code"] for one in json.loads(done.stdout)["findings"]])

    def test_what_can_be_read_is_extracted(self) -> None:
        at = self.lost_place(2_000_000)
        output = self.new_folder()
        done = run("extract", "-C", output / "out", self.package, env=faulty(self.package, range(at, at + 5000)))
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("E123", done.stderr)
        whole = tree(self.source)
        del whole["pictures/large.jpg"]
        self.assertEqual({name: file[2] for name, file in tree(output / "out").items()},
                         {name: file[2] for name, file in whole.items()})

    def test_one_file_can_be_had_beside_what_cannot_be_read(self) -> None:
        at = self.lost_place(2_000_000)
        environment = faulty(self.package, range(at, at + 5000))
        self.assertEqual(run("cat", self.package, "n1.md", env=environment).stdout, (self.source / "n1.md").read_text())
        done = run("cat", self.package, "pictures/large.jpg", env=environment, stdout=subprocess.DEVNULL)
        self.assert_ends(done, 3, "p.stele.tar.gz", f"at byte {at}", "nput/output error")

    def test_of_a_package_that_cannot_be_read_at_all_nothing_is_said(self) -> None:
        done = run("verify", self.package, env=faulty(self.package, range(0, 1 << 30)))
        self.assert_ends(done, 3, "p.stele.tar.gz", "at byte 0", "nput/output error")
        self.assertEqual(done.stdout, "")

    def test_a_file_of_a_bag_that_cannot_be_read_is_named(self) -> None:
        output = self.new_folder()
        self.assertEqual(run("extract", "--bag", "-C", output, self.package).returncode, 0)
        file = output / "source/data/pictures/other.jpg"
        done = run("verify", "--json", output / "source", env=faulty(file, range(9000, 9001)))
        self.assertEqual(done.returncode, 1, done.stderr)
        (finding,) = json.loads(done.stdout)["findings"]
        self.assertEqual((finding["code"], finding["path"]), ("E520", "data/pictures/other.jpg"))


class AFullDisk(PackedFolder):
    def disk(self) -> Path:
        context = small_disk("3m")
        disk = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        if disk is None:
            self.skipTest("this user may not mount a small disk")
        return disk

    def test_a_package_that_does_not_fit_is_not_there(self) -> None:
        disk = self.disk()
        for arguments in (["-o", disk / "p.stele.tar.gz"], ["-o", f"{disk}/"], ["--each", "-o", disk]):
            self.assert_ends(run("pack", *arguments, self.source), 3, "o space left", disk)
            self.assertEqual(list(disk.iterdir()), [])

    def test_a_package_that_does_not_fit_leaves_the_one_that_it_would_replace(self) -> None:
        disk = self.disk()
        (disk / "p.stele.tar.gz").write_text("mine")
        self.assert_ends(run("pack", "--force", "-o", disk / "p.stele.tar.gz", self.source), 3, "o space left")
        self.assertEqual({name: file[2] for name, file in tree(disk).items()}, {"p.stele.tar.gz": b"mine"})

    def test_files_that_do_not_fit_are_not_there_and_the_others_are_right(self) -> None:
        disk = self.disk()
        self.assert_ends(run("extract", "-C", disk / "out", self.package), 3, "o space left", "pictures/large.jpg")
        whole = tree(self.source)
        for name, file in tree(disk / "out").items():
            self.assertEqual(file[2], whole[name][2])
        self.assertNotIn("pictures/large.jpg", tree(disk / "out"))

    def test_results_that_cannot_be_written_are_an_error(self) -> None:
        for arguments in (["pack", "-o", "-", self.source], ["cat", self.package, "n1.md"], ["verify", self.package],
                          ["list", self.package], ["--help"]):
            with open("/dev/full", "wb") as full:
                self.assert_ends(run(*arguments, stdout=full), 3, "o space left")


class AUserWithoutPermission(PackedFolder):
    def open_folder(self) -> Path:
        """A folder that everybody may write to."""
        folder = self.new_folder()
        folder.chmod(0o777)
        return folder

    def test_a_source_that_may_not_be_read_is_named_and_nothing_is_packed(self) -> None:
        source, output = self.new_folder(), self.open_folder()
        source.chmod(0o755)
        (source / "open.txt").write_text("open")
        (source / "closed.txt").write_text("closed")
        (source / "closed.txt").chmod(0)
        (source / "folder").mkdir()
        (source / "folder/file.txt").write_text("closed")
        (source / "folder").chmod(0)
        before = {path: path.lstat() for path in sorted(source.rglob("*"))}
        done = run_as_nobody("pack", "-o", output / "p.stele.tar.gz", source)
        self.assert_ends(done, 3, "closed.txt", "folder", "ermission denied", "--skip-unreadable")
        self.assertEqual(list(output.iterdir()), [])
        done = run_as_nobody("pack", "--skip-unreadable", "-o", output / "p.stele.tar.gz", source)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr.count("W408"), 2, done.stderr)
        (source / "folder").chmod(0o755)
        for path, facts in before.items():
            self.assertEqual((path.lstat().st_size, path.lstat().st_mtime_ns), (facts.st_size, facts.st_mtime_ns), path)

    def test_where_nothing_may_be_written_the_error_says_so(self) -> None:
        closed, here = self.new_folder(), self.open_folder()
        closed.chmod(0o555)
        before = tree(self.source)
        for arguments in (["pack", "-o", closed / "p.stele.tar.gz", self.source], ["pack", "-o", f"{closed}/", self.source],
                          ["extract", "-C", closed / "out", self.package], ["extract", "-C", closed, self.package]):
            self.assert_ends(run_as_nobody(*arguments, cwd=here), 3, "ermission denied", closed)
            self.assertEqual(list(closed.iterdir()), [])
        self.assertEqual(tree(self.source), before)

    def test_a_package_that_may_not_be_read_is_an_error_of_every_command(self) -> None:
        package = self.open_folder() / "p.stele.tar.gz"
        package.write_bytes(self.package.read_bytes())
        package.chmod(0)
        for arguments in (["verify"], ["verify", "--quick"], ["extract", "-C", package.parent / "out"], ["list"], ["info"]):
            self.assert_ends(run_as_nobody(*arguments, package), 3, package, "ermission denied")
        self.assertEqual(stat.S_IMODE(os.stat(package).st_mode), 0)
        self.assertEqual([path.name for path in package.parent.iterdir()], ["p.stele.tar.gz"])


class ATerminal(PackedFolder):
    """Each read of the package takes so long that the work takes more than a second."""

    def slow(self, path: Path | None = None, delay: int = 250) -> dict[str, str]:
        return faulty(path or self.package, delay=delay)

    def test_progress_says_how_fast_and_how_long_and_then_goes_away(self) -> None:
        shown = run_on_terminal("verify", "--threads", 1, self.package, env=self.slow())
        self.assertEqual(shown.status, 0)
        lines = shown.terminal.split("\r")
        self.assertRegex(lines[1], r"^verifying  \d+%  [\d.]+ [kM]B of 11\.\d MB  .*B/s  \d:\d\d left\x1b\[K$")
        self.assertEqual(lines[-1], "\x1b[K", "the line is taken away at the end")
        self.assertIn("intact, complete", shown.output)
        self.assertNotIn("verifying", shown.output)

    def test_every_long_work_shows_it(self) -> None:
        output = self.new_folder()
        bag = self.new_folder()
        self.assertEqual(run("extract", "--bag", "-C", bag, self.package).returncode, 0)
        for word, arguments, path in (
                ("verifying", ["verify", "--quick", self.package], self.package),
                ("verifying", ["verify", bag / "source"], bag / "source/data/pictures/large.jpg"),
                ("extracting", ["extract", "-C", output / "out", self.package], self.package),
                ("hashing", ["pack", "-o", output / "p.stele.tar.gz", self.source], self.source / "pictures/large.jpg")):
            shown = run_on_terminal(*arguments, "--threads", 1, env=self.slow(path, 150))
            self.assertEqual(shown.status, 0, shown.terminal)
            self.assertRegex(shown.terminal, rf"\r{word}  \d+%  .*B/s  \d:\d\d left")

    def test_a_quiet_command_shows_nothing(self) -> None:
        shown = run_on_terminal("verify", "--quiet", "--threads", 1, self.package, env=self.slow())
        self.assertEqual((shown.status, shown.terminal, shown.output), (0, "", ""))

    def test_work_that_is_short_shows_nothing(self) -> None:
        self.assertEqual(run_on_terminal("list", self.package).terminal, "")

    def test_where_there_is_no_terminal_nothing_is_shown(self) -> None:
        done = run("verify", "--threads", 1, self.package, env=self.slow())
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_colours_are_for_terminals_and_for_those_who_want_them(self) -> None:
        self.assertRegex(run_on_terminal("list", "nothing").terminal, r"^stele: \x1b\[1;31merror:\x1b\[0m cannot open")
        for environment in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
            self.assertNotRegex(run_on_terminal("list", "nothing", env=environment).terminal, COLOUR)
        self.assertNotRegex(run("list", "nothing").stderr, COLOUR)
        slow = run_on_terminal("verify", "--threads", 1, self.package, env=self.slow() | {"NO_COLOR": "1"})
        self.assertIn("left", slow.terminal)
        self.assertNotRegex(slow.terminal, COLOUR)


if __name__ == "__main__":
    unittest.main()

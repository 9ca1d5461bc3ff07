"""Repair and salvage on machines that fail: a failing disk, a full one, missing permission, signals at any moment."""

import json
import random
import resource
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.dont_write_bytecode = True

from faults import faulty, plain_environment, run, run_as_nobody, small_disk, stele    # noqa: E402
from packed_folder import LARGE, PackedFolder    # noqa: E402


class Fixture(PackedFolder):
    """The package, and a copy of it with some bytes of the first picture lost."""

    sizes = (3_000_000, 2_000_000)

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.damaged = cls.folder / "damaged.stele.tar.gz"
        cls.lost = cls.lost_place(1_000_000)
        broken = bytearray(cls.sound)
        broken[cls.lost:cls.lost + 3000] = bytes(3000)
        cls.damaged.write_bytes(broken)

    def setUp(self) -> None:
        self.here = self.new_folder()
        self.before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (self.package, self.damaged)}

    def tearDown(self) -> None:
        for path, (data, moment) in self.before.items():
            self.assertEqual((path.read_bytes() == data, path.stat().st_mtime_ns), (True, moment), f"{path} was changed")

    def assert_salvaged(self, folder: Path, *lost: str, is_all: bool = True) -> None:
        """What stands under payload names is right; with `is_all`, only the lost files are not there."""
        there = {path.relative_to(folder / "proven/data").as_posix(): path.read_bytes()
                 for path in (folder / "proven/data").rglob("*") if path.is_file()}
        for name, data in there.items():
            self.assertTrue(data == self.files[name], f"{name} is wrong")
        if is_all:
            self.assertEqual(sorted(there), sorted(set(self.files) - set(lost)))


class AFailingDisk(Fixture):
    def test_bytes_that_cannot_be_read_are_restored(self) -> None:
        for begin, count in ((self.lost, 5000), (0, 4096), (len(self.sound) - 5000, 5000), (self.lost, 1)):
            fixed = self.here / f"{begin}-{count}"
            done = run("repair", "-o", fixed, self.package, env=faulty(self.package, range(begin, begin + count)))
            self.assert_ends(done, 0)
            self.assertTrue(fixed.read_bytes() == self.sound)

    def test_unreadable_bytes_and_wrong_ones_are_restored_together(self) -> None:
        environment = faulty(self.damaged, range(self.lost + 1_000_000, self.lost + 1_000_100))
        self.assert_ends(run("repair", "-o", self.here / "fixed", self.damaged, env=environment), 0)
        self.assertTrue((self.here / "fixed").read_bytes() == self.sound)

    def test_what_is_too_much_for_the_parity_comes_from_a_copy_that_fails_elsewhere(self) -> None:
        begin = self.lost // 65536 * 65536
        environment = faulty(self.package, range(begin, begin + 1_000_000))
        done = run("repair", "-o", self.here / "fixed", self.package, env=environment)
        self.assert_ends(done, 1, "CANNOT BE MADE WHOLE", LARGE)
        self.assertEqual(list(self.here.iterdir()), [])
        done = run("repair", "-o", self.here / "fixed", "--from", self.damaged, self.package, env=environment)
        self.assert_ends(done, 0)
        self.assertTrue((self.here / "fixed").read_bytes() == self.sound)

    def test_a_package_that_cannot_be_read_at_all_is_an_error_that_names_the_place(self) -> None:
        environment = faulty(self.package, range(0, 1 << 30))
        for arguments in (["repair", "-o", self.here / "fixed"], ["salvage", "-C", self.here / "out"]):
            done = run(*arguments, self.package, env=environment)
            self.assert_ends(done, 3, self.package, "nput/output error")
            self.assertEqual([path for path in self.here.rglob("*") if path.is_file()], [])

    def test_salvage_goes_on_behind_what_cannot_be_read(self) -> None:
        out = self.here / "out"
        # More than recovery data gives back.
        done = run("salvage", "-C", out, self.package, env=faulty(self.package, range(self.lost, self.lost + 500_000)))
        self.assert_ends(done, 1)
        self.assert_salvaged(out, LARGE)
        report = json.loads((out / "salvage-report.json").read_text())
        self.assertEqual([one["path"] for one in report["lost"]], [f"data/{LARGE}"])

    def test_salvage_uses_recovery_data_and_other_copies(self) -> None:
        environment = faulty(self.package, range(self.lost, self.lost + 5000))
        self.assert_ends(run("salvage", "-C", self.here / "out", self.package, env=environment), 0, "restored")
        self.assert_salvaged(self.here / "out")
        environment = faulty(self.package, range(self.lost + 500_000, self.lost + 1_000_000))
        done = run("salvage", "-C", self.here / "both", "--from", self.damaged, self.package, env=environment)
        self.assert_ends(done, 0, f"{self.damaged}: ", "of the package")
        self.assert_salvaged(self.here / "both")


class AFullDisk(Fixture):
    def disk(self, size: str) -> Path:
        context = small_disk(size)
        disk = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        if disk is None:
            self.skipTest("this user may not mount a small disk")
        return disk

    def test_a_repaired_package_that_does_not_fit_is_not_there(self) -> None:
        disk = self.disk("2m")
        self.assert_ends(run("repair", "-o", disk / "fixed", self.damaged), 3, "o space left", disk)
        self.assertEqual(list(disk.iterdir()), [])
        (disk / "fixed").write_text("mine")
        self.assert_ends(run("repair", "--force", "-o", disk / "fixed", self.damaged), 3, "o space left")
        self.assertEqual([(path.name, path.read_text()) for path in disk.iterdir()], [("fixed", "mine")])

    def test_a_disk_without_room_for_the_work_is_named(self) -> None:
        disk = self.disk("16k")
        damaged = self.here / "two places"
        bytes_ = bytearray(self.damaged.read_bytes())
        del bytes_[9000:9100]
        damaged.write_bytes(bytes_)
        self.assert_ends(run("repair", "-o", disk / "fixed", damaged), 3, "o space left", disk)
        self.assertEqual(list(disk.iterdir()), [])

    def test_what_is_salvaged_to_a_full_disk_is_right_as_far_as_it_goes(self) -> None:
        out = self.disk("2500k") / "out"
        self.assert_ends(run("salvage", "-C", out, self.package), 3, "o space left")
        self.assert_salvaged(out, is_all=False)

    def test_salvage_needs_no_folder_for_temporary_files(self) -> None:
        for number, folder in enumerate((self.here / "nowhere", self.disk("4k"))):
            out = self.here / f"out{number}"
            self.assert_ends(run("salvage", "-C", out, self.damaged, env={"TMPDIR": str(folder)}), 0, "restored")
            self.assert_salvaged(out)

    def test_where_recovery_data_finds_no_room_the_files_that_need_none_come_out(self) -> None:
        def only_small_files() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (16384, 16384))

        out, damaged = self.here / "out", self.here / "damaged"
        damaged.write_bytes(self.sound[:self.lost] + bytes(40_000) + self.sound[self.lost + 40_000:])
        done = run("salvage", "-C", out, damaged, preexec_fn=only_small_files, restore_signals=False)
        self.assert_ends(done, 1, "W102")
        report = json.loads((out / "salvage-report.json").read_text())
        self.assertIn("W102", [one["code"] for one in report["findings"]])
        self.assert_salvaged(out, *(one["path"].removeprefix("data/") for one in report["lost"]))
        self.assertLess(len(report["lost"]), len(self.files))


class AUserWithoutPermission(Fixture):
    def test_where_nothing_may_be_written_nothing_is(self) -> None:
        self.here.chmod(0o555)
        for arguments in (["repair", "-o", self.here / "fixed"], ["salvage", "-C", self.here / "out"], ["salvage", "-C", self.here]):
            done = run_as_nobody(*arguments, self.damaged, cwd="/")
            self.assert_ends(done, 3, "ermission denied", self.here)
            self.assertEqual(list(self.here.iterdir()), [])

    def test_a_package_that_may_not_be_read_is_named(self) -> None:
        self.here.chmod(0o777)
        closed = self.here / "closed"
        closed.write_bytes(self.damaged.read_bytes())
        closed.chmod(0)
        for arguments in (["repair", "-o", self.here / "fixed"], ["salvage", "-C", self.here / "out"]):
            self.assert_ends(run_as_nobody(*arguments, closed, cwd="/"), 3, "ermission denied", closed)
            self.assertEqual([path.name for path in self.here.rglob("*") if path.is_file()], ["closed"])
        done = run_as_nobody("repair", "-o", self.here / "fixed", "--from", closed, self.damaged, cwd="/")
        self.assert_ends(done, 0, "passed over", "ermission denied", closed)
        self.assertTrue((self.here / "fixed").read_bytes() == self.sound)

    def test_a_disk_for_reading_alone_is_named(self) -> None:
        with small_disk("1m") as disk:
            if disk is None or subprocess.run(["mount", "-o", "remount,ro", disk], check=False).returncode:
                self.skipTest("this user may not mount a disk for reading alone")
            for arguments in (["pack", "-o", disk / "p", self.source], ["extract", "-C", disk / "out", self.package],
                              ["repair", "-o", disk / "fixed", self.damaged], ["salvage", "-C", disk / "out", self.damaged]):
                self.assert_ends(run(*arguments), 3, "ead-only file system", disk)
                self.assertEqual(list(disk.iterdir()), [])


class ASignalAtAnyMoment(Fixture):
    """The moments are drawn with a fixed seed from the time of a run that nothing disturbs."""

    ROUNDS = 6

    def interrupted(self, which: signal.Signals, seed: int, *arguments: object):
        """Runs the command again and again, and sends it the signal at some moment of each run. What it says is kept in `said`."""
        self.said = set()
        command = [stele(), *map(str, arguments)]
        # Both read so little that they have to be slowed down, or they may have ended before they hear of the signal.
        slow = faulty(self.damaged, delay=15 if "salvage" in arguments else 5)
        settings = {"env": plain_environment(**slow), "stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL,
                    "stderr": subprocess.PIPE, "text": True}
        # What runs these tests may ignore signals, and the program would do so, too.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        begun = time.monotonic()
        subprocess.run(command, check=False, **settings)
        whole, moments = time.monotonic() - begun, random.Random(seed)
        yield None
        for _ in range(self.ROUNDS):
            process = subprocess.Popen(command, **settings)
            time.sleep(whole * moments.uniform(0.02, 0.8))
            process.send_signal(which)
            self.said.add(process.communicate()[1])
            yield process.returncode

    def names(self) -> list[str]:
        """But for files in the making, which say what they are, and which only a killed process can leave."""
        return [path.name for path in self.here.iterdir() if not path.name.startswith(".stele-unfinished-")]

    def test_a_killed_repair_leaves_nothing_or_the_whole_package(self) -> None:
        fixed = self.here / "fixed"
        for _ in self.interrupted(signal.SIGKILL, 1, "repair", "-q", "-o", fixed, self.damaged):
            if self.names():
                self.assertEqual((self.names(), fixed.read_bytes() == self.sound), (["fixed"], True))
                fixed.unlink()

    def test_a_killed_salvage_leaves_no_wrong_file_under_a_payload_name(self) -> None:
        for number, _ in enumerate(self.interrupted(signal.SIGKILL, 2, "salvage", "-q", "-f", "-C", self.here / "out", self.damaged)):
            self.assert_salvaged(self.here / "out", is_all=number == 0)
            subprocess.run(["rm", "-rf", self.here / "out"], check=True)

    def test_an_interrupted_repair_says_so_and_leaves_nothing(self) -> None:
        for which in signal.SIGINT, signal.SIGTERM:
            statuses = set()
            for status in self.interrupted(which, which, "repair", "-q", "-o", self.here / "fixed", self.damaged):
                if status is not None:
                    statuses.add(status)
                if status in (None, 0):
                    self.assertTrue((self.here / "fixed").read_bytes() == self.sound)
                    (self.here / "fixed").unlink()
                self.assertEqual(list(self.here.iterdir()), [])
            self.assertLessEqual(statuses, {0, 128 + which, -which})
            self.assertIn(128 + which, statuses)
            self.assertEqual(self.said - {""}, {"stele: error: interrupted; nothing was left half-done\n"})

    def test_an_interrupted_salvage_says_so_and_leaves_only_what_is_right(self) -> None:
        for which in signal.SIGINT, signal.SIGTERM:
            statuses = set()
            out = self.here / f"out{which}"
            for status in self.interrupted(which, which, "salvage", "-q", "-C", out, self.damaged):
                if status is not None:
                    statuses.add(status)
                self.assert_salvaged(out, is_all=status in (None, 0))
                self.assertEqual(list(out.rglob(".stele*")), [])
                subprocess.run(["rm", "-rf", out], check=True)
            self.assertLessEqual(statuses, {0, 128 + which, -which})
            self.assertIn(128 + which, statuses)
            self.assertEqual(self.said - {""}, {"stele: error: interrupted; nothing was left half-done\n"})


if __name__ == "__main__":
    unittest.main()

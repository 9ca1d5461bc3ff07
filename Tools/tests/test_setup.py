"""Tools/setup on machines that lack something. The machine is made up: programs of the same names stand first on PATH."""

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

TOOLS = Path(__file__).resolve().parent.parent
PACKAGES = [line.split() for line in (TOOLS / "setup/debian-packages").read_text().splitlines() if line[:1].isalpha()]
BUILD = [name for part, name in PACKAGES if part == "build"]
EVERYTHING_THERE = 'shift 2; for name; do echo "installed $name"; done'
NEW_SWIFT = 'echo "Swift version 6.3.1 (swift-6.3.1-RELEASE)"'


class SetUp(unittest.TestCase):
    def install(self, part: str = "build", **programs: str) -> tuple[int, str, list[str]]:
        """The exit status, what was said, and how apt-get was called."""
        with tempfile.TemporaryDirectory() as folder:
            for name, text in ({"swift": NEW_SWIFT} | programs).items():
                program = Path(folder) / name.replace("_", "-")
                program.write_text(f"#!/bin/bash\n{text}\n")
                program.chmod(0o755)
            log = Path(folder) / "log"
            done = subprocess.run(
                [TOOLS / "setup/install", part], env={"PATH": f"{folder}:{os.environ['PATH']}", "LOG": str(log)},
                capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
            self.assertEqual(done.stdout, "")
            return done.returncode, done.stderr, log.read_text().splitlines() if log.exists() else []

    def test_where_all_is_there_nothing_is_done_and_said(self) -> None:
        self.assertEqual(self.install(dpkg_query=EVERYTHING_THERE, apt_get="exit 1"), (0, "", []))

    def test_who_may_not_install_is_told_the_command(self) -> None:
        status, said, called = self.install(dpkg_query="exit 1", id="echo 1000", sudo="exit 1", apt_get="echo >> $LOG")
        self.assertEqual((status, called), (3, []))
        self.assertIn(f"sudo apt-get update && sudo apt-get install {' '.join(BUILD)}\n", said)

    def test_root_installs_what_is_missing_and_no_more(self) -> None:
        lacking = f'shift 2; for name; do [ $name = {BUILD[0]} ] || echo "installed $name"; done; exit 1'
        status, said, called = self.install(dpkg_query=lacking, id="echo 0", apt_get='echo "$@" >> $LOG')
        self.assertEqual(status, 0, said)
        self.assertEqual(called, [f"-q -y install --no-install-recommends {BUILD[0]}"])

    def test_old_lists_of_packages_are_fetched_anew(self) -> None:
        apt = 'echo "${@: -1}" >> $LOG; [ $(wc -l < $LOG) != 1 ]'
        status, said, called = self.install(dpkg_query="exit 1", id="echo 0", apt_get=apt)
        self.assertEqual((status, called), (0, [BUILD[-1], "update", BUILD[-1]]), said)

    def test_tests_and_benchmarks_each_need_more_than_the_build(self) -> None:
        for part in ("test", "bench"):
            _, said, _ = self.install(part, dpkg_query="exit 1", id="echo 1000", sudo="exit 1")
            wanted = [name for of, name in PACKAGES if of in ("build", part)]
            self.assertGreater(len(wanted), len(BUILD))
            self.assertIn(f"sudo apt-get update && sudo apt-get install {' '.join(wanted)}\n", said)

    def test_an_old_swift_is_told(self) -> None:
        status, said, _ = self.install(dpkg_query=EVERYTHING_THERE, swift='echo "Swift version 5.10 (x)"')
        self.assertEqual(status, 3)
        self.assertIn("Swift 5.10 is too old: Stele needs 6.2 or later", said)


class SwiftTest(unittest.TestCase):
    """Tools/setup/swift-test, in a tree of its own, with a made-up `swift` that writes down how it was called."""

    def run_with(self, swift: str) -> tuple[int, str, str]:
        """The exit status, what was said, and the arguments of the run."""
        with tempfile.TemporaryDirectory() as folder:
            script = Path(folder) / "Tools/setup/swift-test"
            script.parent.mkdir(parents=True)
            shutil.copy(TOOLS / "setup/swift-test", script)
            program = Path(folder) / "swift"
            program.write_text(f'#!/bin/bash\nif [[ $2 == --help-hidden ]]; then {swift}; fi\n'
                               f'echo "$@" > {folder}/called; echo "<testsuites>" > {folder}/.build/swift-test.xml; exit 1\n')
            program.chmod(0o755)
            done = subprocess.run([script], env={"PATH": f"{folder}:{os.environ['PATH']}"}, capture_output=True, text=True,
                                  check=False, stdin=subprocess.DEVNULL)
            return done.returncode, done.stdout + done.stderr, (Path(folder) / "called").read_text()

    def test_few_tests_run_at_once_however_long_the_help_is(self) -> None:
        option = "--experimental-maximum-parallelization-width"
        _, _, called = self.run_with(f"echo {option}; for _ in {{1..50000}}; do echo more || exit 1; done; exit 0")
        self.assertIn(f" {option} 32", called)

    def test_a_tool_without_the_option_is_not_given_it(self) -> None:
        _, _, called = self.run_with("echo --other; exit 0")
        self.assertNotIn("width", called)

    def test_a_crash_is_a_failure_without_a_closing_line(self) -> None:
        status, said, _ = self.run_with("exit 0")
        self.assertEqual((status, said), (1, "the tests crashed before their report was whole\n"))


if __name__ == "__main__":
    unittest.main()

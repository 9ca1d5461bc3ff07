"""The checks that everything else relies on must themselves notice what they are for."""

import importlib.machinery
import importlib.util
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TOOLS = Path(__file__).resolve().parent.parent
sys.dont_write_bytecode = True


def load(name: str):
    """A script without suffix, as a module."""
    loader = importlib.machinery.SourceFileLoader(name.replace("-", "_"), str(TOOLS / name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


class CheckDependencies(unittest.TestCase):
    declared = {
        "SteleCore": {"Crypto"},
        "SteleBag": {"SteleCore"},
        "SteleArticle": {"SteleCore", "CYAML"},
        "SteleCommands": {"Stele", "ArgumentParser"},
    }

    def breaches(self, path: str, text: str) -> list[str]:
        script = load("check-dependencies")
        with tempfile.TemporaryDirectory() as folder:
            script.TOP = Path(folder)
            file = Path(folder) / path
            file.parent.mkdir(parents=True)
            file.write_text(text)
            found = script.Breaches()
            script.check_source(file, self.declared, found)
        return found.lines

    def assert_breach(self, path: str, text: str, line: int, word: str) -> None:
        (breach,) = self.breaches(path, text)
        self.assertTrue(breach.startswith(f"{path}:{line}: "), breach)
        self.assertIn(word, breach)

    def test_a_sibling_may_not_be_imported(self) -> None:
        self.assert_breach("Sources/SteleBag/A.swift", "import SteleCore\nimport SteleArticle\n", 2, "SteleArticle")

    def test_a_layer_above_may_not_be_imported_whatever_the_access(self) -> None:
        self.assert_breach("Sources/SteleCore/A.swift", "@_exported public import Stele\n", 1, "Stele")
        self.assert_breach("Sources/SteleCore/A.swift", "package import struct Stele.Packer\n", 1, "Stele")

    def test_foundation_may_not_be_imported_but_its_essentials_may(self) -> None:
        self.assert_breach("Sources/SteleBag/A.swift", "import FoundationEssentials\nimport Foundation\n", 2, "Foundation")

    def test_only_the_owner_imports_a_c_module(self) -> None:
        self.assert_breach("Sources/SteleBag/A.swift", "internal import CYAML\n", 1, "CYAML")
        self.assertEqual(self.breaches("Sources/SteleArticle/A.swift", "internal import CYAML\n"), [])

    def test_only_commands_print(self) -> None:
        for code in ["print(1)", "debugPrint(x)", "x(FileHandle.standardOutput)", "fputs(x, stderr)"]:
            self.assertTrue(self.breaches("Sources/SteleBag/A.swift", f"let a = 1\n  {code}\n"), code)
            self.assertEqual(self.breaches("Sources/SteleCommands/A.swift", f"  {code}\n"), [])

    def test_comments_strings_and_other_names_are_not_printing(self) -> None:
        for code in ["// print(1)", "/* print(1)\n */", '"print(1)"', '"""\nprint(1)\n"""', '#"a"print(1)"#', "x.print(1)", "reprint(1)"]:
            self.assertEqual(self.breaches("Sources/SteleBag/A.swift", f"{code}\n"), [], code)

    def test_a_string_does_not_hide_what_follows_it(self) -> None:
        self.assert_breach("Sources/SteleBag/A.swift", 'let a = "\\"//"; print(a)\n', 1, "print")

    def test_a_file_may_not_be_too_long(self) -> None:
        self.assertEqual(self.breaches("Sources/SteleBag/A.swift", "\n" * 400), [])
        self.assert_breach("Tests/SteleBagTests/A.swift", "\n" * 401, 402, "longer")

    def test_words_of_one_workplace_are_noticed(self) -> None:
        script = load("check-dependencies")
        bad = ["see py" + "pi.org", "in /" + "work/a", "(/" + "root)", "'/ho" + "me/ann'", "Issue" + " #7"]
        good = ["a/work/b", "the root", "~/home", "an issue", "https://a.example/home/x", "/rooted"]
        for words, expected in (bad, True), (good, False):
            for text in words:
                self.assertEqual(any(pattern.search(text) for pattern, _ in script.FORBIDDEN), expected, text)


class Tally(unittest.TestCase):
    def closing(self, *parts: str) -> tuple[str, int]:
        script = f"set -euo pipefail; source {TOOLS}/setup/tally.bash\n" + "\n".join(parts) + "\nfinish\n"
        done = subprocess.run(["bash", "-c", script], capture_output=True, text=True)
        return done.stdout.splitlines()[-1], done.returncode

    def test_sums_the_parts(self) -> None:
        self.assertEqual(
            self.closing("part a echo '2 passed, 0 failed'", "part b echo '3 passed, 0 failed'", "check c true"),
            ("6 passed, 0 failed", 0),
        )

    def test_goes_on_after_a_failure(self) -> None:
        self.assertEqual(
            self.closing("check a false", "part b bash -c 'echo 3 passed, 2 failed; exit 1'", "check c true"),
            ("4 passed, 3 failed", 1),
        )

    def test_a_part_that_does_not_run_to_its_end_is_a_failure(self) -> None:
        for part in ["true", "no-such-command", "echo hello", "bash -c 'echo 3 passed, 0 failed; echo more'"]:
            self.assertEqual(self.closing(f"part a {part}"), ("0 passed, 1 failed", 1), part)

    def test_a_part_without_a_check_is_a_failure(self) -> None:
        self.assertEqual(self.closing("part a echo '0 passed, 0 failed'"), ("0 passed, 1 failed", 1))

    def test_a_part_that_ends_badly_is_a_failure_whatever_it_counts(self) -> None:
        self.assertEqual(self.closing("part a bash -c 'echo 3 passed, 0 failed; exit 1'"), ("3 passed, 1 failed", 1))

    def test_parts_beside_each_other_are_counted_and_shown_one_after_the_other(self) -> None:
        slow = "bash -c 'sleep 0.3; echo slow; echo 1 passed, 0 failed'"
        parts = f"begin part a {slow}", "begin part b bash -c 'echo quick; echo 1 passed, 1 failed; exit 1'", \
            "begin part c false", "begin check d true", "begin check e false"
        self.assertEqual(self.closing(*parts), ("3 passed, 3 failed", 1))
        script = f"set -euo pipefail; source {TOOLS}/setup/tally.bash\n" + "\n".join(parts) + "\nfinish\n"
        said = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False).stdout
        self.assertLess(said.index("== a\nslow\n1 passed"), said.index("== b\nquick\n1 passed"))
        self.assertIn("FAILED  c: did not run to its end (exit status 1)", said)


if __name__ == "__main__":
    unittest.main()

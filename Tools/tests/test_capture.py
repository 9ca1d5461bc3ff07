"""What the command does when it captures: on a terminal, and where names change between two questions."""

import json
import re
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.dont_write_bytecode = True

import nginx    # noqa: E402
from faults import preloaded, run, run_on_terminal    # noqa: E402

PNG = b"\x89PNG\r\n\x1a\n"


class Fixture(unittest.TestCase):
    def setUp(self) -> None:
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = Path(holder.name)
        self.folder.chmod(0o755)

    def site(self, name: str, files: dict[str, bytes], directives: str = "") -> int:
        """A web server for as long as the test; its port."""
        folder = self.folder / name
        (folder / "www").mkdir(parents=True)
        for path, data in files.items():
            (folder / "www" / path).write_bytes(data)
        server = nginx.serve(folder, directives)
        self.addCleanup(server.__exit__, None, None, None)
        return server.__enter__()

    def requests(self, name: str) -> list[str]:
        return (self.folder / name / "access.log").read_text().splitlines()

    def article(self, *addresses: str) -> Path:
        path = self.folder / "a.md"
        path.write_text("# The stone\n\n" + "\n".join(f"![]({address})" for address in addresses))
        return path

    def options(self) -> list[object]:
        return ["--capture", "--capture-cache", self.folder / "cache", "-o", self.folder / "p", "--force"]


class TheLibraryThatFetches(Fixture):
    """libcurl, which who does not capture need not have: here a file of that name which is no library."""

    def setUp(self) -> None:
        super().setUp()
        (self.folder / "libraries").mkdir()
        (self.folder / "libraries/libcurl.so.4").write_bytes(b"no library")
        self.environment = {"LD_LIBRARY_PATH": str(self.folder / "libraries")}

    def test_who_does_not_capture_need_not_have_it(self) -> None:
        article = self.article("http://127.0.0.1:1/missing.png")
        done = run("pack", "-o", self.folder / "p", article, env=self.environment)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(run("verify", self.folder / "p", env=self.environment).returncode, 0)

    def test_who_captures_is_told_what_is_missing_and_nothing_is_written(self) -> None:
        done = run("pack", *self.options(), self.article("http://127.0.0.1:1/missing.png"), env=self.environment)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertRegex(done.stderr, r"libcurl cannot be loaded, which fetches: .*libcurl\.so\.4.*; install it \(Debian: libcurl4\)")
        self.assertFalse((self.folder / "p").exists())


class ATerminal(Fixture):
    def test_each_host_has_a_line_and_nothing_of_it_is_left(self) -> None:
        files = {f"{number}.png": PNG + bytes(70_000) for number in range(6)}
        port = self.site("site", files, "limit_rate 30k;")
        hosts = "one.example", "two.example"
        article = self.article(*(f"http://{host}/{name}" for host in hosts for name in files))
        shown = run_on_terminal("pack", *self.options(), "--connect-to", f"::127.0.0.1:{port}", article)
        self.assertEqual(shown.status, 0, shown.terminal)
        self.assertRegex(shown.terminal, r"\rcapturing  \d[^\r]*  \d of 12 files  [^\r]*B/s  \d:\d\d left")
        for host in hosts:
            self.assertRegex(shown.terminal, rf"\n\r  {host}  \d of 6  [\d.]+ k?B\x1b\[K")
        # As a terminal has it in the end: each line written over, or taken away.
        self.assertEqual(screen(shown.terminal), [])
        self.assertIn("12 fetched", shown.output)

    def test_names_of_hosts_do_not_steer_the_terminal(self) -> None:
        host = "two-\u202e\u009b2J.example"
        port = self.site("site", {"a.png": PNG + bytes(90_000)}, "limit_rate 30k;")
        shown = run_on_terminal("pack", *self.options(), "--connect-to", f"::127.0.0.1:{port}",
                                self.article("http://one.example/a.png", f"http://{host}/a.png"))
        self.assertIn("two-", shown.terminal)
        self.assertNotRegex(shown.terminal, "[\u202e\u0080-\u009f]")

    def test_without_a_terminal_there_are_no_lines(self) -> None:
        port = self.site("site", {"a.png": PNG + bytes(60_000)}, "limit_rate 30k;")
        done = run("pack", *self.options(), "--connect-to", f"::127.0.0.1:{port}", self.article("http://one.example/a.png"))
        self.assertEqual((done.returncode, done.stderr), (0, ""))


def screen(text: str) -> list[str]:
    """The lines that are on a terminal after it was sent this text, without empty ones at the end."""
    lines, row, column = [""], 0, 0
    for part in re.findall(r"\x1b\[\d*[A-Za-z]|\r|\n|[^\r\n\x1b]+", text):
        if part == "\r":
            column = 0
        elif part == "\n":
            row += 1
            lines += [""] * (row + 1 - len(lines))
        elif part.startswith("\x1b["):
            number, what = part[2:-1], part[-1]
            if what == "K":
                lines[row] = lines[row][:column]
            elif what == "J":
                lines[row:] = [lines[row][:column]]
            elif what == "A":
                row = max(0, row - int(number or 1))
            else:
                raise ValueError(f"the terminal was sent {part!r}")
        else:
            lines[row] = lines[row][:column].ljust(column) + part + lines[row][column + len(part):]
            column += len(part)
    while lines and not lines[-1].strip():
        lines.pop()
    return lines


class ChangingNames(Fixture):
    """A name that is a public machine's when it is first asked for, and one of this network's the next time."""

    def capture(self, *options: str) -> dict:
        inner = self.site("inner", {"secret.png": PNG})
        outer = self.site("outer", {}, f"location = /moved.png {{ return 302 http://changing.example:{inner}/secret.png; }}")
        article = self.article(f"http://changing.example:{outer}/moved.png")
        done = run("pack", "--json", *self.options(), "--retry", 0, *options, article,
                   env={"LD_PRELOAD": preloaded("changing_names")})
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)["capture"]

    def test_what_it_has_become_is_not_asked(self) -> None:
        self.assertEqual(self.capture()["failures"], {"refused: private network": 1})
        # The first answer was that of the public machine, so the name is not what was refused.
        self.assertEqual(len(self.requests("outer")), 1)
        self.assertEqual(self.requests("inner"), [])

    def test_it_would_be_asked_if_the_user_allowed_it(self) -> None:
        self.assertEqual(self.capture("--allow-private-network")["failures"], {})
        self.assertEqual(len(self.requests("inner")), 1)


if __name__ == "__main__":
    unittest.main()

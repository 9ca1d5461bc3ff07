"""What README.md shows is what the command does.

    Tools/setup/unittests Tools/tests
"""

import re
import subprocess
import tempfile
import unittest
from pathlib import Path

from faults import stele

TOP = Path(__file__).resolve().parent.parent.parent
# They stand for the times of the files, which a clone sets; these compress a little better or worse.
OF_TIMES = re.compile(r"(?<=sha256:)[0-9a-f]{64}|(?<= kB in )[\d.]+(?= kB)")


class TheFirstTranscript(unittest.TestCase):
    def test_is_what_the_commands_print(self) -> None:
        readme = (TOP / "README.md").read_text()
        shown = readme.split("```\n")[1]
        commands = [line[2:] for line in shown.splitlines() if line.startswith("$ ")]
        self.assertEqual([command.split()[:2] for command in commands],
                         [["Tools/stele", "pack"], ["Tools/stele", "verify"], ["Tools/stele", "extract"]])
        stele()     # A build has something to say.
        with tempfile.TemporaryDirectory() as folder:
            for name in "Tools", "Spec":
                (Path(folder) / name).symlink_to(TOP / name)
            printed = ""
            for command in commands:
                done = subprocess.run(command.split(), cwd=folder, capture_output=True, text=True, check=False)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                printed += f"$ {command}\n{done.stdout}"
        self.assertEqual(OF_TIMES.sub("…", printed), OF_TIMES.sub("…", shown))


if __name__ == "__main__":
    unittest.main()

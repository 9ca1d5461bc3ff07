"""Receipts: the command and the independent reader say the same of a file that is held against one."""

import json
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.dont_write_bytecode = True

from faults import TOOLS, run    # noqa: E402
from packed_folder import SourceFolder    # noqa: E402

READER = TOOLS / "reader/stele_reader.py"
ZEROS = "sha256:" + "0" * 64
# Another value for each fact, and the code of the finding.
FACTS = {
    "packageDigest": (ZEROS, "E317"), "contentDigest": (ZEROS, "E322"), "containerDigest": (ZEROS, "E322"),
    "blockTableDigest": (ZEROS, "E322"), "name": ("other", "E322"), "packageBytes": (1, "E322"), "files": (9, "E322"),
    "bytes": (9, "E322"), "formatVersion": (2, "E322"), "profile": ("zstd", "E322"),
}


class BothReaders(SourceFolder):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.package, cls.receipt = cls.folder / "p.stele.tar.gz", cls.folder / "receipt"
        cls.stele("pack", "-o", cls.package, cls.source)
        cls.stele("receipt", "-o", cls.receipt, cls.package)
        cls.facts = json.loads(cls.receipt.read_text())

    def judge(self, package: Path, facts: dict) -> tuple:
        """What both say, which must be the same: the exit code, the words and the codes about the receipt."""
        receipt = self.folder / "changed"
        receipt.write_text(json.dumps(facts, sort_keys=True, separators=(",", ":")) + "\n")
        answers = []
        for command in (["verify", "--json", "--receipt", receipt, package],
                        [sys.executable, READER, "verify", "--json", "--receipt", receipt, package]):
            if command[0] == "verify":
                done = run(*command)
            else:
                done = subprocess.run(command, capture_output=True, text=True, check=False)
            report = json.loads(done.stdout)
            codes = sorted({one["code"] for one in report["findings"]} & {"E317", "E322"})
            answers.append((done.returncode, report["intact"], report["expected"], codes))
        self.assertEqual(answers[0], answers[1])
        return answers[0]

    def test_the_file_that_it_was_made_of_is_the_expected_one(self) -> None:
        self.assertEqual(self.judge(self.package, self.facts), (0, True, True, []))

    def test_every_fact_counts(self) -> None:
        self.assertEqual(set(FACTS) | {"receiptVersion"}, set(self.facts))
        for name, (value, code) in FACTS.items():
            with self.subTest(name):
                self.assertEqual(self.judge(self.package, self.facts | {name: value}), (1, True, False, [code]))

    def test_what_cannot_be_read_any_more_is_not_taken_for_equal(self) -> None:
        cut = self.folder / "cut"
        cut.write_bytes(self.package.read_bytes()[:-100])
        self.assertEqual(self.judge(cut, self.facts), (1, False, False, ["E322"]))

    def test_what_is_no_receipt_is_refused(self) -> None:
        text = self.receipt.read_text()
        for other in ("", text[:-1], " " + text, text + "\n", text.replace('"name"', '"more":1,"name"'), "[" * 5000,
                      text.replace('"receiptVersion":1', '"receiptVersion":2'), text.replace("source", "../source"),
                      text.replace("gzip", "lzma"), text.replace('"files":1', '"files":-1'), text.replace("sha256", "SHA256")):
            with self.subTest(other[:60]):
                (self.folder / "wrong").write_text(other)
                arguments = ["verify", "--receipt", self.folder / "wrong", self.package]
                self.assertEqual(run(*arguments).returncode, 3)
                done = subprocess.run([sys.executable, READER, *arguments], capture_output=True, text=True, check=False)
                self.assertEqual((done.returncode, done.stdout), (3, ""), done.stderr)


if __name__ == "__main__":
    unittest.main()

"""Signatures beside packages and bags, made and checked by OpenSSH as the specification shows it (Spec/stele-1.md, section 6.7)."""

import subprocess
import unittest
from pathlib import Path

from faults import run
from packed_folder import SourceFolder

SPEC = Path(__file__).resolve().parent.parent.parent / "Spec/stele-1.md"


class ASignatureBesideAPackage(SourceFolder):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        for options in (["-o", "p.stele.tar.gz"], ["--codec", "zstd", "--parity", "none", "-o", "p.stele.tar.zst"]):
            cls.stele("pack", "--name", "stone", *options, "source")
        cls.shell("ssh-keygen -q -t ed25519 -N '' -C '' -f key")
        cls.shell("printf 'ann@archive.example %s\\n' \"$(cat key.pub)\" >allowed")
        # The two commands of the specification.
        cls.sign, cls.check = (
            line for line in SPEC.read_text().splitlines() if "| ssh-keygen -Y" in line)

    @classmethod
    def shell(cls, line: str, **words: str) -> subprocess.CompletedProcess[str]:
        for word, value in words.items():
            line = line.replace(word, value)
        return subprocess.run(["bash", "-c", line], cwd=cls.folder, capture_output=True, text=True, check=False)

    def verified(self, package: str, signature: str = "p.stele.tar.gz.sig", who: str = "ann@archive.example") -> bool:
        check = self.check.replace("F.sig", signature)
        return self.shell(check, F=package, NAME="stone", ALLOWED="allowed", WHO=who).returncode == 0

    def test_one_signature_holds_for_every_form_and_for_nothing_else(self) -> None:
        (self.folder / "p.stele.tar.gz.sig").unlink(missing_ok=True)
        done = self.shell(self.sign, F="p.stele.tar.gz", NAME="stone", KEY="key")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(self.verified("p.stele.tar.gz"))
        self.assertTrue(self.verified("p.stele.tar.zst"))
        self.assertFalse(self.verified("p.stele.tar.gz", who="bob@archive.example"))
        (self.folder / "source/n1.md").write_text("# Another stone\n")
        self.assertEqual(run("pack", "--name", "stone", "-o", "other.stele.tar.gz", "source", cwd=self.folder).returncode, 0)
        self.assertFalse(self.verified("other.stele.tar.gz"))

    def test_a_bag_with_signatures_beside_its_files_stays_whole(self) -> None:
        self.assertEqual(run("extract", "--bag", "p.stele.tar.gz", "-C", "bag", cwd=self.folder).returncode, 0)
        (self.folder / "bag/stone/signatures").mkdir()
        (self.folder / "bag/stone/signatures/ann.sig").write_text("a signature\n")
        done = run("verify", "bag/stone", cwd=self.folder)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)


if __name__ == "__main__":
    unittest.main()

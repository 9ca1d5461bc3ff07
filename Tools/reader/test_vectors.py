"""The reader over the vectors of Spec/Vectors, over every small change of one of them, and over damage to repair.

    python3 Tools/reader/test_vectors.py [WORD]

With WORD, only the vectors whose name holds it. One line for each failure, then `N passed, N failed`.
Exit code 1 if something failed.
"""

import hashlib
import io
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from extract import extract
from headers import FOLDER
from primitives import CannotRead, Limits
from receipt import read_receipt
from test_repair import test_repair
from verify import Verification

HERE = Path(__file__).resolve().parent
VECTORS = HERE.parents[1] / "Spec" / "Vectors"

passed = failed = 0


def check(what, *problems):
    """Counts one test; `problems` are what is wrong, empty texts are not."""
    global passed, failed
    problems = [problem for problem in problems if problem]
    if problems:
        failed += 1
        print(f"{what}: {'; '.join(problems)}")
    else:
        passed += 1


class OnePass(io.RawIOBase):
    """A stream that cannot seek and gives few bytes at a time, like a pipe."""

    def __init__(self, data):
        self._data, self._at = data, 0

    def read(self, count=-1):
        piece = self._data[self._at:self._at + min(max(count, 0), 1000)]
        self._at += len(piece)
        return piece


def test_vector(path, side):
    name = str(path.relative_to(VECTORS))
    data = path.read_bytes()
    results = []
    for stream in (io.BytesIO(data), OnePass(data)):
        receipt = read_receipt(side["receipt"].encode()) if "receipt" in side else None
        verification = Verification(stream, expected=side.get("expect"), receipt=receipt).run()
        counts = verification.findings.counts
        results.append((counts, verification.intact, verification.complete))
        problems = [f"{code} not reported" for code in side["codes"] if code not in counts]
        problems += [f"{code} reported" for code in sorted(counts) if code not in side["codes"] + side["also"]]
        for word in ("intact", "complete", "expected"):
            value = verification.is_expected if word == "expected" else getattr(verification, word)
            if side.get(word) is not None and value != side[word]:
                problems.append(f"{word} is {value}")
        for wanted in side.get("findings", []):
            if not any(shows(finding, wanted) for finding in verification.findings.kept):
                problems.append(f"no finding like {wanted}")
        if side.get("packageDigest", verification.contents.package_digest) != verification.contents.package_digest:
            problems.append("another package digest")
        check(name, *problems)
    if results[0] != results[1]:
        check(name, "file and pipe give different results")


def shows(finding, wanted):
    found = {"code": finding.code, "path": (finding.path or b"").decode(),
             "article": (finding.article or b"").decode()}
    return all(found[key] == value for key, value in wanted.items())


def run(*arguments, **more):
    return subprocess.run([sys.executable, HERE / "stele_reader.py", *arguments], capture_output=True, **more)


def test_extraction(path):
    """What is extracted is what the manifest lists, and nothing more."""
    name = f"extract {path.relative_to(VECTORS)}"
    with tempfile.TemporaryDirectory() as folder:
        result = run("extract", "-C", os.path.join(folder, "bag"), "--bag", path)
        check(name, result.returncode and f"exit code {result.returncode}: {result.stderr.decode()}")
        (bag,) = os.scandir(os.path.join(folder, "bag"))
        # `sha256sum -c` does not know the encoding of %, CR and LF; the names of that vector are for readers alone.
        if "names-encoded" not in name:
            for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
                summed = subprocess.run(["sha256sum", "--check", "--strict", "--quiet", manifest], cwd=bag.path,
                                        capture_output=True)
                check(f"{name}, {manifest}", summed.returncode and summed.stdout.decode() + summed.stderr.decode())
        with path.open("rb") as stream:
            verification = Verification(stream).run()
        expected = {path for path, record in verification.contents.payload.items() if record.kind != FOLDER}
        found = set()
        root = os.fsencode(os.path.join(bag.path, "data"))
        for parent, _, names in os.walk(root):
            found |= {b"data" + os.path.join(parent, one)[len(root):] for one in names}
        check(f"{name}, files", found != expected and "other files than the payload's were written")


def test_bad_extraction(path):
    """Nothing is written outside the folder, and no file that the manifest does not prove."""
    with tempfile.TemporaryDirectory() as folder:
        target = os.path.join(folder, "target")
        with path.open("rb") as stream:
            # A low limit, so that no vector fills the disk.
            verification, extractor = extract(stream, target, False, Limits(least_output=1 << 20))
        problems = []
        if os.listdir(folder) != ["target"]:
            problems.append("something was written outside the folder")
        if extractor.written_bytes > 1000 * max(path.stat().st_size, 1 << 10) + (1 << 20):
            problems.append("more bytes came out than the limit allows")
        root = os.fsencode(target)
        for parent, folders, names in os.walk(root):
            if any(os.path.islink(os.path.join(parent, one)) for one in folders + names):
                problems.append("a link was written")
            for one in names:
                written = os.path.join(parent, one)
                digest = hashlib.sha256(Path(os.fsdecode(written)).read_bytes()).hexdigest()
                if digest != verification.contents.manifest.digest(b"data" + written[len(root):]):
                    problems.append(f"{one!r} was written, and is not proven")
        check(f"extract {path.relative_to(VECTORS)}", *problems)


def test_links_in_target(path):
    """A link of the file system in the target folder is not followed; a file is not written over."""
    with tempfile.TemporaryDirectory() as folder:
        target, outside = os.path.join(folder, "target"), os.path.join(folder, "outside")
        os.makedirs(target)
        os.makedirs(outside)
        os.symlink(outside, os.path.join(target, "small"))
        result = run("extract", "-C", target, "--bag", path)
        check("extract over a link to a folder", result.returncode != 3 and f"exit code {result.returncode}",
              os.listdir(outside) and "the link was followed")
    with tempfile.TemporaryDirectory() as folder:
        kept = os.path.join(folder, "a.txt")
        Path(kept).write_bytes(b"mine\n")
        result = run("extract", "-C", folder, path)
        check("extract over a file", result.returncode != 3 and f"exit code {result.returncode}",
              Path(kept).read_bytes() != b"mine\n" and "it was written over",
              sorted(os.listdir(folder)) != ["a.txt", "b.txt"] and "other files than expected")
    with tempfile.TemporaryDirectory() as folder:
        outside = os.path.join(folder, "outside")
        target = os.path.join(folder, "target")
        os.makedirs(target)
        os.symlink(outside, os.path.join(target, "a.txt"))
        result = run("extract", "-C", target, path)
        check("extract over a link to nothing", result.returncode != 3 and f"exit code {result.returncode}",
              os.path.lexists(outside) and "the link was followed")


def test_commands(path):
    data = path.read_bytes()
    result = run("verify", "--json", "-", input=data)
    report = json.loads(result.stdout)
    verdict = [report[word] for word in ("intact", "complete", "expected", "files")]
    check("verify --json from a pipe", result.returncode and f"exit code {result.returncode}",
          verdict != [True, True, None, 2] and f"wrong report: {verdict}")
    digest = "sha256:" + hashlib.sha256(data[-450:]).hexdigest()
    check("container digest", report["containerDigest"] != digest and "not that of the last 450 bytes")
    check("list", run("list", path).stdout.count(b"\n") != 2 and "not two lines")
    for what, arguments, code in (
            ("the expected package", ["verify", "--expect", report["packageDigest"], path], 0),
            ("another package", ["verify", "--expect", "sha256:" + "0" * 64, path], 1),
            ("wrong usage", ["verify", "--expect", "abc", path], 2),
            ("a file that is not there", ["verify", "/nothing/here"], 3),
            ("a folder", ["verify", "/"], 3)):
        found = run(*arguments).returncode
        check(what, found != code and f"exit code {found}, not {code}")


def test_without_zstd(path):
    """Where the program is missing, the reader must say so and not say that all is well, nor that anything is damaged."""
    with tempfile.TemporaryDirectory() as folder:
        fixed, damaged = Path(folder) / "fixed", Path(folder) / "damaged"
        damaged.write_bytes(path.read_bytes()[:-10])
        for arguments in (["verify", path], ["list", path], ["repair", damaged, fixed]):
            result = run(*arguments, env={"PATH": folder})
            check(f"{arguments[0]} without zstd", result.returncode != 3 and f"exit code {result.returncode}",
                  b"the program `zstd`" not in result.stderr and "it does not say why", fixed.exists() and "a file was written")


def test_mutations(path, step):
    """Every byte changed one at a time, and every truncation, is found; or each one of `step`."""
    data = path.read_bytes()
    for at in range(0, len(data), step):
        # Another bit for each byte, so that all eight are changed somewhere.
        changed = data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1:]
        try:
            verification = Verification(io.BytesIO(changed)).run()
            check(f"byte {at} changed", verification.intact and "not found")
        except CannotRead:
            check(f"byte {at} changed")
    for length in range(0, len(data), step):
        verification = Verification(io.BytesIO(data[:length])).run()
        check(f"cut to {length} bytes", verification.intact and "not found")


def main(word=""):
    vectors = sorted(path for path in VECTORS.glob("*/*.stele.tar.*") if path.suffix != ".json")
    check("vectors", not vectors and "there are none")
    for path in vectors:
        if word not in path.name:
            continue
        side = json.loads(path.with_name(path.name + ".json").read_text())
        try:
            test_vector(path, side)
        except Exception as error:
            check(path.name, f"the reader failed: {type(error).__name__} {error}")
            if word:
                raise
        if path.parent.name == "good":
            test_extraction(path)
        else:
            test_bad_extraction(path)
    if not word:
        small = VECTORS / "good" / "two-files.stele.tar.gz"
        test_commands(small)
        test_links_in_target(small)
        test_repair(check, VECTORS)
        test_without_zstd(VECTORS / "good" / "minimal-zstd.stele.tar.zst")
        test_mutations(VECTORS / "good" / "minimal.stele.tar.gz", 1)
        # A start of the program for each takes its time.
        test_mutations(VECTORS / "good" / "minimal-zstd.stele.tar.zst", 5)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))

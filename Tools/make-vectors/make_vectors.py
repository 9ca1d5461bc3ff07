"""Makes Spec/Vectors, or checks that the committed vectors are the ones that it makes."""

import json
import sys
from pathlib import Path

from vectors import ALL

ROOT = Path(__file__).resolve().parents[2] / "Spec"


def side_file(vector):
    package = vector.package
    side = {
        "description": vector.description,
        "section": vector.section,
        "profile": package.profile,
        "intact": vector.intact,
        "complete": vector.complete,
        "codes": vector.codes,
        "also": sorted(set(vector.also) - set(vector.codes)),
    }
    if not vector.codes or vector.intact:
        side["packageDigest"] = "sha256:" + package.package_digest.hex()
    for name in "expect", "receipt":
        if getattr(vector, name):
            side[name], side["expected"] = getattr(vector, name), vector.expected
    if vector.findings:
        side["findings"] = vector.findings
    return (json.dumps(side, indent=2, ensure_ascii=False) + "\n").encode()


def contents():
    """Path below Spec -> bytes."""
    result = {}
    for vector in ALL:
        name = "Vectors/" + vector.file_name
        assert name not in result, name
        result[name] = vector.package.build()
        result[name + ".json"] = side_file(vector)
    return result


def main(arguments):
    if arguments not in ([], ["--check"]):
        print("usage: make-vectors [--check]", file=sys.stderr)
        return 2
    wanted = contents()
    import example
    wanted["example.md"] = example.text(wanted["Vectors/good/minimal.stele.tar.gz"]).encode()
    standing = {str(path.relative_to(ROOT)): path.read_bytes()
                for path in [*ROOT.glob("Vectors/*/*.stele.tar.*"), ROOT / "example.md"] if path.is_file()}
    if arguments:
        differing = sorted(name for name in wanted.keys() | standing.keys() if wanted.get(name) != standing.get(name))
        for name in differing:
            print(f"differs: {name}")
        print(f"{len(wanted)} files, {len(differing)} differ")
        return 1 if differing else 0
    for name in standing.keys() - wanted.keys():
        (ROOT / name).unlink()
    for name, data in wanted.items():
        (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / name).write_bytes(data)
    print(f"{len(wanted)} files, {sum(map(len, wanted.values()))} bytes")
    return 0

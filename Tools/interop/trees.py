"""The source folders that the interoperability test packs: generated ones with awkward but legal names, the
example articles, and whatever corpora lie beside the project."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent

# The first second, a leap day, a day of 2020. None in the future, of which GNU tar would speak.
TIMES = [0, 951_826_645, 1_601_683_200]


@dataclass
class Tree:
    """A folder to pack, and which common tools are known and documented to stumble over its names."""

    name: str
    fill: Callable[[bytes], None] | None = None
    # Names of checks that fail for a reason that is known and documented.
    limits: frozenset[str] = frozenset()
    # The codes that packing warns with; if there are any, `--portable` refuses. None: whatever comes.
    codes: frozenset[str] | None = frozenset()
    # A folder that is there already, in place of a generated one.
    source: Path | None = None
    # Folders with what stands at certain addresses: packing is told of them by `--map`.
    maps: dict[str, Path] = field(default_factory=dict)

    def lay(self, parent: Path) -> Path:
        """The folder to pack; a generated one is made below `parent`."""
        if self.source:
            return self.source
        folder = parent / self.name
        folder.mkdir(parents=True)
        self.fill(os.fsencode(folder))
        return folder

    @property
    def map_options(self) -> list[str]:
        return [option for address, folder in self.maps.items() for option in ("--map", f"{address}={folder}")]

    def expected(self, source: Path, parent: Path) -> Path:
        """The payload that the package is to have: what the source holds, and what its articles show of mapped
        folders, each under its address without the scheme."""
        if not self.maps:
            return source
        folder = parent / "expected"
        shutil.copytree(source, folder)
        for address, mapped in self.maps.items():
            shutil.copytree(mapped, folder / address.partition("://")[2])
        return folder


class Writer:
    """Writes files below a folder, each with a time of its own."""

    def __init__(self, folder: bytes) -> None:
        self.folder = folder
        self.count = 0

    def file(self, path: str, content: bytes | None = None, executable: bool = False) -> None:
        full = os.path.join(self.folder, path.encode())
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "xb") as out:
            out.write(f"The file {self.count}.\n".encode() if content is None else content)
        os.chmod(full, 0o755 if executable else 0o644)
        time = TIMES[self.count % len(TIMES)] + self.count
        os.utime(full, (time, time))
        self.count += 1

    def folder_at(self, path: str) -> None:
        os.makedirs(os.path.join(self.folder, path.encode()))


def plain(folder: bytes) -> None:
    tree = Writer(folder)
    tree.file("index.md", "# Stones\n\n![A stone](images/stone.bin)\n".encode())
    tree.file("images/stone.bin", bytes(range(256)) * 64)
    tree.file("tools/run.sh", b"#!/bin/sh\necho run\n", executable=True)
    tree.file(".hidden", b"dot file\n")
    tree.file("empty.txt", b"")
    tree.file("deep/er/empty too", b"")
    tree.folder_at("an empty folder")
    tree.folder_at("deep/emptier")


def large(folder: bytes) -> None:
    """More than one frame in either profile: text, and bytes that do not compress."""
    tree = Writer(folder)
    tree.file("text.txt", b"".join(b"line %d of a long text\n" % number for number in range(500_000)))
    value, noise = 1, bytearray()
    while len(noise) < 3_000_000:
        value = value * 6364136223846793005 + 1442695040888963407 & (1 << 64) - 1
        noise += (value >> 16).to_bytes(6, "little")
    tree.file("noise.bin", bytes(noise))
    tree.file("short.txt")


def names(folder: bytes) -> None:
    tree = Writer(folder)
    for name in [
        "石碑.md", "石碑/拓片 第一张.png", "كتابة.txt", "надпись.txt", "😀.txt",
        "caf\u00e9.txt", "Readme", "README", "a", "a b", "two  spaces", "it's", 'say "so"',
        "$HOME", "`id`", "*", "?", "[x]", "{a,b}", "~", "#1", "&amp;", "<tag>", "a;b", "a|b", "!", "-rf", "--help",
        "...", "..a", "a=b", "a:b", "C:", "con", "aux.txt", "nul", "dot.", "path=x", "21 path=x", "./@LongLink",
        "\u200bzero width", "\u202eright to left", "\u007f", "\u0001 control", "tab\there", "back\\slash",
    ]:  # fmt: skip
        tree.file(name.removeprefix("./"))


def long_names(folder: bytes) -> None:
    tree = Writer(folder)
    tree.file("n" * 255)
    tree.file("石" * 85)
    for length in range(80, 110):  # around the 100 bytes of ustar's name field
        tree.file(f"{length}-".ljust(length, "x"))
    tree.file("/".join(["folder"] * 15) + "/file")  # more than 100 bytes, and ustar's prefix takes it
    tree.file("/".join(["folder"] * 40) + "/file")  # more than 256 bytes
    tree.file("/".join(["石碑拓片"] * 40) + "/文件")
    tree.file("/".join(["d" * 200] * 4) + "/" + "f" * 200)
    tree.folder_at("empty/" + "e" * 120)


def duplicates(folder: bytes) -> None:
    tree = Writer(folder)
    same = b"the same content, again and again\n" * 100
    for path in ["a", "b", "z/a", "石/碑"]:
        tree.file(path, same)
    tree.file("run", same, executable=True)
    tree.file("z/run", same, executable=True)
    tree.file("empty1", b"")
    tree.file("empty2", b"")
    picture = bytes(range(256)) * 300
    tree.file("p1.bin", picture)
    tree.file("p2.bin", picture)


def long_duplicates(folder: bytes) -> None:
    """Hard links whose targets do not fit into ustar's link field, or only as a name with a prefix."""
    tree = Writer(folder)
    for label, parent in [("prefix", "/".join(["folder"] * 15)), ("pax", "p" * 150)]:
        same = f"the same content, {label}\n".encode() * 100
        tree.file(f"{parent}/1 {label}", same)
        tree.file(f"{parent}/2 {label}", same)
        tree.file(f"z short {label}", same)


def many(folder: bytes) -> None:
    tree = Writer(folder)
    for number in range(2000):
        tree.file(f"{number % 20:02}/{number:04}.txt")


def long_manifest(folder: bytes) -> None:
    """Tag files that do not fit into the first frame."""
    tree = Writer(folder)
    for number in range(2600):
        tree.file(f"{'n' * 90}/{number:04} {'x' * 90}", b"")


def one_name(name: str) -> Callable[[bytes], None]:
    def fill(folder: bytes) -> None:
        tree = Writer(folder)
        tree.file(name)
        tree.file("beside.txt")

    return fill


def two_spellings(folder: bytes) -> None:
    tree = Writer(folder)
    tree.file("caf\u00e9.txt")
    tree.file("cafe\u0301.txt")


def folder_and_file(folder: bytes) -> None:
    tree = Writer(folder)
    tree.file("STRASSE/stone.txt")
    tree.file("straße")


SHA256SUM, BAGIT, BSDTAR = "sha256sum -c", "bagit-python", "bsdtar"



def warns(*codes: str) -> frozenset[str]:
    return frozenset(codes)


GENERATED = [
    Tree("plain", plain),
    Tree("large", large),
    # Names that Windows, a terminal or a reader stumbles over, but none of the programs here.
    Tree("names", names, codes=warns("W403", "W404", "W405", "W406", "W411")),
    # Pax headers give what ustar's fields cannot hold.
    Tree("long", long_names, codes=warns("W409")),
    Tree("duplicates", duplicates),
    Tree("long duplicates", long_duplicates, codes=warns("W409")),
    Tree("many", many),
    Tree("long manifest", long_manifest),
    Tree("文集", plain),
    # BagIt writes these three as %25, %0D and %0A, which sha256sum does not undo, and bagit-python not for `%`.
    Tree("percent", one_name("100% true.txt"), frozenset({SHA256SUM, BAGIT}), warns("W401")),
    Tree("cr", one_name("carriage\rreturn.txt"), frozenset({SHA256SUM}), warns("W401", "W403")),
    Tree("lf", one_name("line\nfeed.txt"), frozenset({SHA256SUM}), warns("W401", "W403")),
    # bagit-python cuts white space off the ends of the lines of a manifest, and takes more for line ends than LF.
    Tree("edge space", one_name("space at the end "), frozenset({BAGIT}), warns("W402", "W406")),
    Tree("edge cjk space", one_name("空\u3000"), frozenset({BAGIT}), warns("W402")),
    Tree("edge no-break space", one_name("end\u00a0"), frozenset({BAGIT}), warns("W402")),
    Tree("next line", one_name("next\u0085line"), frozenset({BAGIT}), warns("W402", "W403")),
    Tree("line separator", one_name("line\u2028separator"), frozenset({BAGIT}), warns("W402", "W411")),
    Tree("form feed", one_name("form\u000cfeed"), frozenset({BAGIT}), warns("W402", "W403")),
    # bsdtar composes the letters of a name that a pax header gives, so that there is none where it can be spared.
    Tree("decomposed", one_name("cafe\u0301.txt"), codes=warns("W407")),
    Tree("long decomposed", one_name("cafe\u0301".ljust(120, "x")), frozenset({BSDTAR}), warns("W407", "W409")),
    # bagit-python takes the two for one.
    Tree("composed and not", two_spellings, frozenset({BAGIT}), warns("W404", "W407")),
    # A folder that differs from a file in case alone.
    Tree("folder and file", folder_and_file, codes=warns("W404")),
]


def all_trees() -> tuple[list[Tree], list[str]]:
    """The trees, and what is not there."""
    trees, absent = list(GENERATED), []
    examples = TOP / "Spec/Examples/articles"
    trees.append(Tree("examples", source=examples))
    mirror = {"https://news.example/assets/": TOP / "Spec/Examples/mirror"}
    trees.append(Tree("mapped examples", source=examples, maps=mirror))
    corpus = TOP.parent / "shared/corpus"
    for folder in [corpus / "seeds", *sorted((corpus / "articles").glob("*"))]:
        if folder.is_dir():
            trees.append(Tree(f"corpus {folder.name}", source=folder, codes=None))
    if len(trees) == len(GENERATED) + 2:
        absent.append("no corpora beside the project: only generated trees and the examples are packed")
    return trees, absent

"""What is measured on a corpus: our commands, and those of the programs that archivists could use instead."""

import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import corpora
import measure

HERE = Path(__file__).resolve().parent

# The programs of a peer, and what installs them.
NEEDS = {
    "pigz": ("tar pigz", "apt-get install pigz"),
    "tar-zstd": ("tar zstd", "apt-get install zstd"),
    "zip": ("zip", "apt-get install zip"),
    "7z": ("7z", "apt-get install p7zip-full"),
    "bagit": ("bagit.py pigz", "Tools/setup/python (pip install bagit)"),
    "openssl": ("openssl", "apt-get install openssl"),
    "cp": ("cp", "apt-get install coreutils"),
    "swift": ("swiftc", "Swift of swift.org on PATH"),
    "limit": ("cc", "apt-get install gcc libssl-dev"),
}


@dataclass
class Job:
    key: str  # operation, space, who
    command: list[str] | str
    label: str = ""
    output: Path | None = None  # removed before; its size is kept
    folder: Path | None = None  # emptied before
    root: Path | None = None  # what must be equal to the corpus afterwards
    rounds: int = 1000  # at most
    repeat: int = 1  # times in each round


class Tools:
    """Which peers are here, and the small programs that are built on the spot."""

    def __init__(self, folder: Path) -> None:
        path = measure.environment()["PATH"]
        self.missing: dict[str, str] = {
            who: how for who, (needs, how) in NEEDS.items() if not all(shutil.which(tool, path=path) for tool in needs.split())}
        self.swift, self.limit = folder / "empty", folder / "limit"
        (folder / "empty.swift").write_text("")
        linker = HERE.parent / "setup/linker"
        self.build("swift", ["swiftc", "-O", "-static-stdlib", f"-ld-path={linker}", "-o", self.swift, folder / "empty.swift"])
        self.build("limit", ["cc", "-O2", "-pthread", "-o", self.limit, HERE / "limit.c", "-lcrypto"])

    def build(self, who: str, command: list) -> None:
        if self.has(who) and subprocess.run(command, capture_output=True).returncode:
            self.missing[who] = NEEDS[who][1]

    def has(self, who: str) -> bool:
        return who not in self.missing


def quoted(*words) -> str:
    return " ".join(shlex.quote(str(word)) for word in words)


def list_files(folder: Path, to: Path) -> int:
    """Writes the paths of all files, in order, each with a zero byte; returns how many there are."""
    files = sorted(str(file) for file in folder.rglob("*") if file.is_file())
    to.write_bytes(b"".join(file.encode("utf-8", "surrogateescape") + b"\0" for file in files))
    return len(files)


def jobs(source: Path, work: Path, stele: str, tools: Tools, middle: str, article: str) -> list[Job]:
    """All measurements of one corpus, in the order in which they have to come."""
    cores = measure.cores()
    package = {"gzip": work / "ours.stele.tar.gz", "zstd": work / "ours.stele.tar.zst"}
    count = list_files(source, work / "files")
    files, out = work / "files", work / "out"
    tar = f"tar -C {quoted(source)} --sort=name"
    found = []

    def add(who: str, job: Job) -> None:
        if tools.has(who):
            found.append(job)

    def pack(profile: str, *more: str, of: Path = source, to: Path | None = None) -> list[str]:
        return [stele, "pack", "-q", "-f", "--codec", profile, "--name", "corpus", *more, "-o", str(to or package[profile]), str(of)]

    for profile in package:
        found.append(Job(f"pack stele-{profile}", pack(profile), f"stele {profile}", package[profile]))
        plain = work / f"plain.{profile}"
        found.append(Job(f"pack plain-{profile}", pack(profile, of=work / "plain", to=plain), f"stele {profile}, no articles", plain))
    add("pigz", Job("pack pigz", f"{tar} -I 'pigz -6 -p {cores}' -cf {quoted(work / 'p.tar.gz')} .", "tar+pigz -6", work / "p.tar.gz"))
    add("tar-zstd", Job("pack tar-zstd", f"{tar} -I 'zstd -3 -T0 -q' -cf {quoted(work / 'p.tar.zst')} .", "tar+zstd -3 -T0", work / "p.tar.zst"))
    add("zip", Job("pack zip", f"cd {quoted(source)} && zip -6 -q -r {quoted(work / 'p.zip')} .", "zip -6", work / "p.zip", rounds=1))

    highest = work / "highest.stele.tar.zst"
    found.append(Job("highest stele-zstd", pack("zstd", "--level", "19", to=highest), "stele zstd 19", highest, rounds=1))
    add("7z", Job("highest 7z", f"cd {quoted(source)} && 7z a -mx5 -bd -bso0 {quoted(work / 'p.7z')} .", "7z -mx5", work / "p.7z", rounds=1))

    for profile in package:
        found.append(Job(f"verify stele-{profile}", [stele, "verify", "-q", str(package[profile])], f"stele {profile}"))
    hashed = "openssl dgst -sha256"
    add("openssl", Job("verify openssl", f"xargs -0 -P2 -n {count // 16 + 1} {hashed} < {quoted(files)}", "openssl sha256, 2 processes"))
    add("bagit", Job("verify bagit", f"tar -I pigz -xf {quoted(work / 'bag.tar.gz')} -C {quoted(out)} && "
                     f"bagit.py --quiet --validate --processes 2 {quoted(out / 'bag')}", "tar+pigz, bagit-python", folder=out))
    add("tar-zstd", Job("verify tar-zstd", ["zstd", "-tq", str(work / "p.tar.zst")], "zstd -t (32-bit checksum)"))
    for profile in package:
        found.append(Job(f"quick stele-{profile}", [stele, "verify", "--quick", "-q", str(package[profile])], f"stele {profile}"))
        halves = work / f"halves-{profile}"
        add("openssl", Job(f"quick openssl-{profile}", f"xargs -0 -P2 -n 1 {hashed} < {quoted(halves / 'files')}",
                           f"openssl sha256, {profile} package in 2"))

    for profile in package:
        found.append(Job(f"extract stele-{profile}", [stele, "extract", "-q", "-f", "-C", str(out), str(package[profile])],
                         f"stele {profile}", folder=out, root=out))
    add("tar-zstd", Job("extract tar-zstd", f"tar -I zstd -xf {quoted(work / 'p.tar.zst')} -C {quoted(out)}", "tar+zstd", folder=out, root=out))
    add("pigz", Job("extract pigz", f"tar -I pigz -xf {quoted(work / 'p.tar.gz')} -C {quoted(out)}", "tar+pigz", folder=out, root=out))
    add("cp", Job("extract cp", f"cp -r --reflink=never {quoted(source)}/. {quoted(out)}", "cp -r", folder=out, root=out))

    for profile, path in package.items():
        for op, more in ("cat", [middle]), ("list", []), ("info", []), ("show", [article]):
            found.append(Job(f"{op} stele-{profile}", [stele, op, str(path), *more], f"stele {profile}", repeat=10))
    found.append(Job("start stele", [stele, "--version"], "stele --version", repeat=10))
    add("swift", Job("start swift", [str(tools.swift)], "empty Swift program", repeat=10))

    add("limit", Job("limit files", f"{quoted(tools.limit, cores)} < {quoted(files)}", f"SHA-256 on {cores} cores"))
    for profile in package:
        parts = work / f"halves-{profile}" / "files"
        add("limit", Job(f"limit {profile}", f"{quoted(tools.limit, cores)} < {quoted(parts)}", f"the same, {profile} package"))
    return found


def prepare(source: Path, work: Path, tools: Tools) -> None:
    """Untimed: a bag for bagit-python, and the corpus once more under names that no article has."""
    for folder in sorted(path for path in source.rglob("*") if path.is_dir()):
        (work / "plain" / folder.relative_to(source)).mkdir(parents=True, exist_ok=True)
    (work / "plain").mkdir(exist_ok=True)
    for file in source.rglob("*"):
        if file.is_file():
            target = work / "plain" / file.relative_to(source)
            (target.with_name(target.name + ".log") if file.suffix.lower() in corpora.ARTICLE else target).hardlink_to(file)
    if tools.has("bagit"):
        bag = work / "bag"
        measure.once(f"cp -r --reflink=never {quoted(source)} {quoted(bag)} && bagit.py --quiet --sha256 --processes 2 {quoted(bag)} && "
                     f"tar -C {quoted(work)} -I pigz -cf {quoted(work / 'bag.tar.gz')} bag", memory=False)
        shutil.rmtree(bag)


def halve(package: Path, folder: Path) -> None:
    """The package's own bytes in two files, for two processes."""
    measure.fresh(folder)
    size = package.stat().st_size
    with open(package, "rb") as whole:
        for name, length in ("a", size // 2), ("b", size - size // 2):
            with open(folder / name, "wb") as part:
                while length:
                    part.write(data := whole.read(min(length, 1 << 22)))
                    length -= len(data)
    (folder / "files").write_bytes(b"".join(f"{folder / name}".encode() + b"\0" for name in "ab"))

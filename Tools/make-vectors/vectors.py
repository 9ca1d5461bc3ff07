"""The vectors: each a package, and what a reader must say of it.

A bad vector has one fault. `codes` must be reported. `also` may be reported besides: what follows from the
fault, or what another reading of the same fault would say. `complete` is None where it depends on how much a
reader can save behind the fault.
"""

from dataclasses import dataclass, field

from writer import Package, file, sha256, stored_frame


@dataclass
class Vector:
    folder: str
    name: str
    section: str
    description: str
    package: Package
    codes: list = field(default_factory=list)
    also: list = field(default_factory=list)
    intact: bool = True
    complete: bool | None = True
    expect: str | None = None
    expected: bool | None = None
    receipt: str | None = None      # the text of one
    findings: list = field(default_factory=list)    # some that must be reported, with path and article

    @property
    def file_name(self):
        return f"{self.folder}/{self.name}.stele.tar." + ("gz" if self.package.profile == "gzip" else "zst")


ALL = []


def good(name, section, description, package):
    ALL.append(Vector("good", name, section, description, package))


def bad(name, section, description, package=None, also=(), intact=False, complete=True, codes=None, **edits):
    """`name` begins with the code. Edits are those of Package; without a package they are made to a small one."""
    package = package or small()
    package.edits |= edits
    ALL.append(Vector("bad", name, section, description, package, codes or [name[:4]], list(also), intact, complete))
    return ALL[-1]


def small(**more):
    """The package that most faults are put into."""
    return Package([file(b"data/a.txt", b"alpha\n"), file(b"data/b.txt", b"beta\n")], **more)


def of(*items, **more):
    return Package(list(items), **more)


def asset(path, sha256, size, **more):
    return {"url": "n1.png", "role": "image", "status": "included", "path": path, "sha256": sha256,
            "contentSize": size, "encodingFormat": "image/png"} | more


def article_package(change=None, change_asset=None, **more):
    """An article and its picture."""
    text, picture = b"# A title\n\n![](n1.png)\n", b"\x89PNG not really a picture"
    record = {"path": "data/n1.md", "sha256": "sha256:" + sha256(text).hex(), "headline": "A title",
              "author": ["A. Writer"], "datePublished": "2020-10-03", "inLanguage": "en", "wordCount": 2,
              "url": "https://example.org/n1",
              "assets": [asset("data/n1.png", "sha256:" + sha256(picture).hex(), len(picture)) | (change_asset or {}),
                         {"url": "https://example.org/x.png", "role": "image", "status": "missing",
                          "reason": "not among the files"}]} | (change or {})
    record = {key: value for key, value in record.items() if value is not None}
    if "assets" in record:
        record["assets"] = [{key: value for key, value in one.items() if value is not None} for one in record["assets"]]
    return Package([file(b"data/n1.md", text, media="text/markdown"), file(b"data/n1.png", picture, media="image/png")],
                   articles=[record] if record.get("path") else [], **more)


def capture(**more):
    """A record of captures.jsonl for data/a.txt of the small package, or of a failure."""
    record = {"url": "https://example.org/a.txt", "time": "2020-10-03T06:05:04Z", "attempts": 1, "status": 200,
              "headers": [["Content-Type", "text/plain"], ["Content-Length", "6"]], "declaredFormat": "text/plain",
              "encodingFormat": "text/plain", "remoteAddress": "192.0.2.7", "path": "data/a.txt",
              "sha256": "sha256:" + sha256(b"alpha\n").hex(), "contentSize": 6} | more
    return {key: value for key, value in record.items() if value is not None}


KEPT_NOTHING = {"path": None, "sha256": None, "contentSize": None}


def captured(*changes, **more):
    """The small package with records of captures; without changes, one that is as it must be."""
    return small(captures=[capture(**change) for change in changes or [{}]], **more)


# --- Ways to break something -------------------------------------------------------------------

def find(entries, path):
    return next(one for one in entries if one.path == path)


def replace(name, old, new, count=1):
    """An edit of a tag file's bytes."""
    def edit(tags):
        assert tags[name].count(old) >= 1, (name, old)
        tags[name] = tags[name].replace(old, new, count)
    return edit


def all_stored(frames):
    """An edit: frames without compression."""
    for frame in frames:
        stored_frame(frame)


def swap_bytes(data, at, value):
    return data[:at] + value + data[at + len(value):]


def flip(data, at, mask=1):
    at %= len(data)  # so that -1 is the last byte
    return swap_bytes(data, at, bytes([data[at] ^ mask]))


# What may be said besides, when bytes of the tar were lost or were moved.
LOST = ["E102", "E103", "E105", "E106", "E107", "E113", "E114", "E116", "E117", "E201", "E203", "E212", "E215",
        "E301", "E304", "E308", "E309", "E310", "E311", "E312", "E314"]
# And besides, when bytes of tag files were moved.
MOVED = LOST + ["E109", "E302", "E303", "E305", "E306", "E307", "E313", "E315", "E316", "E318", "E319"]

import vectors_good         # noqa: E402, F401
import vectors_container    # noqa: E402, F401
import vectors_sections     # noqa: E402, F401
import vectors_parity       # noqa: E402, F401
import vectors_revisions    # noqa: E402, F401
import vectors_tar          # noqa: E402, F401
import vectors_bag          # noqa: E402, F401
import vectors_captures     # noqa: E402, F401
import vectors_receipts     # noqa: E402, F401

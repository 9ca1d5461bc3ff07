"""Faults of captures.jsonl (section 8.4)."""

from vectors import KEPT_NOTHING, bad, captured, replace
from vectors_bag import ARTICLES, BAGIT, FILES, INFO, MANIFEST, README, TAGS, ZEROS, whole

CAPTURES = b"captures.jsonl"
TAG_ORDER = [BAGIT, INFO, README, MANIFEST, ARTICLES, CAPTURES, FILES, TAGS]
for name, change, text in (
        ("url-absent", {"url": None}, "A record has no address"),
        ("time-absent", {"time": None}, "A record has no time"),
        ("time-form", {"time": "2020-10-03 06:05:04"}, "A time is not in its form"),
        ("attempts-absent", {"attempts": None}, "A record has no number of attempts"),
        ("attempts-negative", {"attempts": -1}, "A number of attempts is negative"),
        ("status", {"status": 20}, "A status is no status"),
        ("headers", {"headers": [["Content-Type"]]}, "A header has no value"),
        ("redirects", {"redirects": [{"url": "https://example.org/a", "status": 301}]}, "A redirect leads nowhere"),
        ("certificates", {"certificates": ["sha256:00"]}, "The digest of a certificate is none"),
        ("final-url", {"finalUrl": 1}, "The final address is a number"),
        ("digest-absent", {"sha256": None}, "A kept capture has no digest"),
        ("nothing", dict(KEPT_NOTHING), "Nothing was kept, and no error is named"),
        ("both", {"error": "404"}, "Something was kept, and an error is named"),
        ("error-empty", {"error": ""} | KEPT_NOTHING, "An error has no words")):
    if change.get("url", "") is None:
        bad(f"E320_{name}", "8.4", f"{text}.", captured(), tags=replace(CAPTURES, b',"url":"https://example.org/a.txt"', b""))
    else:
        bad(f"E320_{name}", "8.4", f"{text}.", captured(change))
bad("E320_space", "8.1", "There is a space after a colon.", captured(), tags=replace(CAPTURES, b'"attempts":1', b'"attempts": 1'))
bad("E320_no-line", "8.4", "captures.jsonl is empty.", captured(), tags=whole(CAPTURES, b""))
bad("E320_twice", "8.4", "An address has two records.", captured({}, {}))
bad("E320_order", "8.4", "The records are not sorted.", captured({}, {"url": "https://example.org/b", "error": "timeout"} | KEPT_NOTHING),
    tags=whole(CAPTURES, lambda text: b"".join(reversed(text.splitlines(True)))))
bad("E321_digest", "8.4", "A record has another digest of the file.", captured({"sha256": ZEROS}))
bad("E321_digest-form", "8.4", "A digest lacks sha256: before it.", captured({"sha256": "0" * 64}))
bad("E321_size", "8.4", "A record has another size of the file.", captured({"contentSize": 7}))
bad("E321_not-there", "8.4", "A record names a file that is not of the payload.", captured({"path": "data/other.txt"}))
bad("E321_tag-file", "8.4", "A record names a tag file.", captured({"path": "README.txt"}))
bad("E214_captures-early", "7.1", "captures.jsonl stands before files.jsonl.", captured(),
    all_tags=lambda tags: dict(sorted(tags.items(), key=lambda pair: TAG_ORDER.index(pair[0]))))
bad("E312_captures-unlisted", "7.7", "The tag manifest does not list captures.jsonl.", captured(),
    tag_manifest=lambda text: b"".join(line for line in text.splitlines(True) if CAPTURES not in line))
bad("E311_captures-digest", "7.7", "captures.jsonl has not the digest of the tag manifest.", captured(),
    all_tags=replace(CAPTURES, b"192.0.2.7", b"192.0.2.8"))
bad("E319_captures.jsonl-no-line-feed", "7.1", "captures.jsonl has a last line without LF.", captured(),
    tags=whole(CAPTURES, lambda data: data[:-1]), also=["E320"])

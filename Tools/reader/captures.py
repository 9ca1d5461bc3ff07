"""Captures: section 8.4 of the specification."""

import re

from bag import lines
from jsonlines import NotCanonical, parse_line
from primitives import show

NAME = b"captures.jsonl"
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def text(value):
    return isinstance(value, str)


def count(value):
    return type(value) is int and value >= 0


def status(value):
    return type(value) is int and 100 <= value <= 999


def redirect(value):
    return (isinstance(value, dict) and text(value.get("url")) and text(value.get("location"))
            and status(value.get("status")) and text(value.get("remoteAddress", "")))


def array_of(fits):
    return lambda value: isinstance(value, list) and all(fits(item) for item in value)


FORMS = {
    "url": text,
    "time": lambda value: text(value) and TIME.fullmatch(value),
    "attempts": count,
    "redirects": array_of(redirect),
    "finalUrl": text,
    "status": status,
    "headers": array_of(lambda pair: isinstance(pair, list) and len(pair) == 2 and all(map(text, pair))),
    "declaredFormat": text,
    "encodingFormat": text,
    "remoteAddress": text,
    "certificates": array_of(lambda value: text(value) and DIGEST.fullmatch(value)),
    "path": text,
    "sha256": text,
    "contentSize": count,
    "error": lambda value: text(value) and value,
}
KEPT = ("path", "sha256", "contentSize")


def read_captures(data, fault, depth_limit):
    """The records of what was kept."""
    kept, last = [], None
    if not data:
        fault("E320", "there is no line", NAME)
    for number, (_, line) in enumerate(lines(data), 1):
        try:
            record = parse_line(line, depth_limit)
        except NotCanonical as error:
            fault("E320", f"line {number}: {error}", NAME)
            continue
        if reason := record_fault(record):
            fault("E320", f"line {number}: {reason}", NAME)
            continue
        url = record["url"].encode("utf-8")
        if last is not None and url <= last:
            fault("E320", f"line {number}: {show(url)} stands twice or not in its order", NAME)
        last = url
        if "error" not in record:
            kept.append((number, record))
    return kept


def record_fault(record):
    """What is wrong with a record by itself; None if nothing is."""
    for member, fits in FORMS.items():
        if member in record and not fits(record[member]):
            return f"{member} is not what it must be"
    for member in ("url", "time", "attempts"):
        if member not in record:
            return f"{member} is not there"
    there = [member for member in KEPT if member in record]
    if "error" in record:
        return f"there is an error, and {there[0]} too" if there else None
    return None if len(there) == len(KEPT) else "there is neither an error nor all of path, sha256 and contentSize"


def check_captures(records, manifest, sizes, fault):
    """Path, digest and size agree with manifest and payload [E321]."""
    for number, record in records:
        path = record["path"].encode("utf-8")
        digest = manifest.digest(path)
        if digest is None:
            fault("E321", f"line {number} names a file that is not of the payload", NAME)
        elif record["sha256"] != "sha256:" + digest:
            fault("E321", f"line {number} has another digest than the manifest", NAME)
        elif path in sizes and record["contentSize"] != sizes[path]:
            fault("E321", f"line {number} says {record['contentSize']} bytes, the file has {sizes[path]}", NAME)

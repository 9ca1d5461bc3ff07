"""Receipts: section 9.6 of the specification. Whether a file is the one that a receipt was made of."""

import re

from jsonlines import NotCanonical, parse_line
from primitives import path_fault

MAX_RECEIPT = 4096
DIGESTS = ("packageDigest", "contentDigest", "containerDigest", "blockTableDigest")
NUMBERS = ("packageBytes", "files", "bytes", "formatVersion")
MEMBERS = {"receiptVersion", "name", "profile", *DIGESTS, *NUMBERS}
PROFILES = {1: "gzip", 2: "zstd"}


class NoReceipt(ValueError):
    """The document is not a receipt of version 1 in its one form. The message says why."""


def read_receipt(data):
    """The members of a receipt (bytes)."""
    if len(data) > MAX_RECEIPT:
        raise NoReceipt(f"more than {MAX_RECEIPT} bytes")
    if not data.endswith(b"\n"):
        raise NoReceipt("no line feed at its end")
    try:
        members = parse_line(data[:-1], depth_limit=1)
    except NotCanonical as error:
        raise NoReceipt(str(error)) from None
    if set(members) != MEMBERS:
        raise NoReceipt(f"members that are missing or not known: {', '.join(sorted(set(members) ^ MEMBERS))}")
    if members["receiptVersion"] != 1 or isinstance(members["receiptVersion"], bool):
        raise NoReceipt("not of version 1")
    for name in DIGESTS:
        if not (isinstance(members[name], str) and re.fullmatch(r"sha256:[0-9a-f]{64}", members[name])):
            raise NoReceipt(f"{name} is no digest")
    for name in NUMBERS:
        if isinstance(members[name], bool) or not isinstance(members[name], int) or members[name] < 0:
            raise NoReceipt(f"{name} is no count")
    if members["profile"] not in PROFILES.values():
        raise NoReceipt("the profile is not known")
    if not (isinstance(members["name"], str) and is_name(members["name"].encode("utf-8", "surrogatepass"))):
        raise NoReceipt("the name is none of a package's folder")
    return members


def is_name(name):
    """Section 5.1."""
    return (not path_fault(name) and b"/" not in name and len(name) <= 80
            and all(byte >= 0x20 and byte != 0x7F for byte in name))


def differences(receipt, verification):
    """(code, message) for each fact in which a package that was verified is not that of the receipt."""
    package_digest = verification.contents.package_digest
    if package_digest and package_digest != receipt["packageDigest"]:
        return [("E317", f"the package digest is {package_digest}, not {receipt['packageDigest']}")]
    return [("E322", f"{name} is {'not known any more' if found is None else found}, not {receipt[name]}")
            for name, found in facts(verification).items() if found != receipt[name]]


def facts(verification):
    """What a receipt says, of a package that was verified; None where it cannot be read any more."""
    contents, footer = verification.contents, verification.footer
    known = {
        "name": None if contents.tar.top is None else contents.tar.top.decode("utf-8", "replace"),
        "packageDigest": contents.package_digest,
        "contentDigest": contents.content_digest,
        "containerDigest": verification.container_digest,
        "packageBytes": verification.container_bytes,
    }
    return known | {
        "blockTableDigest": footer and "sha256:" + footer.table_digest.hex(),
        "files": footer and footer.payload_files,
        "bytes": footer and footer.payload_bytes,
        "formatVersion": footer and footer.version,
        "profile": footer and PROFILES.get(footer.profile),
    }

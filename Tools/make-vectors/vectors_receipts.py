"""Receipts (section 9.6): the file that one was made of, and others."""

from vectors import ALL, Vector, small
from writer import FOOTER_FRAME, json_line, sha256


def receipt(package, **change):
    """The receipt of a package, as text."""
    container = package.build()
    fields = package.fields

    def digest(data):
        return "sha256:" + data.hex()

    return json_line({
        "receiptVersion": 1, "name": package.top.decode(), "profile": package.profile, "formatVersion": 1,
        "packageDigest": digest(fields["package_digest"]), "contentDigest": digest(fields["content_digest"]),
        "containerDigest": digest(sha256(container[-FOOTER_FRAME[package.profile]:])),
        "blockTableDigest": digest(fields["table_digest"]), "packageBytes": len(container),
        "files": fields["files"], "bytes": fields["bytes"]} | change).decode()


def add(folder, name, description, text, codes=(), also=(), package=None):
    ALL.append(Vector(folder, name, "9.6", description, package or small(), list(codes), list(also), receipt=text,
                      expected=not codes))


add("good", "receipt", "The receipt is of this file.", receipt(small()))
add("good", "receipt-zstd", "The receipt is of this file, zstd profile.", receipt(small(profile="zstd")),
    package=small(profile="zstd"))
add("bad", "E322_other-container", "The receipt is of another file with the same bag: it has recovery data.",
    receipt(small(ratio=200)), ["E322"])
add("bad", "E322_other-name", "The receipt has another name of the folder.", receipt(small(), name="other"), ["E322"])
add("bad", "E322_other-table", "The receipt has another digest of the block table.",
    receipt(small(), blockTableDigest="sha256:" + "0" * 64), ["E322"])
add("bad", "E317_other-package", "The receipt is of another package; nothing else is compared then.",
    receipt(small(info=b"External-Identifier: other\n")), ["E317"])

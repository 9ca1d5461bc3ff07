"""The bag: section 7 of the specification.

Each function reads one tag file, reports what is wrong by `fault(code, message, path=None)`, and returns
what the file says as far as it can be read.
"""

import hashlib
import re

from jsonlines import NotCanonical, parse_line
from primitives import path_fault, show

# Section 7.1, in this order.
TAG_FILES = (b"bagit.txt", b"bag-info.txt", b"README.txt", b"manifest-sha256.txt", b"manifest-sha512.txt",
             b"articles.jsonl", b"files.jsonl", b"captures.jsonl", b"tagmanifest-sha256.txt")
MOST_BYTES = dict.fromkeys((b"bagit.txt", b"bag-info.txt", b"README.txt", b"tagmanifest-sha256.txt"), 1 << 20)
OPTIONAL = (b"manifest-sha512.txt", b"captures.jsonl")
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
OWN_LABELS = ("Payload-Oxum", "Bag-Size", "Stele-Articles", "Stele-Assets", "Stele-Version")
PAYLOAD = b"data/"
SIGNATURES = b"signatures/"


def check_text(name, data, fault):
    """Section 7.1: UTF-8 without byte-order mark; lines end with LF, the last one too."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        fault("E319", f"byte {error.start} is not valid UTF-8", name)
    if data.startswith(b"\xef\xbb\xbf"):
        fault("E319", "begins with a byte-order mark", name)
    if b"\r\n" in data:
        fault("E319", "a line ends with CR LF", name)
    if data and not data.endswith(b"\n"):
        fault("E319", "the last line does not end with LF", name)


def lines(data):
    """(offset, line) of each line. What check_text has reported is forgiven: a byte-order mark, a CR before
    the LF, a last line without LF."""
    offset = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    while offset < len(data):
        end = data.find(b"\n", offset)
        end = len(data) if end < 0 else end
        line = data[offset:end]
        yield offset, line[:-1] if line.endswith(b"\r") else line
        offset = end + 1


def check_declaration(data, fault):
    """Section 7.2."""
    if data != DECLARATION:
        fault("E302", "bagit.txt is not the declaration of section 7.2", b"bagit.txt")


def read_bag_info(data, fault):
    """Section 7.3. The values of the elements of Stele; `check_totals` compares them later."""
    name = b"bag-info.txt"
    elements = []
    for number, (_, line) in enumerate(lines(data), 1):
        text = line.decode("utf-8", "replace")
        label, colon, value = text.partition(": ")
        if (not colon or not label or ":" in label or label != label.strip(" ") or not value
                or value != value.strip(" ") or any(ord(c) < 0x20 or ord(c) == 0x7F for c in text)):
            fault("E303", f"line {number} is not of the form LABEL: VALUE", name)
        else:
            elements.append((label, value))
    if tuple(label for label, _ in elements[-5:]) != OWN_LABELS:
        fault("E303", "the last five elements are not " + ", ".join(OWN_LABELS), name)
    own = {label.lower() for label in OWN_LABELS}
    for label, _ in elements[:-5]:
        if label.lower() in own:
            fault("E303", f"{label} stands where it may not", name)
    values = {label: value for label, value in elements if label in OWN_LABELS}
    if values.get("Stele-Version", "1") != "1":
        fault("E318", f"Stele-Version is {values['Stele-Version'][:40]}; this reader knows 1", name)
    return values


def bag_size(count):
    """Section 7.3: bytes for people, cut to one decimal place."""
    if count < 1000:
        return f"{count} B"
    for unit, size in (("kB", 10**3), ("MB", 10**6), ("GB", 10**9), ("TB", 10**12)):
        if count < size * 1000 or unit == "TB":
            tenths = count * 10 // size
            return f"{tenths // 10}.{tenths % 10} {unit}"


def check_totals(values, payload_bytes, payload_files, fault):
    """Section 7.3: Payload-Oxum and Bag-Size."""
    oxum = f"{payload_bytes}.{payload_files}"
    if values.get("Payload-Oxum", oxum) != oxum:
        fault("E304", f"Payload-Oxum is {values['Payload-Oxum'][:60]}, the payload's is {oxum}", b"bag-info.txt")
    size = bag_size(payload_bytes)
    if values.get("Bag-Size", size) != size:
        fault("E303", f"Bag-Size is {values['Bag-Size'][:60]}, the payload's is {size}", b"bag-info.txt")


def check_article_totals(values, totals, fault):
    """Section 7.3: Stele-Articles and Stele-Assets. `totals`: articles, and assets included, missing and skipped."""
    articles, included, missing, skipped = totals
    for label, right in (("Stele-Articles", f"{articles}"),
                         ("Stele-Assets", f"{included} included, {missing} missing, {skipped} skipped")):
        if values.get(label, right) != right:
            fault("E323", f"{label} is '{values[label][:60]}', the records say '{right}'", b"bag-info.txt")


class Manifest:
    """A manifest: path in the bag -> (digest in hexadecimal, offset of the line in the manifest)."""

    def __init__(self, name, data, fault, algorithm="sha256", of_tag_files=False):
        """Sections 7.5 and 7.7. In the tag manifest all faults have one code."""
        codes = {"line": "E305", "order": "E306", "path": "E307"}
        if of_tag_files:
            codes = dict.fromkeys(codes, "E312")
        self.name = name
        self.algorithm = algorithm
        self.lines = {}
        digits = 2 * hashlib.new(algorithm).digest_size
        last = None
        for number, (offset, line) in enumerate(lines(data), 1):
            digest, space, encoded = line[:digits], line[digits:digits + 2], line[digits + 2:]
            if (not re.fullmatch(rb"[0-9a-fA-F]{%d}" % digits, digest) or space not in (b"  ", b" *")
                    or not encoded):
                fault(codes["line"], f"line {number} is not a digest, two spaces and a path", name)
                continue
            # What follows is wrong but can be understood, so the line still counts for its file.
            if digest != digest.lower():
                fault(codes["line"], f"line {number} has upper-case digits", name)
            if space != b"  ":
                fault(codes["line"], f"line {number} has a * before the path", name)
            if b"\r" in encoded or re.search(rb"%(?!25|0D|0A)", encoded):
                fault(codes["line"], f"in the path of line {number}, %, CR or LF is not encoded as it must be", name)
            path = re.sub(rb"%(25|0D|0A)", lambda match: bytes([int(match[1], 16)]), encoded)
            reason = path_fault(path)
            if not reason and path.startswith(PAYLOAD) == of_tag_files:
                reason = "a payload file" if of_tag_files else "not below data/"
            if reason:
                fault(codes["path"], f"the path of line {number}: {reason}", name)
                continue
            if last is not None and path <= last:
                twice = path in self.lines
                fault(codes["order"], f"{show(path)} " + ("has two lines" if twice else "is not in its order"), name)
            last = path
            self.lines.setdefault(path, (digest.lower().decode(), offset))

    def digest(self, path):
        return self.lines[path][0] if path in self.lines else None


def read_files(data, fault, depth_limit):
    """Section 7.6. Path in the bag (a folder's with "/") -> record; and whether each line could be read."""
    name = b"files.jsonl"
    records, last, all_read = {}, None, True
    for number, (_, line) in enumerate(lines(data), 1):
        try:
            record = parse_line(line, depth_limit)
        except NotCanonical as error:
            fault("E313", f"line {number}: {error}", name)
            all_read = False
            continue
        path = record.get("path")
        if not isinstance(path, str):
            fault("E314", f"line {number} has no path", name)
            continue
        path = path.encode("utf-8")
        if last is not None and path <= last:
            fault("E313", f"line {number}: {show(path)} stands twice or not in its order", name)
        last = path
        wanted = {"path": str, "mtime": int}
        if not path.endswith(b"/"):
            wanted |= {"contentSize": int, "encodingFormat": str, "executable": bool}
        if set(record) != set(wanted) or any(type(record[member]) is not kind for member, kind in wanted.items()):
            fault("E314", f"line {number} has not the members of section 7.6", name)
        else:
            records[path] = record
    return records, all_read


def check_tag_manifest(manifest, tag_files, fault):
    """Section 7.7: each other tag file has a line, with its digest, and nothing else has."""
    listed = {name for name in tag_files if name != manifest.name}
    for name in sorted(listed - set(manifest.lines)):
        fault("E312", f"{show(name)} is not listed in the tag manifest", name)
    for name in sorted(set(manifest.lines) - listed):
        fault("E312", f"{show(name)} is listed in the tag manifest, but is not a tag file here", name)
    for name in sorted(listed & set(manifest.lines)):
        if hashlib.sha256(tag_files[name]).hexdigest() != manifest.digest(name):
            fault("E311", "the digest is not the one of the tag manifest", name)

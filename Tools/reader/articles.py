"""Articles: section 8.2 of the specification."""

from bag import lines
from jsonlines import NotCanonical, parse_line
from primitives import show

NAME = b"articles.jsonl"
STATUSES = ("included", "missing", "skipped")


def read_articles(data, fault, depth_limit):
    """The records, as far as they can be used; of which article each path is a part; and how many articles there are, and
    assets included, missing and skipped, or None if a record cannot be read."""
    records, article_of, last, number = [], {}, None, 0
    for number, (_, line) in enumerate(lines(data), 1):
        try:
            record = parse_line(line, depth_limit)
        except NotCanonical as error:
            fault("E315", f"line {number}: {error}", NAME)
            continue
        if reason := record_fault(record):
            fault("E315", f"line {number}: {reason}", NAME)
            continue
        path = record["path"].encode("utf-8")
        if last is not None and path <= last:
            fault("E315", f"line {number}: {show(path)} stands twice or not in its order", NAME)
        last = path
        records.append(record)
        article_of[path] = path
        for asset in included(record):
            article_of.setdefault(asset["path"].encode("utf-8"), path)
    if number > len(records):
        return records, article_of, None
    return records, article_of, totals_of(records)


def totals_of(records):
    """The number of records, and of assets of each status."""
    return len(records), *(sum(asset["status"] == status for record in records for asset in record["assets"])
                           for status in STATUSES)


def record_fault(record):
    """Section 8.2: the members that must be there; None if they are."""
    for member, kind in (("path", str), ("sha256", str), ("assets", list)):
        if not isinstance(record.get(member), kind):
            return f"{member} is not there, or of another type"
    for asset in record["assets"]:
        if not isinstance(asset, dict) or not isinstance(asset.get("role"), str):
            return "an asset has no role"
        if asset.get("status") not in STATUSES:
            return "an asset has no known status"
        if asset["status"] == "included":
            for member, kind in (("path", str), ("sha256", str), ("contentSize", int)):
                if type(asset.get(member)) is not kind:
                    return f"{member} of an included asset is not there, or of another type"
    return None


def included(record):
    return [asset for asset in record["assets"] if asset["status"] == "included"]


def check_articles(records, manifest, sizes, fault):
    """Path, digest and size of each article and included asset agree with manifest and payload [E316].

    `sizes`: path in the bag -> size of the payload file.
    """
    for record in records:
        article = record["path"].encode("utf-8")
        for part in [record, *included(record)]:
            path = part["path"].encode("utf-8")
            digest = manifest.digest(path)
            if digest is None:
                fault("E316", "the record names a file that is not of the payload", path, article)
                if part is not record and path not in sizes:
                    # Section 9.1: an included asset that is not there makes the package incomplete.
                    fault("E309", "an asset recorded as included is not there", path, article)
                continue
            if part["sha256"] != "sha256:" + digest:
                fault("E316", "the record's digest is not the one of the manifest", path, article)
            if part is not record and path in sizes and part["contentSize"] != sizes[path]:
                fault("E316", f"the record says {part['contentSize']} bytes, the file has {sizes[path]}",
                      path, article)

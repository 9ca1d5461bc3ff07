"""An independent reader of Stele packages.

    python3 stele_reader.py list PKG
    python3 stele_reader.py verify [--json] [--expect DIGEST] [--receipt RECEIPT] PKG
    python3 stele_reader.py extract -C DIR [--bag] PKG
    python3 stele_reader.py repair [--from OTHER]… DAMAGED FIXED

PKG is a file, or - for standard input. Python 3.11 or later, and nothing else; for the zstd profile the program `zstd`.

It is written from the specification (Spec/stele-1.md) alone, in its order, to be read: primitives.py has
sections 1, 3 and 10, descriptors.py, profiles.py, zstd.py and frames.py section 4, headers.py and tar.py section 5, sections.py, tail.py and parity.py section 6, bag.py
section 7, jsonlines.py and articles.py section 8, contents.py, verify.py, extract.py, salvage.py, repair.py and receipt.py section 9.

Exit codes: 0 all is well; 1 not intact, not complete, not the expected package, or cannot be repaired; 2 wrong usage;
3 something cannot be read or written.
"""

import argparse
import json
import re
import signal
import sys

from extract import extract
from headers import FOLDER, LINK
from primitives import CannotRead, show
from receipt import MAX_RECEIPT, NoReceipt, read_receipt
from repair import CannotRepair, Repair
from verify import Verification


def main(arguments=None):
    options = parse(arguments)
    if options.command == repair_command:
        return repair_command(options)
    try:
        with open_package(options.package) as stream:
            return options.command(options, stream)
    except CannotRead as error:
        return fail(f"{options.package}: {error}")
    except OSError as error:
        return fail(f"{error.filename or options.package}: {error.strerror}")


def parse(arguments):
    parser = argparse.ArgumentParser(prog="stele_reader", description="Reads Stele packages.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    one = commands.add_parser("list", help="list the payload")
    one.set_defaults(command=list_command)
    one.add_argument("package", metavar="PKG", help="the package, or - for standard input")

    one = commands.add_parser("verify", help="check every rule of the specification")
    one.set_defaults(command=verify_command)
    one.add_argument("--json", action="store_true", help="write the report as JSON")
    one.add_argument("--expect", metavar="DIGEST", type=package_digest,
                     help="the package digest that you know from elsewhere: sha256:…")
    one.add_argument("--receipt", metavar="RECEIPT", help="a receipt of the package, from elsewhere")
    one.add_argument("package", metavar="PKG", help="the package, or - for standard input")

    one = commands.add_parser("extract", help="write the payload into a folder")
    one.set_defaults(command=extract_command)
    one.add_argument("-C", dest="target", metavar="DIR", required=True, help="the folder; it is made if needed")
    one.add_argument("--bag", action="store_true", help="write the whole bag, with its tag files")
    one.add_argument("package", metavar="PKG", help="the package, or - for standard input")

    one = commands.add_parser("repair", help="make a damaged package whole, in a new file")
    one.set_defaults(command=repair_command)
    one.add_argument("--from", dest="others", action="append", default=[], metavar="OTHER",
                     help="another copy of the package, which may be damaged as well")
    one.add_argument("damaged", metavar="DAMAGED", help="the package; it is not changed")
    one.add_argument("fixed", metavar="FIXED", help="the new file, which must not be there yet")
    return parser.parse_args(arguments)


def package_digest(text):
    if not re.fullmatch(r"sha256:[0-9a-f]{64}", text):
        raise argparse.ArgumentTypeError("a digest is sha256: and 64 lower-case hexadecimal digits")
    return text


def open_package(name):
    return sys.stdin.buffer if name == "-" else open(name, "rb")


def fail(message):
    print(f"stele_reader: {message}", file=sys.stderr)
    return 3


def exit_status(verification):
    """0 sound, 1 not, 3 no package at all."""
    if "E101" in verification.findings:
        return 3
    return 0 if is_good(verification) else 1


def is_good(verification):
    return verification.intact and verification.complete and verification.is_expected is not False


# --- verify ----------------------------------------------------------------------------------

def verify_command(options, stream):
    receipt = None
    if options.receipt is not None:
        try:
            with open(options.receipt, "rb") as file:
                receipt = read_receipt(file.read(MAX_RECEIPT + 1))
        except NoReceipt as error:
            raise CannotRead(f"{options.receipt} is no receipt: {error}") from None
    verification = Verification(stream, expected=options.expect, receipt=receipt).run()
    if options.json:
        json.dump(report(options.package, verification), sys.stdout, indent=2, ensure_ascii=True)
        print()
    else:
        print_findings(verification, sys.stdout)
        words = {True: "yes", False: "no", None: "not asked"}
        contents = verification.contents
        print(f"{len(contents.payload_files())} files, {contents.payload_bytes} bytes, "
              f"{len(contents.articles)} articles")
        print(f"package digest  {contents.package_digest or 'not known'}")
        print(f"intact    {words[verification.intact]}")
        print(f"complete  {words[verification.complete]}")
        print(f"expected  {words[verification.is_expected]}")
    return exit_status(verification)


def print_findings(verification, stream):
    for finding in verification.findings.kept:
        place = f" {show(finding.path)}" if finding.path else ""
        details = []
        if finding.article and finding.article != finding.path:
            details.append(f"article {show(finding.article)}")
        if finding.offset is not None:
            details.append(f"offset {finding.offset}")
        details = f" ({', '.join(details)})" if details else ""
        print(f"{finding.severity}: {finding.code}{place}: {finding.message}{details}", file=stream)
    if verification.findings.left_out:
        print(f"… and {verification.findings.left_out} more", file=stream)


def report(package, verification):
    def words(path):
        return None if path is None else path.decode("utf-8", "backslashreplace")

    result = {
        "package": package,
        "intact": verification.intact,
        "complete": verification.complete,
        "expected": verification.is_expected,
        "packageDigest": verification.contents.package_digest,
        "contentDigest": verification.contents.content_digest,
        "containerDigest": verification.container_digest,
        "files": len(verification.contents.payload_files()),
        "bytes": verification.contents.payload_bytes,
        "articles": len(verification.contents.articles),
        "findings": [
            {"code": finding.code, "severity": finding.severity, "path": words(finding.path),
             "article": words(finding.article), "offset": finding.offset, "message": finding.message}
            for finding in verification.findings.kept],
    }
    if verification.findings.left_out:
        result["findingsLeftOut"] = verification.findings.left_out
    return result


# --- list ------------------------------------------------------------------------------------

def list_command(options, stream):
    """Size, kind and path of all that is in the payload. The whole package is read and checked, since a
    listing that leaves out what is damaged would be wrong without saying so."""
    verification = Verification(stream).run()
    for path, record in sorted(verification.contents.payload.items()):
        kind = {FOLDER: "folder", LINK: "link"}.get(record.kind, "file")
        print(f"{record.size:>14}  {kind:<6}  {show(path)}")
    print_findings(verification, sys.stderr)
    return 0 if is_good(verification) else 1


# --- extract ---------------------------------------------------------------------------------

def extract_command(options, stream):
    verification, extractor = extract(stream, options.target, options.bag)
    print_findings(verification, sys.stderr)
    for error in extractor.errors:
        print(f"stele_reader: {error}", file=sys.stderr)
    print(f"{extractor.files} files written", file=sys.stderr)
    if extractor.errors:
        return 3
    return 0 if is_good(verification) else 1


# --- repair ----------------------------------------------------------------------------------

def repair_command(options):
    try:
        repair = Repair(options.damaged, options.fixed, options.others)
        repair.run()
    except CannotRepair as error:
        print(f"{options.damaged}: cannot be repaired: {error}")
        return 1
    except CannotRead as error:
        return fail(f"{options.damaged}: {error}")
    except OSError as error:
        return fail(f"{error.filename or options.fixed}: {error.strerror}")
    for line in repair.done:
        print(line)
    print(f"{options.fixed}: whole and verified")
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)      # `… | head` ends quietly
    sys.exit(main())

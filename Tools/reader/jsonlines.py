"""JSON lines in their one form: section 8.1 of the specification."""

import json

MAX_LINE = 16 << 20
LEAST, MOST = -2**63, 2**63 - 1
ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


class NotCanonical(ValueError):
    """The line is not JSON, or not in the one form of section 8.1. The message says why."""


def parse_line(line, depth_limit):
    """The object in a line (bytes, without its LF)."""
    if len(line) > MAX_LINE:
        raise NotCanonical(f"{len(line)} bytes, more than {MAX_LINE}")
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        raise NotCanonical("the line is not valid UTF-8") from None
    if text.count("[") + text.count("{") > depth_limit and depth(text) > depth_limit:
        raise NotCanonical(f"nested more than {depth_limit} deep")
    try:
        value = json.loads(text, object_pairs_hook=members, parse_float=no_fraction, parse_constant=no_fraction)
    except NotCanonical:
        raise
    except ValueError as error:
        raise NotCanonical(f"not JSON: {error}") from None
    if not isinstance(value, dict):
        raise NotCanonical("not a JSON object")
    # There is one form only; so what is written anew must be the same.
    if write(value) != text:
        raise NotCanonical("not in the one form of section 8.1 (order, white space, escapes or numbers)")
    return value


def members(pairs):
    result = dict(pairs)
    if len(result) != len(pairs):
        raise NotCanonical("a member's name stands twice")
    return result


def no_fraction(text):
    raise NotCanonical(f"{text[:40]} is not a whole number")


def depth(text):
    """How deep brackets nest; counted before parsing, since a parser may fail on very deep nesting."""
    deepest = level = 0
    in_string = escaped = False
    for character in text:
        if in_string:
            if escaped:
                escaped = False
            elif character == "\\":
                escaped = True
            elif character == '"':
                in_string = False
        elif character == '"':
            in_string = True
        elif character in "[{":
            level += 1
            deepest = max(deepest, level)
        elif character in "]}":
            level -= 1
    return deepest


def write(value):
    """The one form of a value."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        if not LEAST <= value <= MOST:
            raise NotCanonical("a number is out of bounds")
        return str(value)
    if isinstance(value, str):
        return write_string(value)
    if isinstance(value, list):
        return "[" + ",".join(write(item) for item in value) + "]"
    # Sorted by the bytes of the names. (A lone surrogate has no bytes in UTF-8; "surrogatepass" lets it be
    # sorted, and the comparison with the line then fails.)
    names = sorted(value, key=lambda name: name.encode("utf-8", "surrogatepass"))
    return "{" + ",".join(write_string(name) + ":" + write(value[name]) for name in names) + "}"


def write_string(text):
    parts = [ESCAPES.get(c) or (f"\\u{ord(c):04x}" if ord(c) < 0x20 else c) for c in text]
    return '"' + "".join(parts) + '"'

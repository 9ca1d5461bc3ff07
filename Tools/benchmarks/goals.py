"""The goals of speed and size, and the tables that say whether they are met. Nothing here runs anything."""

import statistics
from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    what: str  # what is compared, for the reader
    ours: tuple[str, ...]  # keys of measurements; with several, the slowest counts
    peer: str  # a key, or "" where the limit is a number of seconds
    pictures: tuple[float, float] | None  # goal and at-the-least value on pictures, None: no goal there
    text: tuple[float, float] | None  # the same on text
    size: bool = False  # compares bytes, not seconds
    slack: float = 0.0  # seconds that the at-the-least value allows beside the ratio


def same(goal: float, least: float | None = None, **more) -> dict:
    pair = (goal, goal if least is None else least)
    return {"pictures": pair, "text": pair, **more}


GOALS = [
    Goal("pack gzip : tar+pigz -6", ("pack stele-gzip",), "pack pigz", (0.5, 0.5), (0.5, 0.9)),
    Goal("size gzip : tar+pigz -6", ("pack stele-gzip",), "pack pigz", (1.01, 1.01), (1.0, 1.0), size=True),
    Goal("pack zstd : tar+zstd -3", ("pack stele-zstd",), "pack tar-zstd", (1.0, 1.0), (1.0, 2.0)),
    Goal("size zstd : tar+zstd -3", ("pack stele-zstd",), "pack tar-zstd", None, (0.96, 0.96), size=True),
    Goal("size zstd, highest level : 7z -mx5", ("highest stele-zstd",), "highest 7z", None, (1.1, 1.1), size=True),
    Goal("pack zstd, highest level : 7z -mx5", ("highest stele-zstd",), "highest 7z", None, (1.0, 1.0)),
    Goal("verify gzip : openssl x2", ("verify stele-gzip",), "verify openssl", (1.5, 1.5), None),
    Goal("verify zstd : openssl x2", ("verify stele-zstd",), "verify openssl", (1.5, 1.5), None),
    Goal("verify gzip : bagit-python", ("verify stele-gzip",), "verify bagit", **same(0.2)),
    Goal("verify zstd : bagit-python", ("verify stele-zstd",), "verify bagit", **same(0.2)),
    Goal("verify --quick gzip : openssl x2", ("quick stele-gzip",), "quick openssl-gzip", **same(1.0, 1.3)),
    Goal("verify --quick zstd : openssl x2", ("quick stele-zstd",), "quick openssl-zstd", **same(1.0, 1.3)),
    Goal("extract gzip : cp -r", ("extract stele-gzip",), "extract cp", **same(1.0, 1.3)),
    Goal("extract gzip : tar+zstd", ("extract stele-gzip",), "extract tar-zstd", **same(1.0, 1.3)),
    Goal("extract zstd : cp -r", ("extract stele-zstd",), "extract cp", **same(1.0, 1.3)),
    Goal("extract zstd : tar+zstd", ("extract stele-zstd",), "extract tar-zstd", **same(1.0, 1.3)),
    *(Goal(f"{op} : empty Swift program", (f"{op} stele-gzip", f"{op} stele-zstd"), "start swift", **same(2.0, slack=0.010))
      for op in ("cat", "list", "info", "show")),
    Goal("--version : 15 ms", ("start stele",), "", **same(0.015)),
]


def seconds(corpus: dict, key: str) -> float | None:
    """The median of a measurement's rounds."""
    runs = corpus["runs"].get(key)
    return statistics.median(run["wall"] for run in runs) if runs else None


def judge(goal: Goal, corpus: dict) -> tuple[float | None, str]:
    """The ratio, and `met`, `least` or `missed`; an empty word where there is no goal or something is missing."""
    wanted = goal.text if corpus["text"] else goal.pictures
    value = corpus["sizes"].get if goal.size else (lambda key: seconds(corpus, key))
    ours = [value(key) for key in goal.ours]
    peer = value(goal.peer) if goal.peer else 1.0
    if None in ours or not peer:
        return None, ""
    ratio = max(ours) / peer
    if wanted is None:
        return ratio, ""
    if ratio <= wanted[0]:
        return ratio, "met"
    least = max(wanted[1], wanted[0]) + (goal.slack / peer if goal.slack else 0)
    return ratio, "least" if ratio <= least else "missed"


def threshold(goal: Goal) -> tuple[str, str]:
    """Goal and at-the-least value in words; where they differ, for pictures and for text."""
    number = (lambda value: f"{value * 1000:.0f} ms") if not goal.peer else (lambda value: f"{value:g}")
    pairs = []
    for at in 0, 1:
        pictures, text = (side and number(side[at]) for side in (goal.pictures, goal.text))
        if pictures == text:
            pairs.append(pictures)
        else:
            pairs.append(" / ".join(value or "–" for value in (pictures, text)))
    if goal.slack:
        pairs[1] += f" + {goal.slack * 1000:.0f} ms"
    return pairs[0], pairs[1]


def cell(goal: Goal, corpus: dict) -> str:
    ratio, word = judge(goal, corpus)
    if ratio is None:
        return "–"
    number = f"{ratio * 1000:.1f} ms" if not goal.peer else f"{ratio:.3f}" if goal.size else f"{ratio:.2f}"
    return {"met": f"{number} met", "least": f"{number} least", "missed": f"**{number} missed**", "": f"({number})"}[word]


def table(rows: list[list[str]], right: int = 1) -> str:
    """A Markdown table that is readable as it is; the columns from `right` on are set to the right."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]

    def line(row: list[str]) -> str:
        cells = (text.ljust(width) if at < right else text.rjust(width) for at, (text, width) in enumerate(zip(row, widths)))
        return "| " + " | ".join(cells) + " |"

    rule = "|" + "|".join("-" * (width + 2) if at < right else "-" * (width + 1) + ":" for at, width in enumerate(widths)) + "|"
    return "\n".join([line(rows[0]), rule, *map(line, rows[1:])])


def goal_table(corpora: dict[str, dict]) -> str:
    rows = [["ours : the peer", "goal", "at the least", *corpora]]
    for goal in GOALS:
        rows.append([goal.what, *threshold(goal), *(cell(goal, corpus) for corpus in corpora.values())])
    return table(rows)


def counts(corpora: dict[str, dict]) -> dict[str, int]:
    words = [judge(goal, corpus)[1] for goal in GOALS for corpus in corpora.values()]
    return {word: words.count(word) for word in ("met", "least", "missed")}


# What each operation is compared with: hashing its own input, the files or the package.
LIMITS = {"pack": "limit files", "highest": "limit files", "verify": "limit files", "extract": "limit files"}


def share(corpus: dict, key: str) -> float | None:
    """How much of the operation's time the physical limit takes: 1 is as fast as can be."""
    op, who = key.split(" ", 1)
    limit = LIMITS.get(op) or (f"limit {who.split('-')[-1]}" if op == "quick" else "")
    floor, taken = seconds(corpus, limit), seconds(corpus, key)
    return floor / taken if floor and taken else None


def details(corpus: dict) -> str:
    """Every measurement of one corpus."""
    rows = [["operation", "by", "seconds", "min–max", "of the limit", "CPU s", "peak MiB", "MB out"]]
    for key, runs in corpus["runs"].items():
        op, who = key.split(" ", 1)
        walls = [run["wall"] for run in runs]
        digits = 4 if max(walls) < 0.1 else 2
        peak = max(run["peak"] for run in runs)
        part, size = share(corpus, key), corpus["sizes"].get(key)
        rows.append([
            op, corpus["labels"].get(key, who), f"{statistics.median(walls):.{digits}f}",
            f"{min(walls):.{digits}f}–{max(walls):.{digits}f}" if len(walls) > 1 else "",
            f"{part:.0%}" if part else "", f"{statistics.median(run['cpu'] for run in runs):.{digits}f}",
            f"{peak / 2**20:.0f}" if peak else "", f"{size / 1e6:.2f}" if size else ""])
    return table(rows, right=2)


def article_share(corpus: dict) -> str:
    """How much of packing the articles' records take: the same bytes under a name that is no article's, beside it."""
    parts = []
    for profile in "gzip", "zstd":
        whole, plain = seconds(corpus, f"pack stele-{profile}"), seconds(corpus, f"pack plain-{profile}")
        if whole and plain:
            parts.append(f"{profile} {max(0.0, 1 - plain / whole):.0%}")
    return ", ".join(parts)


def report(result: dict) -> str:
    """The whole page: the goals, then every corpus."""
    corpora, found = result["corpora"], counts(result["corpora"])
    lines = [f"{result['date']}; {result['stele']}; {result['machine']}; {result['rounds']} rounds, medians.", "",
             goal_table(corpora), "",
             f"{found['met']} met, {found['least']} at the least, {found['missed']} missed. Goals before the slash are for pictures, "
             "after it for text. In brackets: no goal there."]
    if result["missing"]:
        lines += ["", "Not compared, as missing here: " + "; ".join(result["missing"]) + "."]
    for name, corpus in corpora.items():
        lines += ["", f"### {name}: {corpus['files']:,} files, {corpus['bytes'] / 1e6:.1f} MB", "", f"{corpus['about']}.", "", details(corpus)]
        if part := article_share(corpus):
            lines += ["", f"Articles' records, as a share of the time of packing: {part}."]
        lines += [f"\n- failed: {problem}" for problem in corpus["problems"]]
    return "\n".join(lines) + "\n"

"""Makes the material that the benchmarks pack: always the same bytes for the same seed and the same articles.

The pages are not the articles themselves. A page takes the lines of markup of one article, with other numbers
in its addresses and dates, and fills them with new sentences out of the words of all articles. Some sentences
come from a common pool, as sites quote themselves. So packers meet what they meet in real mirrors: markup that
repeats on every page, prose that does not, and here and there a passage that was on another page.
"""

import multiprocessing
import random
import re
import shutil
import signal
import struct
import zlib
from collections import Counter
from itertools import accumulate
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
SHARED = TOP.parent / "shared" / "corpus" / "articles"
ARTICLE = {".md", ".markdown", ".html", ".htm"}
TEXT = ARTICLE | {".txt", ".css", ".svg", ".xml", ".json", ".csv", ".js"}

# How pages repeat: chosen so that gzip, zstd and 7z shrink them as they shrink mirrors of news sites. README.md has
# the figures of both.
QUOTED = 0.42  # of all sentences: those that stand on other pages too
QUOTES = 16000  # such sentences in all
SKEW = 1.25  # frequent words are more frequent than if each stood alone, as sentences have phrases
WORDS = 24000  # different words at least; where the articles have fewer, the others are invented


def articles_folder() -> Path:
    """The articles whose markup and words the pages take: real ones where there are, else the examples."""
    real = SHARED / "tuidang"
    return real if real.is_dir() else TOP / "Spec" / "Examples" / "articles"


def read_articles(folder: Path) -> list[str]:
    files = sorted(file for file in folder.rglob("*") if file.suffix in ARTICLE and file.is_file())
    texts = [file.read_bytes().decode("utf-8", "replace") for file in files if 500 < file.stat().st_size < 60000]
    if not texts:
        raise SystemExit(f"there are no articles of 500 to 60,000 bytes in {folder}")
    return texts


def is_wide(text: str) -> bool:
    """Whether most letters are of a script that has no spaces between words."""
    wide = sum(char > "\u2e80" for char in text)
    return wide * 2 > sum(char.isalpha() for char in text)


class Lexicon:
    """Words with their frequencies, and sentences made of them."""

    def __init__(self, texts: list[str], wide: bool, noise: random.Random) -> None:
        self.wide = wide
        counts = Counter()
        for text in texts:
            prose = re.sub(r"<[^>]*>|\]\([^)]*\)|https?:\S+", " ", text)
            if wide:
                for run in re.findall(r"[\u3400-\u9fff]+", prose):
                    at = 0
                    while at < len(run):
                        size = noise.choice((1, 2, 2, 2, 3, 4))
                        counts[run[at : at + size]] += 1
                        at += size
            else:
                counts.update(re.findall(r"[^\W\d_]{1,24}", prose))
        ranked = [word for word, _ in counts.most_common()]
        weights = [count**SKEW for _, count in counts.most_common()]
        known = set(ranked)
        # Words fall off as in any language: the one of rank n is about a n-th as frequent as the first.
        first = max(weights, default=1)
        while len(ranked) < WORDS:
            word = self.invent(noise)
            if word not in known:
                known.add(word)
                ranked.append(word)
                weights.append(first / (len(ranked) + 20))
        self.words = ranked
        self.sums = list(accumulate(weights))

    def invent(self, noise: random.Random) -> str:
        if self.wide:
            return "".join(chr(0x4E00 + int(noise.random() ** 2 * 6000)) for _ in range(noise.choice((1, 2, 2, 3))))
        syllables = noise.choice((1, 2, 2, 3, 4))
        return "".join(noise.choice("bcdfghlmnprstvw") + noise.choice(("a", "e", "i", "o", "u", "en", "er", "st"))
                       for _ in range(syllables))

    def sentence(self, noise: random.Random) -> str:
        """Some 10 to 40 words with commas."""
        count = noise.randrange(8, 36)
        found = noise.choices(self.words, cum_weights=self.sums, k=count)
        if self.wide:
            for at in range(noise.randrange(4, 9), count - 2, 8):
                found[at] += "，"
            return "".join(found) + "。"
        for at in range(noise.randrange(4, 9), count - 2, 11):
            found[at] += ","
        return " ".join(found).capitalize() + ". "


class Template:
    """The lines of an article: markup to keep, and prose to replace."""

    def __init__(self, text: str) -> None:
        self.wide = is_wide(re.sub(r"<[^>]*>|https?:\S+", "", text))
        self.lines = []
        for line in text.split("\n"):
            bare = line.strip()
            is_prose = len(bare) >= 12 and not re.search(r"[<>\[\]]|://|^[#\-|=*]", bare)
            # The parts with odd numbers are the digits that differ from page to page: numbers of articles, dates.
            parts = re.split(r"((?<![\d%])\d{2,12}(?!\d))", line)
            self.lines.append((len(bare) if is_prose else 0, line[: len(line) - len(line.lstrip())], parts))


class Pages:
    """Makes the pages of one seed. Each can be made by itself, so that processes share the work."""

    def __init__(self, articles: Path, seed: int) -> None:
        texts = read_articles(articles)
        noise = random.Random(f"{seed} words")
        self.seed = seed
        self.templates = [Template(text) for text in texts]
        self.lexica = {wide: Lexicon([text for text in texts if is_wide(text) == wide], wide, noise)
                       for wide in {template.wide for template in self.templates}}
        self.quotes = {wide: [lexicon.sentence(noise) for _ in range(QUOTES)] for wide, lexicon in sorted(self.lexica.items())}

    def page(self, number: int, link: str = "") -> bytes:
        noise = random.Random(f"{self.seed} {number}")
        template = self.templates[number % len(self.templates)]
        lexicon, quotes = self.lexica[template.wide], self.quotes[template.wide]
        stretch = min(4.0, noise.lognormvariate(-0.2, 0.45))
        numbers = {}
        lines = []
        for length, indent, parts in template.lines:
            if length:
                wanted, prose = int(length * stretch), []
                while wanted > 0:
                    sentence = noise.choice(quotes) if noise.random() < QUOTED else lexicon.sentence(noise)
                    prose.append(sentence)
                    wanted -= len(sentence)
                lines.append(indent + "".join(prose).rstrip())
                continue
            for at in range(1, len(parts), 2):
                digits = parts[at]
                if digits not in numbers:
                    numbers[digits] = str(noise.randrange(10 ** (len(digits) - 1), 10 ** len(digits)))
            lines.append("".join(numbers.get(part, part) if at % 2 else part for at, part in enumerate(parts)))
        if link:
            lines.insert(len(lines) // 2, link)
        # What makes a page of its own even of an article that is nothing but markup.
        lines.append(f"<!-- {number} -->")
        return ("\n".join(lines) + "\n").encode()


def _write_pages(task) -> int:
    folder, articles, seed, numbers = task
    pages, written = Pages(articles, seed), 0
    for number in numbers:
        home = folder / f"nf{number // 100:04d}"
        home.mkdir(exist_ok=True)
        data = pages.page(number)
        (home / f"n{10_000_000 + number * 97}.md").write_bytes(data)
        written += len(data)
    return written


def make_text(folder: Path, count: int = 30000, seed: int = 1, articles: Path | None = None, jobs: int = 2) -> int:
    """Writes `count` pages below `folder`, 100 in each folder; returns their bytes."""
    articles = articles or articles_folder()
    folder.mkdir(parents=True, exist_ok=True)
    share = -(-count // jobs // 100) * 100
    tasks = [(folder, articles, seed, range(at, min(at + share, count))) for at in range(0, count, share)]
    if jobs == 1:
        return sum(map(_write_pages, tasks))
    with multiprocessing.Pool(jobs, initializer=_leave_signals) as pool:
        return sum(pool.map(_write_pages, tasks))


def _leave_signals() -> None:
    """Workers end when the pool ends them, without handlers of their parent; it alone acts on Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def jpeg(noise: random.Random, size: int) -> bytes:
    """A header as cameras write it, and noise where the picture would be: nothing shrinks it, as with any JPEG."""
    head = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffdb004300") + bytes(range(16, 80))
    head += bytes.fromhex("ffc0000b08") + struct.pack(">HH", noise.randrange(64, 4000), noise.randrange(64, 4000))
    head += bytes.fromhex("01011100ffda0008010100003f00")
    body = noise.randbytes(max(0, size - len(head) - 2)).replace(b"\xff", b"\xfe")
    return head + body + b"\xff\xd9"


def png(noise: random.Random, size: int) -> bytes:
    """The chunks of a PNG file with their checksums, the compressed picture in them being noise."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", noise.randrange(64, 4000), noise.randrange(64, 4000), 8, 2, 0, 0, 0)
    parts, left = [b"\x89PNG\r\n\x1a\n", chunk(b"IHDR", head)], max(12, size - 57)
    while left > 0:
        parts.append(chunk(b"IDAT", noise.randbytes(min(left, 65536))))
        left -= 65536
    return b"".join(parts) + chunk(b"IEND", b"")


def make_pictures(folder: Path, count: int = 1300, total: int = 50_000_000, seed: int = 1, articles: Path | None = None) -> int:
    """Writes `count` files, of which every fifth is an article that shows the pictures beside it; returns their bytes.

    The sizes of the pictures are log-normal, 1 KB to 2 MB, and add up to about `total`.
    """
    noise = random.Random(f"{seed} pictures")
    pages = Pages(articles or articles_folder(), seed)
    sizes = [noise.lognormvariate(0, 1.2) for _ in range(count - -(-count // 5))]
    scale = total / sum(sizes)
    written = 0
    for number in range(count):
        home = folder / f"{2000 + number // 5 % 25}" / f"p{number // 5}"
        if number % 5 == 0:
            home.mkdir(parents=True)
            shown = range(number + 1, min(number + 5, count))
            links = "\n".join(f"![{at}]({picture_name(at)})\n" for at in shown)
            name, data = "index.md", pages.page(1_000_000 + number, links)
        else:
            size = int(min(2_000_000, max(1000, sizes.pop() * scale)))
            name = picture_name(number)
            data = (png if name.endswith("png") else jpeg)(noise, size)
        (home / name).write_bytes(data)
        written += len(data)
    return written


def picture_name(number: int) -> str:
    return f"p{number}.{'png' if number % 3 == 0 else 'jpg'}"


def make(name: str, folder: Path, jobs: int = 2) -> str:
    """Makes or copies the corpus `name` into `folder`, which must not be there; says what it is."""
    source = articles_folder()
    kind = "real articles" if source.parent == SHARED else "the examples"
    if name == "text":
        make_text(folder, jobs=jobs)
        return f"made: pages with the markup and the words of {kind}"
    if name == "pictures":
        make_pictures(folder)
        return f"made: noise with the headers of JPEG and PNG files, beside pages with the words of {kind}"
    original = SHARED if name == "all-articles" else SHARED / name
    shutil.copytree(original, folder)
    return "articles and pictures of real sites"


def names() -> list[str]:
    """The corpora that can be had here."""
    real = ["rust-blog", "18f", "all-articles"]
    return ["text", "pictures"] + [name for name in real if (SHARED / name).is_dir() or (name == "all-articles" and SHARED.is_dir())]


def is_text(folder: Path) -> bool:
    """Whether most bytes below `folder` are of text files: some goals differ between texts and pictures."""
    text = rest = 0
    for file in folder.rglob("*"):
        if file.is_file():
            size = file.stat().st_size
            if file.suffix.lower() in TEXT:
                text += size
            else:
                rest += size
    return text > rest

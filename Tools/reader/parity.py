"""Parity: section 6.3 of the specification. Made from the data frames, and used to restore lost blocks.

Bytes are multiplied in bulk: `bytes.translate` multiplies a whole run by one number of the field, and two
runs are added as two very long integers.
"""

import functools
from dataclasses import dataclass

MAX_RATIO = 3000            # hundredths of a percent
MEMORY = 64 << 20           # section 6.3: what making parity should need at most


# --- The field GF(2^8), modulo x^8 + x^4 + x^3 + x^2 + 1 ------------------------------------------

EXP, LOG = [0] * 510, [0] * 256         # powers of the element x (02), which generates all but 0
power = 1
for exponent in range(255):
    EXP[exponent] = EXP[exponent + 255] = power
    LOG[power] = exponent
    power = power << 1 ^ (0x11D if power & 0x80 else 0)


def multiply(a, b):
    return EXP[LOG[a] + LOG[b]] if a and b else 0


def invert(a):
    return EXP[255 - LOG[a]]


@functools.cache
def products(a):
    """For `bytes.translate`: the product of `a` with each of the 256 elements."""
    return bytes(multiply(a, b) for b in range(256))


def coefficient(row, column):
    """g(r, c) = 1 / (c + (255 - r))."""
    return invert(column ^ 255 - row)


def times(number, run):
    """A run of bytes, each multiplied by `number`, as an integer: sums of such integers are XOR."""
    return int.from_bytes(run.translate(products(number)), "little")


# --- The shape ------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Shape:
    """All that follows from the parity ratio, the block size and the bytes in the data frames."""

    block: int          # B
    data_bytes: int     # D
    blocks: int         # N
    stripes: int        # S
    columns: int        # k
    rows: int           # m

    @classmethod
    def of(cls, data_bytes, block, ratio):
        blocks = -(-data_bytes // block)
        most = max(x for x in range(1, 256) if x + rows_for(x, ratio) <= 256)       # K
        stripes = -(-blocks // most)
        columns = -(-blocks // stripes)
        return cls(block, data_bytes, blocks, stripes, columns, rows_for(columns, ratio))

    @property
    def parity_bytes(self):
        return self.rows * self.stripes * self.block

    def parity_offset(self, stripe, row):
        """Where in the parity's content a parity block begins: its number goes on from those of the data blocks."""
        return (row * self.stripes + (stripe - self.blocks) % self.stripes) * self.block


def rows_for(columns, ratio):
    """p(x): parity blocks for x data blocks."""
    return max(2, -(-columns * ratio // 10_000))


# --- Making it ------------------------------------------------------------------------------------

def make_parity(shape, read):
    """Yields (offset in the parity's content, bytes). `read(offset, count)` gives bytes of the data frames,
    fewer or none where they end.

    Blocks that stand side by side belong to neighbouring stripes. So a group of stripes is made in one go: of
    each column it takes one run of bytes.
    """
    group = max(1, MEMORY // 4 // (shape.rows * shape.block))
    for first in range(0, shape.stripes, group):
        width = min(group, shape.stripes - first)
        rows = [0] * shape.rows
        for column in range(shape.columns):
            run = read((column * shape.stripes + first) * shape.block, width * shape.block)
            # What is missing at the end is zero: the integer has zeros there anyway.
            for row in range(shape.rows):
                rows[row] ^= times(coefficient(row, column), run)
        for row, value in enumerate(rows):
            run = value.to_bytes(width * shape.block, "little")
            # The numbers of the parity blocks may begin with any stripe: a run may have to be cut in two.
            before = min(width, shape.blocks % shape.stripes - first) if first < shape.blocks % shape.stripes else 0
            for part, stripe in ((run[:before * shape.block], first), (run[before * shape.block:], first + before)):
                if part:
                    yield shape.parity_offset(stripe, row), part


# --- Restoring ------------------------------------------------------------------------------------

def remainders(shape, stripe, lost, parity, read):
    """What is left of parity blocks of a stripe, when all that the sound columns gave is taken away.

    `parity`: row -> parity block. `lost`: the columns that are lost. `read(offset, count)`: bytes of the data frames.
    """
    left = {row: int.from_bytes(block, "little") for row, block in parity.items()}
    for column in range(shape.columns):
        number = column * shape.stripes + stripe
        if column in lost or number >= shape.blocks:
            continue
        block = read(number * shape.block, shape.block)
        for row in left:
            left[row] ^= times(coefficient(row, column), block)
    return {row: value.to_bytes(shape.block, "little") for row, value in left.items()}


def solve(lost, rows, left):
    """The blocks of the columns `lost`, each of B bytes, from what is left of as many rows of parity."""
    inverse = invert_matrix([[coefficient(row, column) for column in lost] for row in rows])
    for line in inverse:
        value = 0
        for number, row in zip(line, rows):
            value ^= times(number, left[row])
        yield value.to_bytes(len(left[rows[0]]), "little")


def invert_matrix(matrix):
    """By elimination. A square part of a Cauchy matrix always has an inverse."""
    size = len(matrix)
    lines = [list(line) + [int(column == row) for column in range(size)] for row, line in enumerate(matrix)]
    for at in range(size):
        pivot = next(row for row in range(at, size) if lines[row][at])
        lines[at], lines[pivot] = lines[pivot], lines[at]
        scale = products(invert(lines[at][at]))
        lines[at] = [scale[value] for value in lines[at]]
        for row in range(size):
            if row != at and lines[row][at]:
                scale = products(lines[row][at])
                lines[row] = [value ^ scale[other] for value, other in zip(lines[row], lines[at])]
    return [line[size:] for line in lines]

"""The parity of section 6.3, in the plainest way: one byte after the other.

It shares nothing with any reader: products come from repeated doubling, inverses from trying.
"""

import functools


def product(a, b):
    """In GF(2^8) modulo x^8 + x^4 + x^3 + x^2 + 1."""
    result = 0
    while b:
        if b & 1:
            result ^= a
        a <<= 1
        if a & 0x100:
            a ^= 0x11D
        b >>= 1
    return result


@functools.cache
def products(a):
    return [product(a, b) for b in range(256)]


@functools.cache
def inverse(a):
    return products(a).index(1)


def rows_for(columns, ratio):
    """p(x) of section 6.3."""
    return max(2, -(-columns * ratio // 10_000))


def shape(data_bytes, bits, ratio):
    """(columns, rows, stripes); all 0 without parity."""
    if not ratio:
        return 0, 0, 0
    blocks = -(-data_bytes // (1 << bits))
    most = max(x for x in range(1, 255) if x + rows_for(x, ratio) <= 256)
    stripes = -(-blocks // most)
    columns = -(-blocks // stripes)
    return columns, rows_for(columns, ratio), stripes


@functools.lru_cache
def parity(data, bits, ratio, fill=0, stripe_of=None):
    """The content of the parity. `fill` and `stripe_of` are for vectors that break it: what fills the last
    block, and which stripe and column a block belongs to."""
    columns, rows, stripes = shape(len(data), bits, ratio)
    size = 1 << bits
    blocks = [data[at:at + size].ljust(size, bytes([fill])) for at in range(0, len(data), size)]
    place = stripe_of or (lambda number: (number % stripes, number // stripes))
    content = [bytearray(size) for _ in range(rows * stripes)]
    for number, block in enumerate(blocks):
        stripe, column = place(number)
        for row in range(rows):
            table = products(inverse(column ^ 255 - row))
            # Numbers go on from the data blocks: the first parity block is not always one of stripe 0.
            block_of_parity = content[row * stripes + (stripe - len(blocks)) % stripes]
            for at, byte in enumerate(block):
                block_of_parity[at] ^= table[byte]
    assert columns * stripes >= len(blocks)
    return b"".join(content)

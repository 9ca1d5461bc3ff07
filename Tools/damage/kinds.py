"""The kinds of damage. Each takes a sound package and a source of numbers, and returns the damaged bytes; those that are
tried with another copy as well return that, too."""


def bits(sound, rng):
    data = bytearray(sound.bytes)
    for _ in range(rng.choice([1, 1, 2, 8])):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return data


def run_of_bytes(sound, rng):
    data = bytearray(sound.bytes)
    length = rng.randrange(1, 2 * sound.burst + 1000)
    start = rng.randrange(len(data))
    length = min(length, len(data) - start)
    data[start:start + length] = rng.randbytes(length)
    return data


def guaranteed_burst(sound, rng):
    data = bytearray(sound.bytes)
    length = min(sound.burst, len(data))
    start = rng.randrange(len(data) - length + 1)
    data[start:start + length] = bytes(byte ^ 0xA5 for byte in data[start:start + length])
    return data


def zeros(size):
    def fault(sound, rng):
        data = bytearray(sound.bytes)
        start = rng.randrange(len(data)) // size * size
        end = min(start + size, len(data))
        data[start:end] = bytes(end - start)
        return data
    return fault


def swapped(sound, rng):
    data, size = bytearray(sound.bytes), rng.choice([512, 4096, sound.block])
    places = len(data) // size
    if places >= 2:
        a, b = (rng.randrange(places) * size for _ in range(2))
        data[a:a + size], data[b:b + size] = data[b:b + size], data[a:a + size]
    return data


def cut_at_frame(sound, rng):
    return bytearray(sound.bytes[:rng.choice(sound.boundaries[:-1])])


def cut(sound, rng):
    return bytearray(sound.bytes[:rng.randrange(len(sound.bytes))])


def head_cut(sound, rng):
    most = rng.choice([100, 8000, len(sound.bytes)])
    return bytearray(sound.bytes[rng.randrange(1, min(len(sound.bytes), most)):])


def inserted(sound, rng):
    data, at = bytearray(sound.bytes), rng.randrange(len(sound.bytes))
    data[at:at] = rng.randbytes(rng.randrange(1, 1000))
    return data


def deleted(sound, rng):
    data, at = bytearray(sound.bytes), rng.randrange(len(sound.bytes))
    del data[at:at + rng.randrange(1, 1000)]
    return data


def changed_at_places(sound, rng):
    """Bytes fallen out or come in at two or three places: all the one or all the other, or a few of both."""
    places = sorted(rng.sample(range(len(sound.bytes)), rng.choice([2, 2, 3])), reverse=True)
    data, way = bytearray(sound.bytes), rng.choice(["out", "in", "both"])
    most = rng.choice([1, 30, 1000]) if way != "both" else 3
    for at in places:
        count = rng.randrange(1, most + 1)
        if way == "out" or way == "both" and rng.random() < 0.5:
            del data[at:at + count]
        else:
            data[at:at] = rng.randbytes(count)
    return data


def flipped(sound, rng, data):
    """A bit of a data frame: any, or one that is most often behind the end of its deflate data, where it decodes to nothing."""
    frame = rng.choice(sound.frames)
    end = frame.start + len(frame.stored)
    if rng.random() < 0.5 and sound.profile == "gzip":
        data[end - 9] ^= 0x80
    else:
        data[rng.randrange(frame.start, end)] ^= 1 << rng.randrange(8)
    return data


def without_tables(sound):
    data = bytearray(sound.bytes)
    for table in sound.tables:
        start, end = table[0][0], table[-1][1]
        data[start:end] = bytes(end - start)
    return data


def tail_and_bit(sound, rng):
    return flipped(sound, rng, bytearray(sound.bytes[:sound.data_size]))


def tables_and_bit(sound, rng):
    return flipped(sound, rng, without_tables(sound))


def tables_footer_and_bit(sound, rng):
    return flipped(sound, rng, without_tables(sound)[:sound.boundaries[-2]])


# --- With another copy ---------------------------------------------------------------------------


def worn(sound, rng):
    """A package without what tells one container of a bag from another at once, and with little or no other damage."""
    end = rng.choice([sound.boundaries[-2], sound.data_size, len(sound.bytes)])
    data = bytearray(sound.bytes[:end])
    if rng.random() < 0.5:
        data[rng.randrange(sound.data_size)] ^= 1 << rng.randrange(8)
    return data


def related_copy(sound, rng):
    """The same bag at another level, with another codec or parity."""
    return worn(sound, rng), rng.choice(sound.related).bytes


def useless_copy(sound, rng):
    other = rng.choice([sound, *sound.related]).bytes
    return worn(sound, rng), rng.choice([b"", other[:rng.randrange(1, len(sound.frames[0].stored))], rng.randbytes(3000)])


def damaged_copy(sound, rng):
    return worn(sound, rng), bytes(rng.choice([run_of_bytes, cut, head_cut, inserted, deleted])(sound, rng))


def stub(sound, rng):
    """What ends within its first frame, and a whole copy."""
    return bytearray(sound.bytes[:rng.randrange(1, len(sound.frames[0].stored))]), sound.bytes


def spliced(sound, rng, other):
    a, b = rng.randrange(len(sound.bytes)), rng.randrange(len(other.bytes))
    return bytearray(sound.bytes[:a] + other.bytes[b:])


KINDS = {
    "bits": bits, "a run of bytes": run_of_bytes, "the guaranteed burst": guaranteed_burst, "512 zeros": zeros(512),
    "4096 zeros": zeros(4096), "64 KiB lost": zeros(65536), "swapped blocks": swapped, "cut at a frame": cut_at_frame,
    "cut": cut, "head cut off": head_cut, "inserted": inserted, "deleted": deleted, "changed at places": changed_at_places, "spliced": spliced,
    "tail lost and a bit": tail_and_bit, "tables lost and a bit": tables_and_bit,
    "tables, footer, a bit": tables_footer_and_bit,
}
WITH_COPY = {
    "copy in another container": related_copy, "useless copy": useless_copy, "damaged copy": damaged_copy, "stub and a copy": stub,
}

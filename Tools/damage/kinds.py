"""The kinds of damage. Each takes a sound package and a source of numbers, and returns the damaged bytes."""


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


def spliced(sound, rng, other):
    a, b = rng.randrange(len(sound.bytes)), rng.randrange(len(other.bytes))
    return bytearray(sound.bytes[:a] + other.bytes[b:])


KINDS = {
    "bits": bits, "a run of bytes": run_of_bytes, "the guaranteed burst": guaranteed_burst, "512 zeros": zeros(512),
    "4096 zeros": zeros(4096), "64 KiB lost": zeros(65536), "swapped blocks": swapped, "cut at a frame": cut_at_frame,
    "cut": cut, "head cut off": head_cut, "inserted": inserted, "deleted": deleted, "spliced": spliced,
}

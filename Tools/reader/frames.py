"""Frames: section 4 of the specification.

`walk` gives the frames of a container from front to back and goes on behind damage. It looks at each frame
alone; what frames say of each other (places, order, package tag) is checked in verify.py.
"""

import zlib
from dataclasses import dataclass

import profiles
from descriptors import ADDITIONAL, DATA, DESCRIPTOR_BYTES, FOOTER, Descriptor, descriptors_in, is_piece
from primitives import CannotRead

STEP = 1 << 20              # bytes that are passed over at a time where no frame begins


@dataclass
class Frame:
    offset: int                 # in the container
    descriptor: Descriptor
    content: bytes | None       # the piece of the tar or of the section; None if it cannot be had
    after_damage: bool = False  # stored bytes before this frame were lost
    stored: bytes | None = None # of the footer's frame and those of additional sections, which have digests


class Source:
    """The stored bytes, read once from front to back, with a bounded look ahead.

    `passed` is given the stored bytes of the data frames once, in order: it hashes the blocks.
    """

    def __init__(self, stream, passed):
        self._stream = stream
        self._passed = passed
        self._buffer = bytearray()
        self._ended = False
        self._past_data = False
        self.offset = 0
        self.profile = profiles.Gzip        # until `walk` knows better

    def peek(self, count):
        """The next `count` bytes, or fewer where the container ends."""
        while len(self._buffer) < count and not self._ended:
            try:
                chunk = self._stream.read(max(count - len(self._buffer), 65_536))
            except OSError as error:
                # A read error is not the end of the file.
                raise CannotRead(f"cannot read at offset {self.offset + len(self._buffer)}: {error.strerror}")
            if chunk:
                self._buffer += chunk
            else:
                self._ended = True
        return bytes(memoryview(self._buffer)[:count])

    def take(self, count):
        data = self.peek(count)
        del self._buffer[:len(data)]
        self.offset += len(data)
        if not self._past_data:
            self._passed(data)
        return data

    def data_frames_end(self):
        """The data frames end where the source now stands."""
        self._past_data = True

    def drain(self):
        """Reads to the end and says how many bytes there were."""
        count = 0
        while data := self.take(65_536):
            count += len(data)
        return count


def walk(source, findings):
    """Yields every frame of the container. The caller stops after the footer."""
    profile = source.profile = profiles.of(source)
    tag = None                  # of the first sound frame; frames with another are not sought after damage
    after_damage = False
    if not source.peek(1):
        findings.add("E101", "the file is empty", offset=0)
    while head := source.peek(profile.piece_at):
        start = source.offset
        descriptor = profile.frame(source.peek, tag)
        if descriptor is None:
            found = skip_to_frame(source, 1, tag)
            if not found and tag is None:
                findings.add("E101", "no Stele frame was found", offset=0)
                return
            if found or len(head) == profile.piece_at:
                findings.add("E103", "no sound descriptor where a frame should begin", offset=start)
            if not found:
                return          # without a footer: the caller reports E102
            after_damage = True
            continue
        tag = tag or descriptor.tag
        frame, damaged = read_frame(source, start, descriptor, tag, findings)
        frame.after_damage = after_damage
        after_damage = damaged
        yield frame


def read_frame(source, start, descriptor, tag, findings):
    """Reads the frame at the source's place and passes over it. Returns it, and whether the bytes up to the
    next frame were lost."""
    profile, length = source.profile, descriptor.stored_length
    frame = Frame(start, descriptor, None)
    is_data = descriptor.kind == DATA
    if is_piece(descriptor.kind):
        source.data_frames_end()
    if is_data:
        fault = data_length_fault(profile, descriptor)
        if fault:
            findings.add("E108", fault, offset=start)
    elif length != profile.overhead + descriptor.raw_length and is_piece(descriptor.kind):
        findings.add("E103", f"stored length {length} is not that of a piece of {descriptor.raw_length} bytes",
                     offset=start)
        skip_to_frame(source, 1, tag)
        return frame, True
    if not profile.min_stored <= length <= profile.max_stored:
        if not is_data:
            findings.add("E103", f"stored length {length} is out of bounds", offset=start)
        skip_to_frame(source, 1, tag)
        return frame, True

    stored = source.peek(length)
    if len(stored) < length:
        # Either the container is cut off in this frame, or the stored length is a lie and frames follow.
        if skip_to_frame(source, 1, tag):
            findings.add("E103", f"stored length {length} reaches past the end of the container", offset=start)
        return frame, True      # else the caller reports E102, since no footer follows
    if is_data:
        frame.content = profile.data_content(stored, descriptor, start, findings)
    elif is_piece(descriptor.kind):
        frame.content = piece_frame_content(profile, stored, descriptor, start, findings)
        frame.stored = stored if descriptor.kind == FOOTER or descriptor.kind in ADDITIONAL else None
    if frame.content is None:
        # Section 9.2: go on with the next frame. If there is none where the stored length says, it is
        # found by its signature.
        def after(count):
            return source.peek(length + count)[length:]

        if after(1) and profile.frame(after, tag) is None:
            if skip_to_frame(source, 1, tag):
                findings.add("E103", f"no frame follows where stored length {length} says", offset=start)
            return frame, True
    source.take(length)
    return frame, False


def data_length_fault(profile, descriptor):
    """Sections 4.2 and 4.3 [E108]."""
    if not 1 <= descriptor.raw_length <= profile.max_raw:
        return f"raw length {descriptor.raw_length} of a data frame is out of bounds"
    if not profile.min_stored <= descriptor.stored_length <= profile.max_stored:
        return f"stored length {descriptor.stored_length} of a data frame is out of bounds"
    return None


def piece_frame_content(profile, stored, descriptor, start, findings):
    """The piece in a frame of a section; None if it is not framed as section 4.4 says."""
    begin, end = profile.piece_at, len(stored) - len(profile.piece_end)
    piece = stored[begin:end]
    if stored[:begin - DESCRIPTOR_BYTES] != profile.piece_start(len(piece)) or stored[end:] != profile.piece_end:
        findings.add("E104", "the bytes around a piece are not those of section 4.4", offset=start)
    if zlib.crc32(piece) != descriptor.raw_checksum:
        findings.add("E106", "the CRC-32 of the piece is not the raw checksum", offset=start)
    return piece


def skip_to_frame(source, skip, tag):
    """Passes over at least `skip` bytes, up to the next frame with a sound descriptor of this package.

    True if there is one; else the whole container has been passed over.
    """
    source.take(skip)
    most = source.profile.max_stored + STEP         # a descriptor may stand at the end of its frame
    while True:
        window = source.peek(most)
        begins = (source.profile.begins(at, descriptor) for at, descriptor in descriptors_in(window, tag))
        begin = min((begin for begin in begins if begin >= 0), default=None)
        if begin is not None and (begin < STEP or len(window) < most):
            source.take(begin)
            return True
        if len(window) < most:
            source.take(len(window))
            return False
        source.take(STEP)

"""Full verification: section 9 of the specification. One pass from front to back; a pipe is enough.

    frames.walk -> data frames -> TarReader -> tag files, payload -> comparison with the manifests
                -> sections    -> comparison with what they should say

Someone who gives a `sink` gets the files as they come, and is told of each whether its content is proven.
"""

import hashlib

from contents import Contents, Sink, digest
from descriptors import ADDITIONAL, BLOCK_TABLE, DATA, FOOTER, INDEX, PARITY, SECOND_TABLE, is_piece
from frames import Source, walk
from parity import MAX_RATIO
from primitives import PIECE, Findings, Limits
from receipt import differences
from sections import FOOTER_BYTES, MAX_BLOCK_BITS, MIN_BLOCK_BITS, BlockHasher, Footer, Kept, Section
from tail import Tail


class Verification:
    """One verification. `run` does all; after it the verdict, the findings and the contents can be asked."""

    def __init__(self, stream, limits=None, expected=None, sink=None, receipt=None):
        self.limits = limits or Limits()
        self.findings = Findings()
        self.expected = expected            # a package digest, `sha256:…`, or None
        self.receipt = receipt              # what read_receipt gives, or None
        self.blocks = BlockHasher()
        self.kept_data = Kept()             # the stored bytes of the data frames, if there is parity to compare with
        self.kept_parity = Kept()
        self.source = Source(stream, self._data_passed)
        self.contents = Contents(self.limits, sink or Sink(), self.fault)
        self.tar = self.contents.tar

        self.frame_offset = None            # of the frame that is being read
        self.frame_places = []              # the index's first table
        self.tag = None
        self.bits = None
        self.ratio = None
        self.raw_bytes = 0                  # bytes of tar that came out
        self.last_kind = DATA
        self.sections = {kind: Section() for kind in (BLOCK_TABLE, PARITY, SECOND_TABLE, INDEX)}
        self.additional_offset = None       # of the additional sections, section 6.6
        self.additional_bytes = 0
        self.additional_hash = hashlib.sha256()
        self.additional_frames = []         # offsets; each is a fault in revision 0
        self.data_end = None                # where the data frames end
        self.tar_end_lost = False
        self.index_bytes = 0                # of the index that the data frames call for
        self.footer = None
        self.footer_offset = self.footer_end = None
        self.container_digest = None

    # --- The verdict (section 9.1) ------------------------------------------------------------

    @property
    def intact(self):
        return all(code in ("E309", "E317", "E322") or code.startswith("W") for code in self.findings.counts)

    @property
    def complete(self):
        return not {"E301", "E309"} & self.findings.counts.keys() and self.contents.manifest is not None

    @property
    def is_expected(self):
        if self.expected is None and self.receipt is None:
            return None
        return (self.expected in (None, self.contents.package_digest)
                and (self.receipt is None or not differences(self.receipt, self)))

    @property
    def container_bytes(self):
        return self.source.offset

    # --- Running ------------------------------------------------------------------------------

    def run(self):
        self._read()
        if self.receipt is not None:
            for code, message in differences(self.receipt, self):
                self.findings.add(code, message)
        return self

    def _read(self):
        for frame in walk(self.source, self.findings):
            self.frame_offset = frame.offset
            self._check_descriptor(frame)
            if frame.descriptor.kind == DATA:
                self._data_frame(frame)
            elif is_piece(frame.descriptor.kind):
                self._end_of_data_frames(frame)
                if frame.descriptor.kind == FOOTER:
                    self._footer_frame(frame)
                    break
                self._piece(frame)
        if "E101" in self.findings:
            self._check_digests()
            return
        if trailing := self.source.drain():
            self.fault("E118", f"{trailing} bytes follow the footer", offset=self.footer_end)
        if self.footer_end is None:
            self.fault("E102", "the container ends without a footer: it is cut off", offset=self.source.offset)
        self.frame_offset = None
        self.tar.finish(cut_off=self.data_end is None or self.tar_end_lost)
        self.contents.read_tag_files()
        self.contents.check()
        self._check_digests()
        Tail(self).check()

    def _data_passed(self, data):
        self.blocks.passed(data)
        self.kept_data.add(data)

    def fault(self, code, message, path=None, article=None, offset=None):
        self.findings.add(code, message, path, article, self.frame_offset if offset is None else offset)

    # --- Frames: what they say of each other (section 4) --------------------------------------

    def _check_descriptor(self, frame):
        descriptor = frame.descriptor
        kind = descriptor.kind
        if kind != DATA and not is_piece(kind):
            self.fault("E110", f"frame kind {kind} is not known")
        elif kind < self.last_kind:
            self.fault("E110", f"a frame of kind {kind} stands after one of kind {self.last_kind}")
        else:
            self.last_kind = kind
        if descriptor.ratio > MAX_RATIO:
            self.fault("E122", f"parity ratio {descriptor.ratio} is out of bounds")
        elif self.ratio is None:
            self.ratio = descriptor.ratio
            if not self.ratio:
                self.kept_data.drop()
        elif descriptor.ratio != self.ratio:
            self.fault("E122", f"parity ratio {descriptor.ratio} is not that of the frames before, {self.ratio}")
        if not MIN_BLOCK_BITS <= descriptor.block_bits <= MAX_BLOCK_BITS:
            self.fault("E112", f"block size 2^{descriptor.block_bits} is out of bounds")
        elif self.bits is None:
            self.bits = descriptor.block_bits
            self.blocks.begin(self.bits)
        elif descriptor.block_bits != self.bits:
            self.fault("E112", "the block size is not that of the frames before")
        if self.tag is None:
            self.tag = descriptor.tag
        elif descriptor.tag != self.tag:
            self.fault("E109", "the package tag is not that of the frames before: the frame is of another package")
            frame.content = None

    def _data_frame(self, frame):
        """Section 4.5: data frames hold the tar without gap or overlap."""
        place, expected = frame.descriptor.place, self.tar.offset
        content = frame.content
        self.frame_places.append((frame.offset, place))
        if place != expected and not (frame.after_damage and place > expected):
            self.fault("E107", f"the frame's place in the tar is {place}, not {expected}")
        if place > expected:
            self.tar.gap(place - expected)
        if content is None:
            overlap = max(0, expected - place)
            self.tar.gap(max(0, min(frame.descriptor.raw_length, self.source.profile.max_raw) - overlap))
        else:
            self.tar.feed(content[max(0, expected - place):])
            self.raw_bytes += len(content)
            if self.bits is not None and self.bits < MAX_BLOCK_BITS and self.raw_bytes > 2048 << self.bits:
                # The block size is a lie (E112, when all is read). Digests of tiny blocks would fill the memory.
                self.blocks.give_up()

    def _end_of_data_frames(self, frame):
        if self.data_end is None:
            self.data_end = frame.offset
            self.tar_end_lost = frame.after_damage
            files = len(self.contents.payload_files())
            self.index_bytes = 16 * len(self.frame_places) + 8 * len(self.contents.tag_offsets) + 20 * files
            self.blocks.end()

    def _piece(self, frame):
        """Section 4.4."""
        descriptor, section = frame.descriptor, self.sections.setdefault(frame.descriptor.kind, Section())
        if section.offset is None:
            section.offset = frame.offset
            if descriptor.kind in (PARITY, SECOND_TABLE) and self.ratio == 0:
                self.fault("E110", f"a frame of kind {descriptor.kind}, while the parity ratio is 0")
        if descriptor.kind in ADDITIONAL:
            self._additional_frame(frame)
        section.damaged |= frame.after_damage or frame.content is None
        if descriptor.place != section.length and not frame.after_damage:
            self.fault("E107", f"the piece's place in its section is {descriptor.place}, not {section.length}")
        if not 1 <= descriptor.raw_length <= PIECE:
            self.fault("E120", f"a piece of {descriptor.raw_length} bytes")
        if section.last_piece != PIECE and not section.damaged:
            self.fault("E120", f"a piece of {section.last_piece} bytes is not the last one of its section")
        section.last_piece = descriptor.raw_length
        if frame.content is not None:
            table_bytes = len(self.blocks.digests)
            bounds = {BLOCK_TABLE: table_bytes + 1, INDEX: self.index_bytes + 1}
            section.add(frame.content, bounds.get(descriptor.kind, 0))
            if descriptor.kind == PARITY:
                self.kept_parity.add(frame.content)

    def _additional_frame(self, frame):
        """Section 6.6: all that is known of additional sections is the digest of their stored bytes."""
        self.additional_frames.append(frame.offset)
        if self.additional_offset is None:
            self.additional_offset = frame.offset
        if frame.stored is not None:
            self.additional_bytes += len(frame.stored)
            self.additional_hash.update(frame.stored)

    def _footer_frame(self, frame):
        if frame.stored is None:
            return              # not all there; so the container has no footer
        self.footer_end = self.source.offset
        if frame.descriptor.place:
            self.fault("E107", "the footer's place is not 0")
        if frame.content is None:
            return
        if len(frame.content) != FOOTER_BYTES:
            self.fault("E120", f"the footer is not a piece of {FOOTER_BYTES} bytes")
            return
        self.footer = Footer.read(frame.content)
        self.footer_offset = frame.offset
        self.container_digest = digest(frame.stored)        # section 3.1

    # --- Digests and limits (sections 4.1, 9.1, 10) ----------------------------------------------

    def _check_digests(self):
        package_digest = self.contents.package_digest
        if package_digest and self.tag is not None and bytes.fromhex(package_digest[7:])[:8] != self.tag:
            self.fault("E109", "the package tag of the frames is not the beginning of the package digest")
        bytes_out, container_bytes = self.contents.tag_bytes + self.contents.payload_bytes, self.source.offset
        if bytes_out > self.limits.output(container_bytes):
            self.fault("E121", f"{bytes_out} bytes come out of {container_bytes}")
        if self.expected not in (None, package_digest):
            self.findings.add("E317", f"the package digest is {self.contents.package_digest or 'not known'}, "
                                      f"not {self.expected}")

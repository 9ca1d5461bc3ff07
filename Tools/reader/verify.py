"""Full verification: section 9 of the specification. One pass from front to back; a pipe is enough.

    frames.walk -> data frames -> TarReader -> tag files, payload -> comparison with the manifests
                -> sections    -> comparison with what they should say

Someone who gives a `sink` gets the files as they come, and is told of each whether its content is proven.
"""

import hashlib

from contents import Contents, Sink, digest
from frames import ADDITIONAL, BLOCK_TABLE, DATA, FOOTER, INDEX, PARITY, SECOND_TABLE, Source, is_piece, walk
from parity import MAX_RATIO, Shape, make_parity
from primitives import MAX_PAYLOAD_FILES, MAX_RAW_LENGTH, PIECE, Findings, Limits
from receipt import differences
from sections import (
    FOOTER_BYTES, MAX_BLOCK_BITS, MIN_BLOCK_BITS, BlockHasher, Footer, Kept, Section, block_bits, make_index,
)


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
        self.contents = Contents(self.limits, sink or Sink(), self._fault)
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
        return "E309" not in self.findings and self.contents.manifest is not None

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
            self._fault("E118", f"{trailing} bytes follow the footer", offset=self.footer_end)
        if self.footer_end is None:
            self._fault("E102", "the container ends without a footer: it is cut off", offset=self.source.offset)
        self.frame_offset = None
        self.tar.finish(cut_off=self.data_end is None or self.tar_end_lost)
        self.contents.read_tag_files()
        self.contents.check()
        self._check_digests()
        self._check_sections()

    def _data_passed(self, data):
        self.blocks.passed(data)
        self.kept_data.add(data)

    def _fault(self, code, message, path=None, article=None, offset=None):
        self.findings.add(code, message, path, article, self.frame_offset if offset is None else offset)

    # --- Frames: what they say of each other (section 4) --------------------------------------

    def _check_descriptor(self, frame):
        descriptor = frame.descriptor
        kind = descriptor.kind
        if kind != DATA and not is_piece(kind):
            self._fault("E110", f"frame kind {kind} is not known")
        elif kind < self.last_kind:
            self._fault("E110", f"a frame of kind {kind} stands after one of kind {self.last_kind}")
        else:
            self.last_kind = kind
        if descriptor.ratio > MAX_RATIO:
            self._fault("E122", f"parity ratio {descriptor.ratio} is out of bounds")
        elif self.ratio is None:
            self.ratio = descriptor.ratio
            if not self.ratio:
                self.kept_data.drop()
        elif descriptor.ratio != self.ratio:
            self._fault("E122", f"parity ratio {descriptor.ratio} is not that of the frames before, {self.ratio}")
        if not MIN_BLOCK_BITS <= descriptor.block_bits <= MAX_BLOCK_BITS:
            self._fault("E112", f"block size 2^{descriptor.block_bits} is out of bounds")
        elif self.bits is None:
            self.bits = descriptor.block_bits
            self.blocks.begin(self.bits)
        elif descriptor.block_bits != self.bits:
            self._fault("E112", "the block size is not that of the frames before")
        if self.tag is None:
            self.tag = descriptor.tag
        elif descriptor.tag != self.tag:
            self._fault("E109", "the package tag is not that of the frames before: the frame is of another package")
            frame.content = None

    def _data_frame(self, frame):
        """Section 4.5: data frames hold the tar without gap or overlap."""
        place, expected = frame.descriptor.place, self.tar.offset
        content = frame.content
        self.frame_places.append((frame.offset, place))
        if place != expected and not (frame.after_damage and place > expected):
            self._fault("E107", f"the frame's place in the tar is {place}, not {expected}")
        if place > expected:
            self.tar.gap(place - expected)
        if content is None:
            overlap = max(0, expected - place)
            self.tar.gap(max(0, min(frame.descriptor.raw_length, MAX_RAW_LENGTH) - overlap))
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
                self._fault("E110", f"a frame of kind {descriptor.kind}, while the parity ratio is 0")
        if descriptor.kind in ADDITIONAL:
            self._additional_frame(frame)
        section.damaged |= frame.after_damage or frame.content is None
        if descriptor.place != section.length and not frame.after_damage:
            self._fault("E107", f"the piece's place in its section is {descriptor.place}, not {section.length}")
        if not 1 <= descriptor.raw_length <= PIECE:
            self._fault("E120", f"a piece of {descriptor.raw_length} bytes")
        if section.last_piece != PIECE and not section.damaged:
            self._fault("E120", f"a piece of {section.last_piece} bytes is not the last one of its section")
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
            self._fault("E107", "the footer's place is not 0")
        if frame.content is None:
            return
        if len(frame.content) != FOOTER_BYTES:
            self._fault("E120", f"the footer is not a piece of {FOOTER_BYTES} bytes")
            return
        self.footer = Footer.read(frame.content)
        self.footer_offset = frame.offset
        self.container_digest = digest(frame.stored)        # section 3.1

    # --- Digests and limits (sections 4.1, 9.1, 10) ----------------------------------------------

    def _check_digests(self):
        package_digest = self.contents.package_digest
        if package_digest and self.tag is not None and bytes.fromhex(package_digest[7:])[:8] != self.tag:
            self._fault("E109", "the package tag of the frames is not the beginning of the package digest")
        bytes_out, container_bytes = self.contents.tag_bytes + self.contents.payload_bytes, self.source.offset
        if bytes_out > self.limits.output(container_bytes):
            self._fault("E121", f"{bytes_out} bytes come out of {container_bytes}")
        if self.expected not in (None, package_digest):
            self.findings.add("E317", f"the package digest is {self.contents.package_digest or 'not known'}, "
                                      f"not {self.expected}")

    # --- Sections and footer (section 6) ------------------------------------------------------

    def _check_sections(self):
        if self.tar.broken or not self.frame_places:
            tar_bytes = None
        else:
            tar_bytes = self.tar.offset
            if self.bits is not None and self.bits != block_bits(tar_bytes):
                self._fault("E112", f"block size 2^{self.bits}; a tar of {tar_bytes} bytes calls for "
                                    f"2^{block_bits(tar_bytes)}")
        if self.footer is None:
            return          # E102, E103, E104 or E120 has been reported; nothing to compare with
        self.frame_offset = self.footer_offset
        footer = self.footer
        if not self._check_revision():
            return
        if footer.payload_files > MAX_PAYLOAD_FILES:
            self._fault("E121", f"the footer says {footer.payload_files} payload files")
        if footer.ratio > MAX_RATIO or self.ratio not in (None, footer.ratio):
            self._fault("E122", f"the footer says parity ratio {footer.ratio}, the frames {self.ratio}")

        table_digest = self._check_block_table()
        self._check_second_table()
        self._check_parity()
        index_digest, index_bytes = self._check_index()
        anew = self._footer_anew() | {"table_digest": table_digest, "index_digest": index_digest,
                                      "index_bytes": index_bytes}
        if self.tar_end_lost or any(section.damaged for section in self.sections.values()):
            for name in ("data_bytes", "table_bytes", "columns", "rows", "stripes", "parity_bytes", "parity_offset",
                         "second_table_offset", "index_offset", "additional_offset"):
                anew[name] = None       # damage stands where they begin or end
        if differing := footer.differences(anew):
            self._fault("E117", f"the footer and the container differ: {', '.join(differing)}")

    def _check_revision(self):
        """Section 6.6. False if this reader must refuse the package."""
        footer = self.footer
        if footer.version != 1:
            self._fault("E119", f"footer version {footer.version}; this reader knows 1")
            return False
        if footer.revision:
            self._fault("W101", f"revision 1.{footer.revision}; this reader knows 1.0, checked what that has, "
                                "and all else by digests alone")
            return True
        if any(footer.reserved):
            self._fault("E111", "the reserved bytes of the footer are not zero")
        for offset in self.additional_frames:
            self._fault("E110", "a frame of an additional section, in a package of revision 0", offset=offset)
        self.contents.check_revision_0()
        return True

    def shape(self):
        """What follows from parity ratio, block size and bytes in the data frames (section 6.3). None if one
        of them is not known, or if there is no parity."""
        if not self.ratio or self.bits is None or not self.data_end:
            return None
        return Shape.of(self.data_end, 1 << self.bits, self.ratio)

    def _check_block_table(self):
        """Section 6.2. Returns the digest that the footer should say, or None if that was judged here."""
        table, footer = self.sections[BLOCK_TABLE], self.footer
        if not self.blocks.possible or self.bits is None:
            return table.digest.digest()
        anew, stands = bytes(self.blocks.digests), bytes(table.content)
        if stands == anew and table.length == len(anew):
            return hashlib.sha256(anew).digest()
        offset = table.offset if table.offset is not None else self.footer_offset
        if footer.table_digest == hashlib.sha256(anew).digest():
            # The footer vouches for the data frames as they are; so the table is what is wrong.
            self._fault("E114", "the block table is not that of the data frames", offset=offset)
            return None
        if table.length != len(anew):
            self._fault("E114", f"the block table has {table.length} bytes, not {len(anew)}", offset=offset)
        if table.digest.digest() != footer.table_digest:
            self._fault("E114", "the block table has not the digest that the footer says", offset=offset)
        size = 1 << self.bits
        for at in range(0, min(len(anew), len(stands)), 32):
            if anew[at:at + 32] != stands[at:at + 32]:
                start = at // 32 * size
                self._fault("E113", f"the block of {size} bytes at {start} has not the digest of the block table",
                            offset=start)
        return None

    def _check_second_table(self):
        """Section 6.3: the same content as the block table."""
        if not self.ratio:
            return
        second, footer = self.sections[SECOND_TABLE], self.footer
        if second.offset is None:
            self._fault("E114", "there is no second block table")
        elif (second.length, second.digest.digest()) != (footer.table_bytes, footer.table_digest):
            self._fault("E114", "the second block table is not the one that the footer names", offset=second.offset)

    def _check_parity(self):
        """Section 6.3."""
        if not self.ratio:
            return
        parity, footer, shape = self.sections[PARITY], self.footer, self.shape()
        if parity.offset is None:
            self._fault("E115", "there is no parity")
            return
        if (parity.length, parity.digest.digest()) != (footer.parity_bytes, footer.parity_digest):
            self._fault("E115", "the parity has not the length and digest that the footer says", offset=parity.offset)
            return
        if not shape or hashlib.sha256(self.blocks.digests).digest() != footer.table_digest:
            return          # the data is not the one that was sealed; the parity is
        if parity.length != shape.parity_bytes:
            self._fault("E115", f"the parity has {parity.length} bytes, not {shape.parity_bytes}", offset=parity.offset)
            return
        for offset, anew in make_parity(shape, self.kept_data.read):
            if self.kept_parity.read(offset, len(anew)) != anew:
                self._fault("E115", "the parity is not that of the data", offset=parity.offset)
                return

    def _check_index(self):
        """Section 6.4. The digest and length that the footer should say; None where it was judged here or
        cannot be known."""
        section, anew = self.sections[INDEX], self.index_anew()
        if anew is None:
            # What the index should be cannot be known; what it is, must still be what the footer says.
            return (None, None) if section.damaged else (section.digest.digest(), section.length)
        if section.length != len(anew) or section.content != anew:
            self._fault("E116", "the index is not the one that frames and tar call for", offset=section.offset)
            return None, None
        return hashlib.sha256(anew).digest(), len(anew)

    def index_anew(self):
        """Section 6.4. None where it cannot be known."""
        contents, files = self.contents, self.contents.payload_files()
        lines = contents.manifest.lines if contents.manifest else {}
        if self.tar.broken or any(path not in lines for path in files):
            return None
        start = contents.manifest_data_offset
        rows = []
        for path, record in files.items():
            listed, line = lines[path]
            rows.append((path, record.offset, start + line, bytes.fromhex(listed)))
        return make_index(self.frame_places, contents.tag_offsets, rows)

    def counts(self):
        """The fields of the footer that say what the tar holds (section 6.5)."""
        contents = self.contents
        fields = {"content_digest": raw(contents.content_digest), "package_digest": raw(contents.package_digest)}
        if self.tar.broken:
            return fields
        return fields | {
            "tar_bytes": self.tar.offset if self.frame_places else None,
            "frames": len(self.frame_places),
            "tag_files": len(contents.tag_offsets),
            "folders": contents.folders,
            "payload_files": len(contents.payload_files()),
            "payload_bytes": contents.payload_bytes,
        }

    def _footer_anew(self):
        """What the footer should say (section 6.5), but for what is judged elsewhere. Fields that are not
        there, or None, cannot be known."""
        sections, shape = self.sections, self.shape()
        anew = self.counts() | {
            "profile": 1,
            "block_bits": self.bits,
            "container_bytes": self.footer_end,
            "data_bytes": self.data_end,
            "table_bytes": len(self.blocks.digests) if self.blocks.possible and self.bits else None,
            "index_offset": sections[INDEX].offset,
            "additional_offset": self.footer_offset,
            "additional_bytes": 0,
            "additional_digest": bytes(32),
        }
        if shape:
            anew |= {"columns": shape.columns, "rows": shape.rows, "stripes": shape.stripes,
                     "parity_offset": sections[PARITY].offset, "parity_bytes": shape.parity_bytes,
                     "second_table_offset": sections[SECOND_TABLE].offset}
        elif self.ratio == 0:
            anew |= {"columns": 0, "rows": 0, "stripes": 0,
                     "parity_offset": sections[INDEX].offset, "parity_bytes": 0, "parity_digest": bytes(32),
                     "second_table_offset": sections[INDEX].offset}
        if self.additional_offset is not None:
            anew |= {"additional_offset": self.additional_offset, "additional_bytes": self.additional_bytes,
                     "additional_digest": self.additional_hash.digest()}
        return anew


def raw(text):
    return bytes.fromhex(text[7:]) if text else None

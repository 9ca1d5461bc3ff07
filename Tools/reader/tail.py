"""What follows the data frames, and the footer: section 6 of the specification.

All of it can be made anew from the data frames, and what stands in the container must be the same.
"""

import hashlib

from descriptors import BLOCK_TABLE, INDEX, PARITY, SECOND_TABLE
from parity import MAX_RATIO, Shape, make_parity
from primitives import MAX_PAYLOAD_FILES
from sections import block_bits, make_index


class Tail:
    """Holds the sections and the footer that a verification has found against what it has read of the data frames."""

    def __init__(self, found):
        self.found = found

    def check(self):
        if self.found.tar.broken or not self.found.frame_places:
            tar_bytes = None
        else:
            tar_bytes = self.found.tar.offset
            if self.found.bits is not None and self.found.bits != block_bits(tar_bytes):
                self.found.fault("E112", f"block size 2^{self.found.bits}; a tar of {tar_bytes} bytes calls for "
                                 f"2^{block_bits(tar_bytes)}")
        if self.found.footer is None:
            return          # E102, E103, E104 or E120 has been reported; nothing to compare with
        self.found.frame_offset = self.found.footer_offset
        footer = self.found.footer
        if not self._check_revision():
            return
        if footer.payload_files > MAX_PAYLOAD_FILES:
            self.found.fault("E121", f"the footer says {footer.payload_files} payload files")
        if footer.ratio > MAX_RATIO or self.found.ratio not in (None, footer.ratio):
            self.found.fault("E122", f"the footer says parity ratio {footer.ratio}, the frames {self.found.ratio}")

        table_digest = self._check_block_table()
        self._check_second_table()
        self._check_parity()
        index_digest, index_bytes = self._check_index()
        anew = self._footer_anew() | {"table_digest": table_digest, "index_digest": index_digest,
                                      "index_bytes": index_bytes}
        if self.found.tar_end_lost or any(section.damaged for section in self.found.sections.values()):
            for name in ("data_bytes", "table_bytes", "columns", "rows", "stripes", "parity_bytes", "parity_offset",
                         "second_table_offset", "index_offset", "additional_offset"):
                anew[name] = None       # damage stands where they begin or end
        if differing := footer.differences(anew):
            self.found.fault("E117", f"the footer and the container differ: {', '.join(differing)}")

    def _check_revision(self):
        """Section 6.6. False if this reader must refuse the package."""
        footer = self.found.footer
        if footer.version != 1:
            self.found.fault("E119", f"footer version {footer.version}; this reader knows 1")
            return False
        if footer.revision:
            self.found.fault("W101", f"revision 1.{footer.revision}; this reader knows 1.0, checked what that has, "
                             "and all else by digests alone")
            return True
        if any(footer.reserved):
            self.found.fault("E111", "the reserved bytes of the footer are not zero")
        for offset in self.found.additional_frames:
            self.found.fault("E110", "a frame of an additional section, in a package of revision 0", offset=offset)
        self.found.contents.check_revision_0()
        return True

    def shape(self):
        """What follows from parity ratio, block size and bytes in the data frames (section 6.3). None if one
        of them is not known, or if there is no parity."""
        if not self.found.ratio or self.found.bits is None or not self.found.data_end:
            return None
        return Shape.of(self.found.data_end, 1 << self.found.bits, self.found.ratio)

    def _check_block_table(self):
        """Section 6.2. Returns the digest that the footer should say, or None if that was judged here."""
        table, footer = self.found.sections[BLOCK_TABLE], self.found.footer
        if not self.found.blocks.possible or self.found.bits is None:
            return table.digest.digest()
        anew, stands = bytes(self.found.blocks.digests), bytes(table.content)
        if stands == anew and table.length == len(anew):
            return hashlib.sha256(anew).digest()
        offset = table.offset if table.offset is not None else self.found.footer_offset
        if footer.table_digest == hashlib.sha256(anew).digest():
            # The footer vouches for the data frames as they are; so the table is what is wrong.
            self.found.fault("E114", "the block table is not that of the data frames", offset=offset)
            return None
        if table.length != len(anew):
            self.found.fault("E114", f"the block table has {table.length} bytes, not {len(anew)}", offset=offset)
        if table.digest.digest() != footer.table_digest:
            self.found.fault("E114", "the block table has not the digest that the footer says", offset=offset)
        size = 1 << self.found.bits
        for at in range(0, min(len(anew), len(stands)), 32):
            if anew[at:at + 32] != stands[at:at + 32]:
                start = at // 32 * size
                self.found.fault("E113", f"the block of {size} bytes at {start} has not the digest of the block table",
                            offset=start)
        return None

    def _check_second_table(self):
        """Section 6.3: the same content as the block table."""
        if not self.found.ratio:
            return
        second, footer = self.found.sections[SECOND_TABLE], self.found.footer
        if second.offset is None:
            self.found.fault("E114", "there is no second block table")
        elif (second.length, second.digest.digest()) != (footer.table_bytes, footer.table_digest):
            self.found.fault("E114", "the second block table is not the one that the footer names",
                             offset=second.offset)

    def _check_parity(self):
        """Section 6.3."""
        if not self.found.ratio:
            return
        parity, footer, shape = self.found.sections[PARITY], self.found.footer, self.shape()
        if parity.offset is None:
            self.found.fault("E115", "there is no parity")
            return
        if (parity.length, parity.digest.digest()) != (footer.parity_bytes, footer.parity_digest):
            self.found.fault("E115", "the parity has not the length and digest that the footer says",
                             offset=parity.offset)
            return
        if not shape or hashlib.sha256(self.found.blocks.digests).digest() != footer.table_digest:
            return          # the data is not the one that was sealed; the parity is
        if parity.length != shape.parity_bytes:
            self.found.fault("E115", f"the parity has {parity.length} bytes, not {shape.parity_bytes}",
                             offset=parity.offset)
            return
        for offset, anew in make_parity(shape, self.found.kept_data.read):
            if self.found.kept_parity.read(offset, len(anew)) != anew:
                self.found.fault("E115", "the parity is not that of the data", offset=parity.offset)
                return

    def _check_index(self):
        """Section 6.4. The digest and length that the footer should say; None where it was judged here or
        cannot be known."""
        section, anew = self.found.sections[INDEX], self.index_anew()
        if anew is None:
            # What the index should be cannot be known; what it is, must still be what the footer says.
            return (None, None) if section.damaged else (section.digest.digest(), section.length)
        if section.length != len(anew) or section.content != anew:
            self.found.fault("E116", "the index is not the one that frames and tar call for", offset=section.offset)
            return None, None
        return hashlib.sha256(anew).digest(), len(anew)

    def index_anew(self):
        """Section 6.4. None where it cannot be known."""
        contents, files = self.found.contents, self.found.contents.payload_files()
        lines = contents.manifest.lines if contents.manifest else {}
        if self.found.tar.broken or any(path not in lines for path in files):
            return None
        start = contents.manifest_data_offset
        rows = []
        for path, record in files.items():
            listed, line = lines[path]
            rows.append((path, record.offset, start + line, bytes.fromhex(listed)))
        return make_index(self.found.frame_places, contents.tag_offsets, rows)

    def counts(self):
        """The fields of the footer that say what the tar holds (section 6.5)."""
        contents = self.found.contents
        fields = {"content_digest": raw(contents.content_digest), "package_digest": raw(contents.package_digest)}
        if self.found.tar.broken:
            return fields
        return fields | {
            "tar_bytes": self.found.tar.offset if self.found.frame_places else None,
            "frames": len(self.found.frame_places),
            "tag_files": len(contents.tag_offsets),
            "folders": contents.folders,
            "payload_files": len(contents.payload_files()),
            "payload_bytes": contents.payload_bytes,
        }

    def _footer_anew(self):
        """What the footer should say (section 6.5), but for what is judged elsewhere. Fields that are not
        there, or None, cannot be known."""
        sections, shape = self.found.sections, self.shape()
        anew = self.counts() | {
            "profile": self.found.source.profile.number,
            "block_bits": self.found.bits,
            "container_bytes": self.found.footer_end,
            "data_bytes": self.found.data_end,
            "table_bytes": len(self.found.blocks.digests) if self.found.blocks.possible and self.found.bits else None,
            "index_offset": sections[INDEX].offset,
            "additional_offset": self.found.footer_offset,
            "additional_bytes": 0,
            "additional_digest": bytes(32),
        }
        if shape:
            anew |= {"columns": shape.columns, "rows": shape.rows, "stripes": shape.stripes,
                     "parity_offset": sections[PARITY].offset, "parity_bytes": shape.parity_bytes,
                     "second_table_offset": sections[SECOND_TABLE].offset}
        elif self.found.ratio == 0:
            anew |= {"columns": 0, "rows": 0, "stripes": 0,
                     "parity_offset": sections[INDEX].offset, "parity_bytes": 0, "parity_digest": bytes(32),
                     "second_table_offset": sections[INDEX].offset}
        if self.found.additional_offset is not None:
            anew |= {"additional_offset": self.found.additional_offset, "additional_bytes": self.found.additional_bytes,
                     "additional_digest": self.found.additional_hash.digest()}
        return anew


def raw(text):
    return bytes.fromhex(text[7:]) if text else None

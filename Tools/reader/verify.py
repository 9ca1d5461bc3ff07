"""Full verification: section 9 of the specification. One pass from front to back; a pipe is enough.

    frames.walk -> data frames -> TarReader -> tag files, payload -> comparison with the manifests
                -> sections    -> comparison with what they should say

Someone who gives a `sink` gets the files as they come, and is told of each whether its content is proven.
"""

import hashlib
from dataclasses import dataclass

import bag
from articles import check_articles, read_articles
from frames import (
    BLOCK_TABLE, DATA, FOOTER, INDEX, KIND_NAMES, PARITY, Source, walk,
)
from primitives import MAX_PAYLOAD_FILES, MAX_RAW_LENGTH, PIECE, Findings, Limits, show
from sections import (
    FOOTER_BYTES, MAX_BLOCK_BITS, MIN_BLOCK_BITS, BlockHasher, Footer, block_bits, make_index,
)
from tar import FILE, FOLDER, LINK, MAX_HEADER_SIZE, TarReader

MANIFEST = b"manifest-sha256.txt"
MANIFEST_512 = b"manifest-sha512.txt"
TAG_MANIFEST = b"tagmanifest-sha256.txt"


@dataclass
class Payload:
    """What is known of a payload file or folder that was found in the tar."""

    kind: str
    size: int
    mtime: int
    executable: bool
    digest: str | None      # of the content that came out; None if it was not whole
    digest_512: str | None
    offset: int             # of the entry in the tar


class Section:
    """Content of a section. No more than `bound` bytes are kept, whatever the package says (section 10)."""

    def __init__(self):
        self.offset = None          # of its first frame, in the container
        self.length = 0
        self.content = bytearray()
        self.digest = hashlib.sha256()
        self.damaged = False
        self.last_piece = PIECE

    def add(self, content, bound):
        self.length += len(content)
        self.digest.update(content)
        if len(self.content) < bound:
            self.content += content


class Sink:
    """Somebody who wants the files. Here: nobody."""

    def tag_files(self, top, files):
        """All tag files: name -> (bytes, whether the tag manifest proves them)."""

    def folder(self, path, mtime):
        pass

    def begin(self, path, size, mtime, executable):
        pass

    def data(self, data):
        pass

    def end(self, proven):
        pass

    def link(self, path, target, mtime, executable, proven):
        pass


class Verification:
    def __init__(self, stream, limits=None, expected=None, sink=None):
        self.limits = limits or Limits()
        self.findings = Findings()
        self.expected = expected            # a package digest, `sha256:…`, or None
        self.sink = sink or Sink()
        self.blocks = BlockHasher()
        self.source = Source(stream, self.blocks.passed)
        self.tar = TarReader(self, self.limits)

        self.frame_offset = None            # of the frame that is being read
        self.frame_places = []              # the index's first table
        self.tag = None
        self.bits = None
        self.raw_bytes = 0                  # bytes of tar that came out
        self.last_kind = DATA
        self.sections = {kind: Section() for kind in (BLOCK_TABLE, PARITY, INDEX)}
        self.data_end = None                # where the data frames end
        self.tar_end_lost = False
        self.index_bytes = 0                # of the index that the data frames call for
        self.footer = None
        self.footer_end = None

        self.collecting = None              # content of the tag file that is being read
        self.collecting_name = None
        self.hash = self.hash_512 = None    # of the payload file that is being read
        self.tag_data = {}                  # name -> bytearray, in the order of the tar
        self.tag_cut = set()                # names of tag files that are not whole
        self.tag_offsets = []
        self.tag_manifest_offset = None
        self.manifest_data_offset = None    # of manifest-sha256.txt's first byte in the tar
        self.tags_read = False
        self.manifest = self.manifest_512 = None
        self.bag_info = {}
        self.files = None
        self.articles, self.article_of = [], {}
        self.payload = {}
        self.folders = 0
        self.payload_bytes = 0
        self.content_digest = self.package_digest = self.container_digest = None

    # --- The verdict (section 9.1) ------------------------------------------------------------

    @property
    def intact(self):
        return all(code in ("E309", "E317") or code.startswith("W") for code in self.findings.counts)

    @property
    def complete(self):
        return "E309" not in self.findings and self.manifest is not None

    @property
    def is_expected(self):
        return None if self.expected is None else self.package_digest == self.expected

    # --- Running ------------------------------------------------------------------------------

    def run(self):
        for frame in walk(self.source, self.findings):
            self.frame_offset = frame.offset
            self._check_descriptor(frame)
            if frame.descriptor.kind == DATA:
                self._data_frame(frame)
            elif frame.descriptor.kind in KIND_NAMES:
                self._end_of_data_frames(frame)
                if frame.descriptor.kind == FOOTER:
                    self._footer_frame(frame)
                    break
                self._piece(frame)
        if "E101" in self.findings:
            self._check_expected()
            return self
        if trailing := self.source.drain():
            self._fault("E118", f"{trailing} bytes follow the footer", offset=self.footer_end)
        if self.footer_end is None:
            self._fault("E102", "the container ends without a footer: it is cut off", offset=self.source.offset)
        self.frame_offset = None
        self.tar.finish(cut_off=self.data_end is None or self.tar_end_lost)
        self._read_tag_files()
        self._check_bag()
        self._check_sections()
        return self

    def _fault(self, code, message, path=None, article=None, offset=None):
        article = article or self.article_of.get(path)
        self.findings.add(code, message, path, article, self.frame_offset if offset is None else offset)

    # TarReader and bag.py report by this name.
    fault = _fault

    # --- Frames: what they say of each other (section 4) --------------------------------------

    def _check_descriptor(self, frame):
        descriptor = frame.descriptor
        kind = descriptor.kind
        if kind not in KIND_NAMES:
            self._fault("E110", f"frame kind {kind} is not known")
        elif kind < self.last_kind:
            self._fault("E110", f"a frame of kind {kind} ({KIND_NAMES[kind]}) stands after one of kind {self.last_kind}")
        else:
            self.last_kind = kind
        if descriptor.reserved:
            self._fault("E111", "the reserved bytes of the descriptor are not zero")
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
            files = sum(record.kind != FOLDER for record in self.payload.values())
            self.index_bytes = 16 * len(self.frame_places) + 8 * len(self.tag_offsets) + 20 * files
            self.blocks.end()

    def _piece(self, frame):
        """Section 4.4."""
        descriptor, section = frame.descriptor, self.sections[frame.descriptor.kind]
        if section.offset is None:
            section.offset = frame.offset
        section.damaged |= frame.after_damage or frame.content is None
        if descriptor.place != section.length and not frame.after_damage:
            self._fault("E107", f"the piece's place in its section is {descriptor.place}, not {section.length}")
        if not 1 <= descriptor.raw_length <= PIECE:
            self._fault("E120", f"a piece of {descriptor.raw_length} bytes")
        if section.last_piece != PIECE and not section.damaged:
            self._fault("E120", f"a piece of {section.last_piece} bytes is not the last one of its section")
        section.last_piece = descriptor.raw_length
        if frame.content is not None:
            bounds = {BLOCK_TABLE: len(self.blocks.digests) + 1, PARITY: 0, INDEX: self.index_bytes + 1}
            section.add(frame.content, bounds[descriptor.kind])

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

    # --- The tar's entries (called by TarReader) ----------------------------------------------

    def entry(self, entry):
        if entry.path.startswith(bag.PAYLOAD) or (entry.path == b"data" and entry.kind == FOLDER):
            self._read_tag_files()
            self._begin_payload(entry)
        else:
            self._begin_tag_file(entry)

    def data(self, data):
        if self.collecting is not None:
            if len(self.collecting) + len(data) > self.limits.tag_file:
                self._fault("E121", f"a tag file of more than {self.limits.tag_file} bytes", self.collecting_name)
                self.tag_cut.add(self.collecting_name)
                self.collecting = None
            else:
                self.collecting += data
        elif self.hash:
            self.hash.update(data)
            if self.hash_512:
                self.hash_512.update(data)
            self.sink.data(data)

    def _begin_tag_file(self, entry):
        """Section 7.1: which, in which order, of which form [E214]."""
        name = entry.path
        reasons = []
        if name not in bag.TAG_FILES:
            reasons.append("no entry but the tag files of section 7.1 may stand outside data/")
        else:
            if entry.kind != FILE or entry.executable or entry.mtime:
                reasons.append("a tag file is a file that is not executable, with time 0")
            if self.tags_read or any(bag.TAG_FILES.index(name) < bag.TAG_FILES.index(other) for other in self.tag_data):
                reasons.append("the tag file is not in its order")
        if reasons:
            self._fault("E214", "; ".join(reasons), name)
        if entry.kind == FOLDER:
            self.folders += 1
            return
        self.tag_offsets.append(entry.offset)
        if name == MANIFEST:
            self.manifest_data_offset = entry.data_offset
        if name in bag.TAG_FILES:       # another one is not kept: there may be any number of them
            self.collecting = self.tag_data[name] = bytearray()
            self.collecting_name = name

    def _begin_payload(self, entry):
        path = entry.path
        if entry.kind == FOLDER:
            self.folders += 1
            self.payload[path + b"/"] = Payload(FOLDER, 0, entry.mtime, True, None, None, entry.offset)
            self.sink.folder(path, self._mtime(path + b"/", entry))
            return
        record = Payload(entry.kind, entry.size, entry.mtime, entry.executable, None, None, entry.offset)
        self.payload[path] = record
        if entry.kind == LINK:
            target = self.payload.get(entry.target)
            if target:
                record.size = target.size
                record.digest, record.digest_512 = target.digest, target.digest_512
            self.payload_bytes += record.size
            proven = self._check_content(path, record)
            self.sink.link(path, entry.target, self._mtime(path, entry), entry.executable, proven)
            return
        self.payload_bytes += record.size
        self.hash = hashlib.sha256()
        self.hash_512 = hashlib.sha512() if self.manifest_512 else None
        self.sink.begin(path, entry.size, self._mtime(path, entry), entry.executable)

    def entry_end(self, entry):
        if self.collecting is not None:
            self.collecting = None
            if not entry.whole:
                self.tag_cut.add(entry.path)
        elif self.hash:
            record = self.payload[entry.path]
            if entry.whole:
                record.digest = self.hash.hexdigest()
                record.digest_512 = self.hash_512.hexdigest() if self.hash_512 else None
            self.hash = None
            self.sink.end(self._check_content(entry.path, record))

    def _mtime(self, path, entry):
        """The time from files.jsonl, which also knows times that a header cannot say."""
        record = (self.files or {}).get(path)
        return record["mtime"] if record else entry.mtime

    def _check_content(self, path, record):
        """Section 7.5. True if the manifest proves the content."""
        if self.manifest is None:
            self._fault("E308", "there is no manifest to prove the content", path)
            return False
        listed = self.manifest.digest(path)
        if listed is None:
            self._fault("E310", "the file is not listed in the manifest", path)
        elif record.digest is None:
            self._fault("E308", "the content is not all there", path)
        elif listed != record.digest:
            self._fault("E308", f"the content has the SHA-256 {record.digest}, not the one of the manifest", path)
        proven = listed is not None and listed == record.digest
        if self.manifest_512 and record.digest_512:
            listed_512 = self.manifest_512.digest(path)
            if listed_512 is None:
                self._fault("E310", "the file is not listed in manifest-sha512.txt", path)
            elif listed_512 != record.digest_512:
                self._fault("E308", "the content has not the SHA-512 of the manifest", path)
                proven = False
        return proven

    # --- The bag (sections 7 and 8) -----------------------------------------------------------

    def _read_tag_files(self):
        """When the payload begins, or the tar ends: all tag files have been seen."""
        if self.tags_read:
            return
        self.tags_read = True
        whole = {name: bytes(data) for name, data in self.tag_data.items() if name not in self.tag_cut}
        fault = self._fault
        for name in bag.TAG_FILES:
            if name not in self.tag_data and name != bag.OPTIONAL:
                fault("E301", f"the tag file {show(name)} is not there", name)
        for name in self.tag_cut:
            fault("E311", "the tag file is not all there", name)
        for name, data in whole.items():
            bag.check_text(name, data, fault)
        depth = self.limits.json_depth
        if b"articles.jsonl" in whole:
            self.articles, self.article_of = read_articles(whole[b"articles.jsonl"], fault, depth)
        if b"bagit.txt" in whole:
            bag.check_declaration(whole[b"bagit.txt"], fault)
        if b"bag-info.txt" in whole:
            self.bag_info = bag.read_bag_info(whole[b"bag-info.txt"], fault)
        if MANIFEST in whole:
            self.manifest = bag.Manifest(MANIFEST, whole[MANIFEST], fault)
            self.content_digest = digest(whole[MANIFEST])
        if MANIFEST_512 in whole:
            self.manifest_512 = bag.Manifest(MANIFEST_512, whole[MANIFEST_512], fault, "sha512")
        if b"files.jsonl" in whole:
            self.files = bag.read_files(whole[b"files.jsonl"], fault, depth)
        if TAG_MANIFEST in whole:
            tag_manifest = bag.Manifest(TAG_MANIFEST, whole[TAG_MANIFEST], fault, of_tag_files=True)
            # Lines of files that are lost are not faults of the tag manifest.
            present = {name: bytes(data) for name, data in self.tag_data.items()}
            for name in bag.TAG_FILES:
                if self.tar.broken and name not in present:
                    tag_manifest.lines.pop(name, None)
            for name in self.tag_cut:
                tag_manifest.lines.pop(name, None)
                present.pop(name, None)
            bag.check_tag_manifest(tag_manifest, present, fault)
            self.package_digest = digest(whole[TAG_MANIFEST])
            if self.tag is not None and bytes.fromhex(self.package_digest[7:])[:8] != self.tag:
                fault("E109", "the package tag of the frames is not the beginning of the package digest")
            proven = {name: (data, name == TAG_MANIFEST or hashlib.sha256(data).hexdigest() == tag_manifest.digest(name))
                      for name, data in whole.items()}
        else:
            proven = {name: (data, False) for name, data in whole.items()}
        self._check_expected()
        self.sink.tag_files(self.tar.top, proven)

    def _check_expected(self):
        if self.is_expected is False:
            self.findings.add("E317", f"the package digest is {self.package_digest or 'not known'}, "
                                      f"not {self.expected}")

    def _check_bag(self):
        """What can only be said when all of the tar has been read."""
        fault, broken = self._fault, self.tar.broken
        self.tar.check_folders()
        files = {path: record for path, record in self.payload.items() if record.kind != FOLDER}
        if not files and not broken:
            fault("E214", "there is no payload file")
        for manifest in (self.manifest, self.manifest_512):
            for path in manifest.lines if manifest else ():
                if path not in files:
                    fault("E309", f"listed in {show(manifest.name)}, but not there", path)
        if not broken:
            bag.check_totals(self.bag_info, self.payload_bytes, len(files), fault)
        if self.files is not None:
            self._check_files_jsonl()
        if self.manifest is not None:
            sizes = {path: record.size for path, record in files.items()}
            check_articles(self.articles, self.manifest, sizes, fault)
        if self.payload_bytes > self.limits.output(self.source.offset):
            fault("E121", f"{self.payload_bytes} bytes come out of {self.source.offset}")

    def _check_files_jsonl(self):
        """Section 7.6."""
        fault = self._fault
        for path, record in self.payload.items():
            line = self.files.get(path)
            if line is None:
                if "E313" not in self.findings:
                    fault("E314", "files.jsonl has no sound line for this path", path)
                continue
            differing = []
            if record.mtime != min(max(line["mtime"], 0), MAX_HEADER_SIZE):
                differing.append("mtime")
            if record.kind != FOLDER:
                # Of a link with a bad target the size is not known.
                if line["contentSize"] != record.size and not (record.kind == LINK and record.digest is None):
                    differing.append("contentSize")
                if line["executable"] != record.executable:
                    differing.append("executable")
            if differing:
                fault("E314", f"files.jsonl and tar differ: {', '.join(differing)}", path)
        for path in self.files:
            missing = self.manifest is not None and path in self.manifest.lines     # E309 says it already
            if path not in self.payload and not missing and not self.tar.broken:
                fault("E314", "files.jsonl has a line for what is not in the tar", path)

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
        if (footer.version, footer.revision) != (1, 0):
            self._fault("E119", f"footer version {footer.version}.{footer.revision}; this reader knows 1.0")
        if footer.reserved:
            self._fault("E111", "the reserved bytes of the footer are not zero")
        if footer.payload_files > MAX_PAYLOAD_FILES:
            self._fault("E121", f"the footer says {footer.payload_files} payload files")

        table_digest = self._check_block_table()
        parity_fields = self._check_parity()
        index_digest, index_bytes = self._check_index()
        index = self.sections[INDEX]
        files = [record for record in self.payload.values() if record.kind != FOLDER]
        known = not self.tar.broken
        anew = {
            "profile": 1,
            "block_bits": self.bits,
            "container_bytes": self.footer_end,
            "tar_bytes": tar_bytes,
            "data_bytes": self.data_end,
            "table_bytes": len(self.blocks.digests) if self.blocks.possible and self.bits else None,
            "index_offset": index.offset,
            "index_bytes": index_bytes,
            "frames": len(self.frame_places) if known else None,
            "tag_files": len(self.tag_offsets) if known else None,
            "folders": self.folders if known else None,
            "payload_files": len(files) if known else None,
            "payload_bytes": self.payload_bytes if known else None,
            "table_digest": table_digest,
            "index_digest": index_digest,
            "content_digest": raw(self.content_digest),
            "package_digest": raw(self.package_digest),
        } | parity_fields
        if self.tar_end_lost or any(section.damaged for section in self.sections.values()):
            for name in ("data_bytes", "table_bytes", "parity_offset", "index_offset"):
                anew[name] = None       # damage stands where they begin or end
        if differing := footer.differences(anew):
            self._fault("E117", f"the footer and the container differ: {', '.join(differing)}")

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
                self._fault("E113", f"the block of {size} bytes at {at // 32 * size} has not the digest of the block table",
                            offset=at // 32 * size)
        return None

    def _check_parity(self):
        """Section 6.3. The fields of the footer that should stand there."""
        parity, footer = self.sections[PARITY], self.footer
        if parity.offset is None and not footer.parity_bytes:
            return {"parity_offset": self.sections[INDEX].offset, "parity_bytes": 0, "parity_data_shards": 0,
                    "parity_shards": 0, "parity_stripes": 0, "parity_digest": bytes(32)}
        if parity.length != footer.parity_bytes or parity.digest.digest() != footer.parity_digest:
            self._fault("E115", "the parity has not the length and digest that the footer says",
                        offset=parity.offset)
        self._fault("W501", "this reader does not know the parity's content; only its frames and digest were checked",
                    offset=parity.offset)
        return {"parity_offset": parity.offset}

    def _check_index(self):
        """Section 6.4. The digest and length that the footer should say; None where it was judged here or
        cannot be known."""
        section = self.sections[INDEX]
        files = {path: record for path, record in self.payload.items() if record.kind != FOLDER}
        if self.tar.broken or self.manifest is None or any(path not in self.manifest.lines for path in files):
            # What the index should be cannot be known; what it is, must still be what the footer says.
            if section.damaged:
                return None, None
            return section.digest.digest(), section.length
        start = self.manifest_data_offset
        rows = []
        for path, record in files.items():
            listed, line = self.manifest.lines[path]
            rows.append((path, record.offset, start + line, bytes.fromhex(listed)))
        anew = make_index(self.frame_places, self.tag_offsets, rows)
        if section.length != len(anew) or section.content != anew:
            self._fault("E116", "the index is not the one that frames and tar call for", offset=section.offset)
            return None, None
        return hashlib.sha256(anew).digest(), len(anew)


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def raw(text):
    return bytes.fromhex(text[7:]) if text else None

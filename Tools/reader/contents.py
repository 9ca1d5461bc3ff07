"""What the tar holds: tag files and payload, and whether they agree. Sections 7, 8 and 9.

The tag files come first, so each payload file is compared with the manifest as soon as it has been read.
"""

import hashlib
from dataclasses import dataclass

import bag
from articles import check_articles, read_articles
from captures import NAME as CAPTURES, check_captures, read_captures
from primitives import show
from tar import TarReader
from headers import FILE, FOLDER, LINK, MAX_HEADER_SIZE

MANIFEST = b"manifest-sha256.txt"
MANIFEST_512 = b"manifest-sha512.txt"
FILES = b"files.jsonl"
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

class Contents:
    """Takes the entries of the tar. `report(code, message, path, article)` takes what is wrong."""

    def __init__(self, limits, sink, report):
        self.limits = limits
        self.sink = sink
        self.tar = TarReader(self, limits)
        self._report = report
        self.collecting = None              # content of the tag file that is being read
        self.collecting_name = None
        self.hash = self.hash_512 = None    # of the payload file that is being read
        self.tag_data = {}                  # name -> bytearray, in the order of the tar
        self.tag_cut = set()                # names of tag files that are not whole
        self.additional = {}                # the same of tag files that a later revision has, section 6.6
        self.additional_bytes = 0
        self.unknown = []                   # names of those that are wrong in revision 0 only
        self.tag_offsets = []               # in the tar
        self.manifest_data_offset = None    # of manifest-sha256.txt's first byte in the tar
        self.tags_read = False
        self.manifest = self.manifest_512 = None
        self.bag_info = {}
        self.files = None                   # files.jsonl: path -> record
        self.all_files_lines = False        # each of its lines could be read
        self.articles, self.article_of = [], {}
        self.captures = []
        self.payload = {}                   # path in the bag, a folder's with "/" -> Payload
        self.folders = 0
        self.payload_bytes = 0
        self.tag_bytes = 0                  # of tag files that came out
        self.content_digest = self.package_digest = None

    def fault(self, code, message, path=None, article=None):
        self._report(code, message, path, article or self.article_of.get(path))

    def payload_files(self):
        return {path: record for path, record in self.payload.items() if record.kind != FOLDER}

    # --- The tar's entries (called by TarReader) ----------------------------------------------

    def entry(self, entry):
        if entry.path.startswith(bag.PAYLOAD) or (entry.path == b"data" and entry.kind == FOLDER):
            self.read_tag_files()
            self._begin_payload(entry)
        else:
            self._begin_tag_file(entry)

    def data(self, data):
        if self.collecting is not None:
            self.tag_bytes += len(data)
            size = len(self.collecting) + len(data)
            if self.collecting_name not in bag.TAG_FILES:
                # There may be any number of them; all together they are bounded.
                self.additional_bytes += len(data)
                size = self.additional_bytes
            most = min(self.limits.tag_file, bag.MOST_BYTES.get(self.collecting_name, self.limits.tag_file))
            if size > most:
                self.fault("E121", f"a tag file of more than {most} bytes", self.collecting_name)
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
        """Section 7.1: which, in which order, of which form [E214]. One that section 7.1 does not have is
        right in a later revision (section 6.6); which revision this is, the footer will say."""
        name = entry.path
        known = name in bag.TAG_FILES
        reasons = []
        if entry.kind != FILE or entry.executable or entry.mtime:
            reasons.append("a tag file is a file that is not executable, with time 0")
        if not known:
            if name.startswith(bag.SIGNATURES):
                reasons.append("a signature stands beside the package, not in it (section 6.7)")
            elif self.tags_read or TAG_MANIFEST in self.tag_data or not (FILES in self.tag_data or self.tar.broken):
                reasons.append("an entry outside data/ that section 7.1 does not have, "
                               "and not between files.jsonl and tagmanifest-sha256.txt")
        else:
            place = bag.TAG_FILES.index(name)
            if self.tags_read or any(place < bag.TAG_FILES.index(other) for other in self.tag_data):
                reasons.append("the tag file is not in its order")
        if reasons:
            self.fault("E214", "; ".join(reasons), name)
        if entry.kind == FOLDER:
            self.folders += 1
            return
        self.tag_offsets.append(entry.offset)
        if name == MANIFEST:
            self.manifest_data_offset = entry.data_offset
        if known or not self.tags_read:
            self.collecting = (self.tag_data if known else self.additional)[name] = bytearray()
            self.collecting_name = name
            if not known and not reasons:
                self.unknown.append(name)

    def check_revision_0(self):
        """The footer says that this package has nothing of a later revision."""
        for name in self.unknown:
            self.fault("E214", "no entry but the tag files of section 7.1 may stand outside data/", name)

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
            self.fault("E308", "there is no manifest to prove the content", path)
            return False
        listed = self.manifest.digest(path)
        if listed is None:
            self.fault("E310", "the file is not listed in the manifest", path)
        elif record.digest is None:
            self.fault("E308", "the content is not all there", path)
        elif listed != record.digest:
            self.fault("E308", f"the content has the SHA-256 {record.digest}, not the one of the manifest", path)
        proven = listed is not None and listed == record.digest
        if self.manifest_512 and record.digest_512:
            listed_512 = self.manifest_512.digest(path)
            if listed_512 is None:
                self.fault("E310", "the file is not listed in manifest-sha512.txt", path)
            elif listed_512 != record.digest_512:
                self.fault("E308", "the content has not the SHA-512 of the manifest", path)
                proven = False
        return proven

    # --- The bag (sections 7 and 8) -----------------------------------------------------------

    def read_tag_files(self):
        """When the payload begins, or the tar ends: all tag files have been seen."""
        if self.tags_read:
            return
        self.tags_read = True
        whole = {name: bytes(data) for name, data in self.tag_data.items() if name not in self.tag_cut}
        additional = {name: bytes(data) for name, data in self.additional.items() if name not in self.tag_cut}
        self.additional = {}
        self.tag_data = dict.fromkeys(self.tag_data)        # the names are still needed, the bytes are in `whole`
        fault = self.fault
        for name in bag.TAG_FILES:
            if name not in self.tag_data and name not in bag.OPTIONAL:
                fault("E301", f"the tag file {show(name)} is not there", name)
        for name in self.tag_cut:
            fault("E311", "the tag file is not all there", name)
        for name, data in whole.items():
            bag.check_text(name, data, fault)
        depth, article_totals = self.limits.json_depth, None
        if b"articles.jsonl" in whole:
            self.articles, self.article_of, article_totals = read_articles(whole[b"articles.jsonl"], fault, depth)
        if CAPTURES in whole:
            self.captures = read_captures(whole[CAPTURES], fault, depth)
        if b"bagit.txt" in whole:
            bag.check_declaration(whole[b"bagit.txt"], fault)
        if b"bag-info.txt" in whole:
            self.bag_info = bag.read_bag_info(whole[b"bag-info.txt"], fault)
            if article_totals:
                bag.check_article_totals(self.bag_info, article_totals, fault)
        if MANIFEST in whole:
            self.manifest = bag.Manifest(MANIFEST, whole[MANIFEST], fault)
            self.content_digest = digest(whole[MANIFEST])
        if MANIFEST_512 in whole:
            self.manifest_512 = bag.Manifest(MANIFEST_512, whole[MANIFEST_512], fault, "sha512")
        if FILES in whole:
            self.files, self.all_files_lines = bag.read_files(whole[FILES], fault, depth)
        if TAG_MANIFEST in whole:
            tag_manifest = bag.Manifest(TAG_MANIFEST, whole[TAG_MANIFEST], fault, of_tag_files=True)
            # Lines of files that are lost are not faults of the tag manifest.
            for name in list(tag_manifest.lines):
                if name in self.tag_cut:
                    del tag_manifest.lines[name]
                elif self.tar.broken and name not in whole and name not in additional:
                    del tag_manifest.lines[name]
                    if name not in bag.TAG_FILES:
                        fault("E301", f"{show(name)}, which the tag manifest lists, is not there", name)
            whole |= additional
            bag.check_tag_manifest(tag_manifest, whole, fault)
            self.package_digest = digest(whole[TAG_MANIFEST])
            proven = {name: (data, name == TAG_MANIFEST or digest(data) == f"sha256:{tag_manifest.digest(name)}")
                      for name, data in whole.items()}
        else:
            proven = {name: (data, False) for name, data in whole.items()}
        self.sink.tag_files(self.tar.top, proven)

    def check(self):
        """What can only be said when all of the tar has been read."""
        fault, broken = self.fault, self.tar.broken
        self.tar.check_folders()
        files = self.payload_files()
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
            check_captures(self.captures, self.manifest, sizes, fault)

    def _check_files_jsonl(self):
        """Section 7.6."""
        fault = self.fault
        for path, record in self.payload.items():
            line = self.files.get(path)
            if line is None:
                if self.all_files_lines:
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


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()

// The codes of the package format. `Spec/codes.md` says what each means and what to do.

extension RuleCode {
  // MARK: Container, Spec §4 and §6
  /// There is neither a Stele frame at the start nor a footer at the end; no frame was found. See Spec §4.1
  /// and §6.1.
  public static let notAPackage = RuleCode("E101", "not-a-package")
  /// The container ends before its footer is complete. See Spec §6.1.
  public static let truncated = RuleCode("E102", "truncated")
  /// Where a frame should begin there is no sound descriptor, or its stored length is not the length of the
  /// frame. See Spec §4.1.
  public static let descriptorDamaged = RuleCode("E103", "descriptor-damaged")
  /// The gzip or zstd bytes around a frame are not the fixed ones. See Spec §4.2, §4.3 and §4.4.
  public static let frameHeader = RuleCode("E104", "frame-header")
  /// The compressed data of a frame does not decode, or does not end where the frame ends. See Spec §4.2
  /// and §4.3.
  public static let frameUndecodable = RuleCode("E105", "frame-undecodable")
  /// What a frame holds has not the length or checksum that its descriptor or trailer says. See
  /// Spec §4.1, §4.2 and §4.3.
  public static let frameChecksum = RuleCode("E106", "frame-checksum")
  /// A frame or piece is not where its place says: one is absent, comes twice, or in the wrong order. See
  /// Spec §4.1 and §4.5.
  public static let framePlace = RuleCode("E107", "frame-place")
  /// The raw or stored length of a data frame is out of bounds. See Spec §4.2 and §4.3.
  public static let frameLength = RuleCode("E108", "frame-length")
  /// A frame belongs to another package, or the package tag is not the beginning of the package digest. See
  /// Spec §4.1.
  public static let frameForeign = RuleCode("E109", "frame-foreign")
  /// A frame has an unknown kind, or stands out of order. See Spec §4.1 and §6.1.
  public static let frameKind = RuleCode("E110", "frame-kind")
  /// Reserved bytes of the footer are not zero. See Spec §6.5.
  public static let reservedNonzero = RuleCode("E111", "reserved-nonzero")
  /// The block size is out of bounds, not the same in all frames, or not the one that the size of the tar
  /// calls for. See Spec §4.1 and §6.2.
  public static let blockSize = RuleCode("E112", "block-size")
  /// A block of stored bytes has not the digest of the block table. See Spec §6.2.
  public static let blockDigest = RuleCode("E113", "block-digest")
  /// The block table is absent, has the wrong size, or is not the one that the footer names. See Spec §6.2.
  public static let blockTable = RuleCode("E114", "block-table")
  /// The parity has not the length or digest that the footer names. See Spec §6.3.
  public static let paritySection = RuleCode("E115", "parity-section")
  /// The index is not the one that frames and tar call for. See Spec §6.4.
  public static let indexMismatch = RuleCode("E116", "index-mismatch")
  /// A field of the footer does not say what the container holds. See Spec §6.5.
  public static let footerMismatch = RuleCode("E117", "footer-mismatch")
  /// Bytes follow the footer. See Spec §6.1.
  public static let trailingBytes = RuleCode("E118", "trailing-bytes")
  /// The footer says a version or revision that this reader does not know. See Spec §6.5.
  public static let versionUnsupported = RuleCode("E119", "version-unsupported")
  /// A piece of a section is empty, too long, or shorter than 8,192 bytes and not the last; or the footer has
  /// not 384 bytes. See Spec §4.4 and §6.5.
  public static let pieceLength = RuleCode("E120", "piece-length")
  /// The package asks for more than the limits allow. See Spec §6.4 and §10.
  public static let limitExceeded = RuleCode("E121", "limit-exceeded")
  /// The parity ratio is out of bounds, or not the same in all frames and the footer. See Spec §4.1 and §6.3.
  public static let parityRatio = RuleCode("E122", "parity-ratio")
  /// Stored bytes could not be read: the disk, or what is between it and the reader, refused them. See Spec §9.2.
  public static let unreadableRange = RuleCode("E123", "unreadable-range")
  /// The package was made to a later revision of the format; what it added was checked by digests alone. See
  /// Spec §6.6.
  public static let laterRevision = RuleCode("W101", "later-revision")
  /// Salvage went without recovery data, since there was nowhere to put what it restores. See Spec §9.7.
  public static let recoveryUnused = RuleCode("W102", "recovery-unused")

  // MARK: Tar, Spec §5
  /// The checksum of a header is wrong. See Spec §5.2.
  public static let headerChecksum = RuleCode("E201", "header-checksum")
  /// An entry is neither file, hard link, folder nor pax header: a symbolic link, a device, a GNU or global
  /// header. See Spec §5.2 and §5.5.
  public static let entryType = RuleCode("E202", "entry-type")
  /// A header is not, bit for bit, what section 5 makes of its entry, or a pax record that it needs is
  /// absent. See Spec §5.1, §5.2 and §5.3.
  public static let headerField = RuleCode("E203", "header-field")
  /// A pax header is not well-formed, too long, or no entry follows it. See Spec §5.4.
  public static let paxMalformed = RuleCode("E204", "pax-malformed")
  /// A key stands twice in a pax header. See Spec §5.4.
  public static let paxKeyTwice = RuleCode("E205", "pax-key-twice")
  /// A pax record is not allowed, not needed, or not in its order. See Spec §5.3 and §5.4.
  public static let paxKeyUnexpected = RuleCode("E206", "pax-key-unexpected")
  /// A path is absolute, holds `..` or another name that is not allowed, is not UTF-8, or is too long. See
  /// Spec §3.2.
  public static let pathUnsafe = RuleCode("E207", "path-unsafe")
  /// A path stands twice. See Spec §5.1.
  public static let pathTwice = RuleCode("E208", "path-twice")
  /// A file is the folder of another path, or a folder that has an entry is not empty. See Spec §5.1.
  public static let pathConflict = RuleCode("E209", "path-conflict")
  /// A hard link points to something that is not an earlier payload file with the same mode. See Spec §5.5.
  public static let linkTarget = RuleCode("E210", "link-target")
  /// Padding holds bytes that are not zero. See Spec §5.1.
  public static let paddingNonzero = RuleCode("E211", "padding-nonzero")
  /// The tar does not end with exactly 1,024 zero bytes. See Spec §5.1.
  public static let endOfArchive = RuleCode("E212", "end-of-archive")
  /// An entry is not below the one top folder, or the name of that folder is not allowed. See Spec §5.1.
  public static let topFolder = RuleCode("E213", "top-folder")
  /// Tag files are not in their order or not of their form, another entry stands outside `data/`, or there is
  /// no payload file. See Spec §6.7, §7.1.
  public static let entryOrder = RuleCode("E214", "entry-order")
  /// The tar ends inside an entry, while the container is whole. See Spec §5.2.
  public static let entryCutOff = RuleCode("E215", "entry-cut-off")

  // MARK: Bag and articles, Spec §7 and §8
  /// A tag file is not there. See Spec §7.1.
  public static let tagFileMissing = RuleCode("E301", "tag-file-missing")
  /// `bagit.txt` is not the declaration of BagIt 1.0. See Spec §7.2.
  public static let bagitDeclaration = RuleCode("E302", "bagit-declaration")
  /// A line of `bag-info.txt` is malformed, the last five are not those of Stele, or Bag-Size is wrong. See
  /// Spec §7.3.
  public static let bagInfoLine = RuleCode("E303", "bag-info-line")
  /// Payload-Oxum is not the number of bytes and files in the payload. See Spec §7.3.
  public static let payloadOxum = RuleCode("E304", "payload-oxum")
  /// A line of a manifest is not a lower-case digest, two spaces and a path with `%`, CR and LF encoded. See
  /// Spec §7.5.
  public static let manifestLine = RuleCode("E305", "manifest-line")
  /// The lines of a manifest are not sorted, or a path stands twice. See Spec §7.5.
  public static let manifestOrder = RuleCode("E306", "manifest-order")
  /// A path in a manifest is not a payload path. See Spec §7.5.
  public static let manifestPath = RuleCode("E307", "manifest-path")
  /// A file has not the digest of a manifest, or its content could not be read and so cannot be proven. See
  /// Spec §7.5 and §9.2.
  public static let payloadDigest = RuleCode("E308", "payload-digest")
  /// A file that a manifest lists, or an asset recorded as included, is not there. See Spec §7.5, §8.2
  /// and §9.1.
  public static let payloadMissing = RuleCode("E309", "payload-missing")
  /// A payload file has no line in a manifest. See Spec §7.5.
  public static let payloadUnlisted = RuleCode("E310", "payload-unlisted")
  /// A tag file has not the digest of the tag manifest, or could not be read whole. See Spec §7.7.
  public static let tagDigest = RuleCode("E311", "tag-digest")
  /// The tag manifest is malformed, not sorted, lacks a tag file, or lists something else. See Spec §7.7.
  public static let tagManifest = RuleCode("E312", "tag-manifest")
  /// A line of `files.jsonl` is not in its one form, or not in its order. See Spec §7.6 and §8.1.
  public static let filesLine = RuleCode("E313", "files-line")
  /// `files.jsonl` does not agree with the tar, or has other members. See Spec §7.6.
  public static let filesMismatch = RuleCode("E314", "files-mismatch")
  /// A line of `articles.jsonl` is not in its one form, not in its order, or lacks what it must have. See
  /// Spec §8.1 and §8.2.
  public static let articlesLine = RuleCode("E315", "articles-line")
  /// A record names a path, digest or size that is not that of the payload. See Spec §8.2.
  public static let articlesMismatch = RuleCode("E316", "articles-mismatch")
  /// The package digest is not the one that you named. See Spec §9.1.
  public static let digestUnexpected = RuleCode("E317", "digest-unexpected")
  /// Stele-Version is not 1. See Spec §7.3.
  public static let steleVersion = RuleCode("E318", "stele-version")
  /// A tag file is not UTF-8, begins with a byte-order mark, or its lines do not all end with LF alone. See
  /// Spec §7.1.
  public static let tagText = RuleCode("E319", "tag-text")
  /// A line of `captures.jsonl` is not in its one form, not in its order, or lacks what it must have; or there
  /// is no line. See Spec §8.1 and §8.4.
  public static let capturesLine = RuleCode("E320", "captures-line")
  /// A record of a capture names a path, digest or size that is not that of the payload. See Spec §8.4.
  public static let capturesMismatch = RuleCode("E321", "captures-mismatch")
  /// The package, or the beginning of one, is not the one that the receipt was made of. See Spec §9.6.
  public static let receiptMismatch = RuleCode("E322", "receipt-mismatch")
  /// Stele-Articles or Stele-Assets is not what `articles.jsonl` says. See Spec §7.3.
  public static let articleTotals = RuleCode("E323", "article-totals")

  /// All codes of the package format.
  package static let packageCodes: [RuleCode] = [
    notAPackage, truncated, descriptorDamaged, frameHeader, frameUndecodable, frameChecksum,
    framePlace, frameLength, frameForeign, frameKind, reservedNonzero, blockSize, blockDigest,
    blockTable, paritySection, indexMismatch, footerMismatch, trailingBytes, versionUnsupported,
    pieceLength, limitExceeded, parityRatio, unreadableRange, laterRevision,
    recoveryUnused,
    headerChecksum, entryType, headerField, paxMalformed, paxKeyTwice, paxKeyUnexpected, pathUnsafe,
    pathTwice, pathConflict, linkTarget, paddingNonzero, endOfArchive, topFolder, entryOrder, entryCutOff,
    tagFileMissing, bagitDeclaration, bagInfoLine, payloadOxum, manifestLine, manifestOrder, manifestPath,
    payloadDigest, payloadMissing, payloadUnlisted, tagDigest, tagManifest, filesLine, filesMismatch,
    articlesLine, articlesMismatch, digestUnexpected, steleVersion, tagText, capturesLine,
    capturesMismatch, receiptMismatch, articleTotals,
  ]
}

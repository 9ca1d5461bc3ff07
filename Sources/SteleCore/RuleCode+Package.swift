// The codes of the package format. `Spec/codes.md` says what each means and what to do.

extension RuleCode {
  // MARK: Container, Spec §4 and §6
  public static let notAPackage = RuleCode("E101", "not-a-package")
  public static let truncated = RuleCode("E102", "truncated")
  public static let descriptorDamaged = RuleCode("E103", "descriptor-damaged")
  public static let frameHeader = RuleCode("E104", "frame-header")
  public static let frameUndecodable = RuleCode("E105", "frame-undecodable")
  public static let frameChecksum = RuleCode("E106", "frame-checksum")
  public static let framePlace = RuleCode("E107", "frame-place")
  public static let frameLength = RuleCode("E108", "frame-length")
  public static let frameForeign = RuleCode("E109", "frame-foreign")
  public static let frameKind = RuleCode("E110", "frame-kind")
  public static let reservedNonzero = RuleCode("E111", "reserved-nonzero")
  public static let blockSize = RuleCode("E112", "block-size")
  public static let blockDigest = RuleCode("E113", "block-digest")
  public static let blockTable = RuleCode("E114", "block-table")
  public static let paritySection = RuleCode("E115", "parity-section")
  public static let indexMismatch = RuleCode("E116", "index-mismatch")
  public static let footerMismatch = RuleCode("E117", "footer-mismatch")
  public static let trailingBytes = RuleCode("E118", "trailing-bytes")
  public static let versionUnsupported = RuleCode("E119", "version-unsupported")
  public static let pieceLength = RuleCode("E120", "piece-length")
  public static let limitExceeded = RuleCode("E121", "limit-exceeded")
  public static let parityUnchecked = RuleCode("W101", "parity-unchecked")

  // MARK: Tar, Spec §5
  public static let headerChecksum = RuleCode("E201", "header-checksum")
  public static let entryType = RuleCode("E202", "entry-type")
  public static let headerField = RuleCode("E203", "header-field")
  public static let paxMalformed = RuleCode("E204", "pax-malformed")
  public static let paxKeyTwice = RuleCode("E205", "pax-key-twice")
  public static let paxKeyUnexpected = RuleCode("E206", "pax-key-unexpected")
  public static let pathUnsafe = RuleCode("E207", "path-unsafe")
  public static let pathTwice = RuleCode("E208", "path-twice")
  public static let pathConflict = RuleCode("E209", "path-conflict")
  public static let linkTarget = RuleCode("E210", "link-target")
  public static let paddingNonzero = RuleCode("E211", "padding-nonzero")
  public static let endOfArchive = RuleCode("E212", "end-of-archive")
  public static let topFolder = RuleCode("E213", "top-folder")
  public static let entryOrder = RuleCode("E214", "entry-order")
  public static let entryCutOff = RuleCode("E215", "entry-cut-off")

  // MARK: Bag and articles, Spec §7 and §8
  public static let tagFileMissing = RuleCode("E301", "tag-file-missing")
  public static let bagitDeclaration = RuleCode("E302", "bagit-declaration")
  public static let bagInfoLine = RuleCode("E303", "bag-info-line")
  public static let payloadOxum = RuleCode("E304", "payload-oxum")
  public static let manifestLine = RuleCode("E305", "manifest-line")
  public static let manifestOrder = RuleCode("E306", "manifest-order")
  public static let manifestPath = RuleCode("E307", "manifest-path")
  public static let payloadDigest = RuleCode("E308", "payload-digest")
  public static let payloadMissing = RuleCode("E309", "payload-missing")
  public static let payloadUnlisted = RuleCode("E310", "payload-unlisted")
  public static let tagDigest = RuleCode("E311", "tag-digest")
  public static let tagManifest = RuleCode("E312", "tag-manifest")
  public static let filesLine = RuleCode("E313", "files-line")
  public static let filesMismatch = RuleCode("E314", "files-mismatch")
  public static let articlesLine = RuleCode("E315", "articles-line")
  public static let articlesMismatch = RuleCode("E316", "articles-mismatch")
  public static let digestUnexpected = RuleCode("E317", "digest-unexpected")
  public static let steleVersion = RuleCode("E318", "stele-version")
  public static let tagText = RuleCode("E319", "tag-text")

  /// All codes of the package format.
  package static let packageCodes: [RuleCode] = [
    notAPackage, truncated, descriptorDamaged, frameHeader, frameUndecodable, frameChecksum,
    framePlace, frameLength, frameForeign, frameKind, reservedNonzero, blockSize, blockDigest,
    blockTable, paritySection, indexMismatch, footerMismatch, trailingBytes, versionUnsupported,
    pieceLength, limitExceeded, parityUnchecked,
    headerChecksum, entryType, headerField, paxMalformed, paxKeyTwice, paxKeyUnexpected, pathUnsafe,
    pathTwice, pathConflict, linkTarget, paddingNonzero, endOfArchive, topFolder, entryOrder, entryCutOff,
    tagFileMissing, bagitDeclaration, bagInfoLine, payloadOxum, manifestLine, manifestOrder, manifestPath,
    payloadDigest, payloadMissing, payloadUnlisted, tagDigest, tagManifest, filesLine, filesMismatch,
    articlesLine, articlesMismatch, digestUnexpected, steleVersion, tagText,
  ]
}

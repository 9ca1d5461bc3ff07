/// The rules for bags of any maker, RFC 8493 and its drafts since 0.93: `E5` and `W5`.
extension RuleCode {
  /// A bag has a `bagit.txt` (RFC 8493 §2.1.1).
  package static let bagDeclarationMissing = RuleCode("E501", "bag-declaration-missing")
  /// `bagit.txt` has its two lines and no byte-order mark (§2.1.1).
  package static let bagDeclarationSyntax = RuleCode("E502", "bag-declaration-syntax")
  /// The version is one that was published: 0.93 to 0.97, or 1.0 (§2.1.1).
  package static let bagVersionUnknown = RuleCode("E503", "bag-version-unknown")
  /// A tag file is text in the encoding that `bagit.txt` names (§2.1.1, §2.3).
  package static let tagFileEncoding = RuleCode("E504", "tag-file-encoding")
  /// A bag has a folder `data` (§2.1.2).
  package static let payloadFolderMissing = RuleCode("E505", "payload-folder-missing")
  /// A bag has a payload manifest (§2.1.3).
  package static let payloadManifestMissing = RuleCode("E506", "payload-manifest-missing")
  /// A manifest's line is a checksum of the right length, white space and a path (§2.1.3).
  package static let manifestLineSyntax = RuleCode("E507", "manifest-line-syntax")
  /// A manifest's path stays in the bag, a payload manifest's below `data/` (§2.1.3, §5.1).
  package static let manifestPathUnsafe = RuleCode("E508", "manifest-path-unsafe")
  /// A manifest lists a path once (§2.1.3).
  package static let manifestPathTwice = RuleCode("E509", "manifest-path-twice")
  /// At least one payload manifest is of an algorithm that can be checked (§2.4).
  package static let checksumAlgorithmUnknown = RuleCode("E510", "checksum-algorithm-unknown")
  /// A listed file is there (§3).
  package static let fileMissing = RuleCode("E511", "file-missing")
  /// A payload file is listed: in each payload manifest since 1.0, in one before (§3).
  package static let payloadFileUnlisted = RuleCode("E512", "payload-file-unlisted")
  /// A file has the checksum that a manifest gives (§3).
  package static let checksumMismatch = RuleCode("E513", "checksum-mismatch")
  /// The payload has the bytes and files that `Payload-Oxum` says (§2.2.2).
  package static let payloadOxumMismatch = RuleCode("E514", "payload-oxum-mismatch")
  /// `bag-info.txt` is lines of a label, a colon and a value (§2.2.2).
  package static let bagInfoSyntax = RuleCode("E515", "bag-info-syntax")
  /// `fetch.txt` is lines of an address, a length or `-`, and a path (§2.2.3).
  package static let fetchSyntax = RuleCode("E516", "fetch-syntax")
  /// A path in `fetch.txt` stays below `data/` (§2.2.3, §5.1).
  package static let fetchPathUnsafe = RuleCode("E517", "fetch-path-unsafe")
  /// A file to be fetched is listed in the payload manifests (§2.2.3).
  package static let fetchPathUnlisted = RuleCode("E518", "fetch-path-unlisted")
  /// A bag is complete when what `fetch.txt` lists has been fetched (§3).
  package static let fileNotFetched = RuleCode("E519", "file-not-fetched")
  /// What stands in a bag is files and folders that can be read.
  package static let bagFileUnreadable = RuleCode("E520", "bag-file-unreadable")
  /// The package digest is the one that the user expects.
  package static let bagDigestNotExpected = RuleCode("E521", "bag-digest-not-expected")
  /// In a bag that Stele made, the tag manifest lists every tag file.
  package static let steleTagFileUnlisted = RuleCode("E522", "stele-tag-file-unlisted")

  /// A manifest's line is spelled as RFC 8493 writes it.
  package static let manifestSpelling = RuleCode("W501", "manifest-spelling")
  /// No two paths differ in case or Unicode normalisation alone (§6.1).
  package static let bagPathCollision = RuleCode("W502", "bag-path-collision")
  /// A file has its listed name byte for byte, not another case or normalisation of it (§6.1).
  package static let fileNameSpelling = RuleCode("W503", "file-name-spelling")
  /// A payload has no files that operating systems leave behind: `.DS_Store`, `Thumbs.db` and the like.
  package static let systemFile = RuleCode("W504", "system-file")
  /// The tag manifests list every tag file (§2.2.1).
  package static let tagFileUnlisted = RuleCode("W505", "tag-file-unlisted")
  /// Before 1.0: a manifest lists a path once, even with the same checksum.
  package static let manifestPathRepeated = RuleCode("W506", "manifest-path-repeated")
  /// Every manifest is of an algorithm that can be checked (§2.4).
  package static let manifestUnchecked = RuleCode("W507", "manifest-unchecked")
  /// A tag file is plain UTF-8 without a byte-order mark (§2.1.1).
  package static let tagFileForm = RuleCode("W508", "tag-file-form")
  /// A label stands at the line's beginning, with its colon at once behind it (§2.2.2).
  package static let bagInfoForm = RuleCode("W509", "bag-info-form")
  /// A fetched file has the length that `fetch.txt` gives (§2.2.3).
  package static let fetchLengthMismatch = RuleCode("W510", "fetch-length-mismatch")
  /// `tagmanifest-sha256.txt` lists a payload manifest, so that its digest stands for the whole bag.
  package static let packageDigestPartial = RuleCode("W511", "package-digest-partial")
  /// A tag manifest lists tag files alone, and no tag manifest (§2.2.1).
  package static let tagManifestScope = RuleCode("W512", "tag-manifest-scope")
  /// `Payload-Oxum` is there once at most, as two numbers with a full stop between them (§2.2.2).
  package static let payloadOxumSyntax = RuleCode("W513", "payload-oxum-syntax")

  /// All rules for bags, by their codes.
  package static let bagCodes: [RuleCode] = [
    bagDeclarationMissing, bagDeclarationSyntax, bagVersionUnknown, tagFileEncoding, payloadFolderMissing,
    payloadManifestMissing, manifestLineSyntax, manifestPathUnsafe, manifestPathTwice,
    checksumAlgorithmUnknown, fileMissing, payloadFileUnlisted, checksumMismatch, payloadOxumMismatch,
    bagInfoSyntax, fetchSyntax, fetchPathUnsafe, fetchPathUnlisted, fileNotFetched, bagFileUnreadable,
    bagDigestNotExpected, steleTagFileUnlisted,
    manifestSpelling, bagPathCollision, fileNameSpelling, systemFile, tagFileUnlisted, manifestPathRepeated,
    manifestUnchecked, tagFileForm, bagInfoForm, fetchLengthMismatch, packageDigestPartial,
    tagManifestScope, payloadOxumSyntax,
  ]
}

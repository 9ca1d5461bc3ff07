/// The rules for bags of any maker, RFC 8493 and its drafts since 0.93: `E5` and `W5`.
extension RuleCode {
  /// There is no `bagit.txt`. See RFC 8493 §2.1.1.
  public static let bagDeclarationMissing = RuleCode("E501", "bag-declaration-missing")
  /// `bagit.txt` is not its two lines, or begins with a byte-order mark. See RFC 8493 §2.1.1.
  public static let bagDeclarationSyntax = RuleCode("E502", "bag-declaration-syntax")
  /// The version of BagIt is none that was published: 0.93 to 0.97, 1.0. See RFC 8493 §2.1.1.
  public static let bagVersionUnknown = RuleCode("E503", "bag-version-unknown")
  /// A tag file is not text in the encoding that `bagit.txt` names, or that encoding is not known. See RFC
  /// 8493 §2.1.1 and §2.3.
  public static let tagFileEncoding = RuleCode("E504", "tag-file-encoding")
  /// There is no folder `data`. See RFC 8493 §2.1.2.
  public static let payloadFolderMissing = RuleCode("E505", "payload-folder-missing")
  /// There is no payload manifest. See RFC 8493 §2.1.3.
  public static let payloadManifestMissing = RuleCode("E506", "payload-manifest-missing")
  /// A line of a manifest is not a checksum of the right length, white space and a path. See RFC 8493 §2.1.3.
  public static let manifestLineSyntax = RuleCode("E507", "manifest-line-syntax")
  /// A manifest lists a path that leads out of the bag or of `data/`, here or on another system. See RFC
  /// 8493 §2.1.3 and §5.1.
  public static let manifestPathUnsafe = RuleCode("E508", "manifest-path-unsafe")
  /// A manifest lists a path twice. See RFC 8493 §2.1.3.
  public static let manifestPathTwice = RuleCode("E509", "manifest-path-twice")
  /// No manifest of the payload has an algorithm that is known here. See RFC 8493 §2.4.
  public static let checksumAlgorithmUnknown = RuleCode("E510", "checksum-algorithm-unknown")
  /// A file that a manifest lists is not there. See RFC 8493 §3.
  public static let fileMissing = RuleCode("E511", "file-missing")
  /// A payload file is not in a manifest that must list it. See RFC 8493 §3.
  public static let payloadFileUnlisted = RuleCode("E512", "payload-file-unlisted")
  /// A file has not the checksum that a manifest gives. See RFC 8493 §3.
  public static let checksumMismatch = RuleCode("E513", "checksum-mismatch")
  /// The payload has not the bytes and files that `Payload-Oxum` says. See RFC 8493 §2.2.2.
  public static let payloadOxumMismatch = RuleCode("E514", "payload-oxum-mismatch")
  /// `bag-info.txt` is not lines of a label, a colon and a value. See RFC 8493 §2.2.2.
  public static let bagInfoSyntax = RuleCode("E515", "bag-info-syntax")
  /// A line of `fetch.txt` is not an address, a length or `-`, and a path. See RFC 8493 §2.2.3.
  public static let fetchSyntax = RuleCode("E516", "fetch-syntax")
  /// `fetch.txt` lists a path that leads out of `data/`. See RFC 8493 §2.2.3 and §5.1.
  public static let fetchPathUnsafe = RuleCode("E517", "fetch-path-unsafe")
  /// A file to be fetched is not in the manifests, so that it cannot be checked. See RFC 8493 §2.2.3.
  public static let fetchPathUnlisted = RuleCode("E518", "fetch-path-unlisted")
  /// A file that `fetch.txt` lists is not there yet. See RFC 8493 §3.
  public static let fileNotFetched = RuleCode("E519", "file-not-fetched")
  /// Something in the bag is neither file nor folder, or cannot be read. See RFC 8493 §3.
  public static let bagFileUnreadable = RuleCode("E520", "bag-file-unreadable")
  /// The package digest is not the one that you named. See Spec §9.1.
  public static let bagDigestNotExpected = RuleCode("E521", "bag-digest-not-expected")
  /// In a bag that Stele made, a tag file is in no tag manifest. See Spec §7.1.
  public static let steleTagFileUnlisted = RuleCode("E522", "stele-tag-file-unlisted")

  /// A line of a manifest is not spelled as RFC 8493 writes it; its meaning is plain. See RFC 8493 §2.1.3.
  public static let manifestSpelling = RuleCode("W501", "manifest-spelling")
  /// Paths differ in case or normalisation alone. See RFC 8493 §6.1.
  public static let bagPathCollision = RuleCode("W502", "bag-path-collision")
  /// A file is there under a name that differs in case or normalisation from the listed one. See RFC
  /// 8493 §6.1.
  public static let fileNameSpelling = RuleCode("W503", "file-name-spelling")
  /// The payload has a file that operating systems leave behind, such as `.DS_Store`. See RFC 8493 §3.
  public static let systemFile = RuleCode("W504", "system-file")
  /// No tag manifest lists a tag file; a change to it cannot be seen. See RFC 8493 §2.2.1.
  public static let tagFileUnlisted = RuleCode("W505", "tag-file-unlisted")
  /// A bag from before 1.0 lists a path twice, with the same checksum. See RFC 8493 §2.1.3.
  public static let manifestPathRepeated = RuleCode("W506", "manifest-path-repeated")
  /// The algorithm of a manifest is not known here; others were checked. See RFC 8493 §2.4.
  public static let manifestUnchecked = RuleCode("W507", "manifest-unchecked")
  /// A tag file has a byte-order mark, or white space where there should be none. See RFC 8493 §2.1.1.
  public static let tagFileForm = RuleCode("W508", "tag-file-form")
  /// White space stands before a label or its colon. See RFC 8493 §2.2.2.
  public static let bagInfoForm = RuleCode("W509", "bag-info-form")
  /// A fetched file has not the length that `fetch.txt` gives. See RFC 8493 §2.2.3.
  public static let fetchLengthMismatch = RuleCode("W510", "fetch-length-mismatch")
  /// `tagmanifest-sha256.txt` lists no payload manifest of SHA-256 or SHA-512: its digest does not stand for
  /// the payload. See RFC 8493 §2.2.1.
  public static let packageDigestPartial = RuleCode("W511", "package-digest-partial")
  /// A tag manifest lists what is not its own to list: payload files or tag manifests. See RFC 8493 §2.2.1.
  public static let tagManifestScope = RuleCode("W512", "tag-manifest-scope")
  /// `Payload-Oxum` is there twice, or is not two numbers with a full stop between them. See RFC 8493 §2.2.2.
  public static let payloadOxumSyntax = RuleCode("W513", "payload-oxum-syntax")

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

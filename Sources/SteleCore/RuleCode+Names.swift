/// What packing warns of: names and times that other systems or stock tools stumble over, `W4`. See Spec §7.8.
extension RuleCode {
  /// A path holds `%`, CR or LF, which manifests have as `%25`, `%0D` and `%0A`. `sha256sum -c` does not find
  /// the file; bagit-python does not if it is a `%`.
  public static let nameEncoded = RuleCode("W401", "name-encoded")
  /// A path ends in white space (NBSP and U+3000 too) or holds a line separator. bagit-python does not find
  /// the file.
  public static let nameWhiteSpace = RuleCode("W402", "name-white-space")
  /// A name holds control characters.
  public static let nameControl = RuleCode("W403", "name-control")
  /// A path differs from another in case or Unicode normalisation alone; a file may have the name of a folder
  /// so.
  public static let nameCollision = RuleCode("W404", "name-collision")
  /// Windows cannot have the name: it is a device's (`con`, `aux.txt`, `com1`), or holds one of
  /// `< > : " | ? * \`.
  public static let nameReserved = RuleCode("W405", "name-reserved")
  /// A name ends in a dot or space, which Windows drops.
  public static let nameEnding = RuleCode("W406", "name-ending")
  /// A name is not in Normalisation Form C. Some file systems change it, and so does bsdtar if there is W409
  /// as well.
  public static let nameNotComposed = RuleCode("W407", "name-not-composed")
  /// Something in the sources was left out: as `--skip-unreadable` allows, a link to nowhere, a device, what cannot be
  /// read; the very package that is made, or an earlier one of its name in its folder; or, where each article gets a
  /// package, a file that no article shows. See Spec §7.8.
  public static let sourceSkipped = RuleCode("W408", "source-skipped")
  /// A path, or that of a link's target, does not fit the fields of a tar header. A program that knows no pax
  /// headers gives it another name. See Spec §5.3 and §7.8.
  public static let nameLong = RuleCode("W409", "name-long")
  /// A modification time is before 1970 or after 2242. `files.jsonl` has it; common tools set the nearest
  /// that a tar header can hold. See Spec §5.2 and §7.8.
  public static let timeOutOfRange = RuleCode("W410", "time-out-of-range")
  /// A name holds characters that turn the direction of text, or that nobody sees.
  public static let nameMisleading = RuleCode("W411", "name-misleading")
  /// The package's name begins with `-` or `~`.
  public static let nameStart = RuleCode("W412", "name-start")
  /// An article shows more than its record can hold, which leaves out some of the assets. See Spec §8.2.
  public static let recordShortened = RuleCode("W413", "record-shortened")
  /// A server sent fewer bytes than it announced. See Spec §8.4.
  public static let captureTruncated = RuleCode("W414", "capture-truncated")
  /// A server sent something else than what was asked for: a page for a picture. See Spec §8.4.
  public static let captureType = RuleCode("W415", "capture-type")

  /// All codes of packing.
  package static let nameCodes: [RuleCode] = [
    nameEncoded, nameWhiteSpace, nameControl, nameCollision, nameReserved, nameEnding, nameNotComposed,
    sourceSkipped, nameLong, timeOutOfRange, nameMisleading, nameStart, recordShortened,
    captureTruncated, captureType,
  ]
}

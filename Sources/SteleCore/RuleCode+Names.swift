/// What packing warns of: names and times that other systems or stock tools stumble over, `W4`. See Spec §7.8.
extension RuleCode {
  /// A path has no `%`, CR or LF, which manifests encode: `sha256sum -c` does not find the file.
  public static let nameEncoded = RuleCode("W401", "name-encoded")
  /// A path neither ends in white space nor holds a line separator: bagit-python cuts them off.
  public static let nameWhiteSpace = RuleCode("W402", "name-white-space")
  /// A name has no control characters.
  public static let nameControl = RuleCode("W403", "name-control")
  /// No two paths differ in case or Unicode normalisation alone.
  public static let nameCollision = RuleCode("W404", "name-collision")
  /// Windows can give a file this name: it is no device's, and has no character that Windows reserves.
  public static let nameReserved = RuleCode("W405", "name-reserved")
  /// A name does not end in a dot or space, which Windows drops.
  public static let nameEnding = RuleCode("W406", "name-ending")
  /// A name is in Normalisation Form C.
  public static let nameNotComposed = RuleCode("W407", "name-not-composed")
  /// Everything in the sources could be packed.
  public static let sourceSkipped = RuleCode("W408", "source-skipped")
  /// A path fits the fields of a tar header, without a pax record.
  public static let nameLong = RuleCode("W409", "name-long")
  /// A modification time fits the field of a tar header: 1970 to 2242.
  public static let timeOutOfRange = RuleCode("W410", "time-out-of-range")
  /// A name has no characters that cannot be seen or that turn the direction of text.
  public static let nameMisleading = RuleCode("W411", "name-misleading")
  /// A package's name does not begin with `-` or `~`, which shells and programs take for something else.
  public static let nameStart = RuleCode("W412", "name-start")

  /// All codes of packing.
  package static let nameCodes: [RuleCode] = [
    nameEncoded, nameWhiteSpace, nameControl, nameCollision, nameReserved, nameEnding, nameNotComposed,
    sourceSkipped, nameLong, timeOutOfRange, nameMisleading, nameStart,
  ]
}

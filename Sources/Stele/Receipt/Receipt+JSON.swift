import SteleCore

/// A receipt as a document: one JSON object in the one form of Spec §8.1, and a line feed. See Spec §9.6.
extension Receipt {
  /// The version of the document.
  private static let version: Int64 = 1

  private static let names = [
    "blockTableDigest", "bytes", "containerDigest", "contentDigest", "files", "formatVersion", "name",
    "packageBytes", "packageDigest", "profile", "receiptVersion",
  ]

  /// The document's bytes.
  public var json: [UInt8] {
    JSONValue.object([
      "blockTableDigest": .string(blockTableDigest.description),
      "bytes": .integer(Int64(clamping: bytes)),
      "containerDigest": .string(containerDigest.description),
      "contentDigest": .string(contentDigest.description),
      "files": .integer(Int64(clamping: files)),
      "formatVersion": .integer(Int64(formatVersion)),
      "name": .string(name),
      "packageBytes": .integer(Int64(clamping: packageBytes)),
      "packageDigest": .string(packageDigest.description),
      "profile": .string(codec.rawValue),
      "receiptVersion": .integer(Self.version),
    ]).canonicalBytes + [0x0A]
  }

  /// Reads a document.
  ///
  /// - Returns: `nil` if it is in another form, lacks a member, has one that is not known, or is longer than a
  ///   receipt can be.
  public init?(json: [UInt8]) {
    guard json.count <= Self.maximumLength, json.last == 0x0A,
      let members = JSONValue(canonical: json.dropLast())?.object, members.members.map(\.name) == Self.names,
      members["receiptVersion"]?.integer == Self.version
    else { return nil }
    func digest(_ member: String) -> Digest? {
      guard let text = members[member]?.string, let digest = Digest(text), digest.description == text else {
        return nil
      }
      return digest
    }
    func count(_ member: String) -> UInt64? { members[member]?.integer.flatMap { UInt64(exactly: $0) } }
    guard let name = members["name"]?.string, let checked = try? PackageName.check(name),
      let folder = try? PackagePath(checked), let packageDigest = digest("packageDigest"),
      let contentDigest = digest("contentDigest"), let containerDigest = digest("containerDigest"),
      let blockTableDigest = digest("blockTableDigest"), let packageBytes = count("packageBytes"),
      let files = count("files"), let bytes = count("bytes"), let version = count("formatVersion"),
      let formatVersion = Int(exactly: version), let codec = members["profile"]?.string.flatMap(Codec.init)
    else { return nil }
    self.init(
      folder: folder, packageDigest: packageDigest, contentDigest: contentDigest,
      containerDigest: containerDigest, blockTableDigest: blockTableDigest, packageBytes: packageBytes,
      files: files, bytes: bytes, formatVersion: formatVersion, codec: codec)
  }
}

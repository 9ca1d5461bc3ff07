import SteleCore

extension SalvageReport {
  /// The report as a document: one JSON object in the one form of Spec §8.1, and a line feed.
  public var json: [UInt8] {
    JSONValue.object([
      "package": .string(package), "folder": .string(folder), "manifest": .string(manifest.rawValue),
      "packageDigest": Self.json(verification.packageDigest),
      "contentDigest": Self.json(verification.contentDigest),
      "files": .integer(Int64(files)), "bytes": .integer(Int64(clamping: bytes)),
      "lost": .array(lost.map(Self.json)), "unproven": .array(unproven.map(Self.json)),
      "notes": .array(notes.map(\.json)),
      "restored": .array(restored.map(\.json)),
      "copies": .array(
        copies.map {
          .object([
            "file": .string($0.path), "storedBytes": Self.json($0.storedBytes),
            "files": .integer(Int64($0.files)), "fault": $0.fault.map(JSONValue.string) ?? .null,
          ])
        }),
      "findings": .array(verification.findings.map(\.json)),
    ]).canonicalBytes + [0x0A]
  }

  private static func json(_ digest: Digest?) -> JSONValue { digest.map { .string($0.description) } ?? .null }
  private static func json(_ path: PackagePath?) -> JSONValue {
    path.map { .string($0.description) } ?? .null
  }
  private static func json(_ count: UInt64?) -> JSONValue {
    count.map { .integer(Int64(clamping: $0)) } ?? .null
  }

  private static func json(_ loss: Loss) -> JSONValue {
    .object([
      "path": json(loss.path), "sha256": json(loss.digest), "contentSize": json(loss.size),
      "reason": .string(loss.reason.rawValue), "message": .string(loss.reason.message),
      "article": loss.article.map(JSONValue.string) ?? .null, "bytesFound": json(loss.bytesFound),
      "gaps": .array(
        loss.gaps.map { .object(["offset": json($0.lowerBound), "bytes": json(UInt64($0.count))]) }),
      "savedAs": json(loss.savedAs),
    ])
  }

  private static func json(_ file: Unproven) -> JSONValue {
    .object([
      "path": json(file.path), "sha256": json(file.digest), "contentSize": json(file.size),
      "savedAs": json(file.savedAs),
    ])
  }
}

extension SalvageReport.Reason {
  /// What it means, in a few words.
  public var message: String {
    switch self {
    case .entryLost: "it stood in a part of the package that is damaged or missing"
    case .bytesLost: "some of its bytes stood in a part of the package that is damaged or missing"
    case .bytesWrong: "some of its bytes are not those that were sealed"
    case .targetLost: "it is a link to a file that is lost"
    case .unwritable: "the file system does not take its name or its size"
    case .limit: "more would have come out of the package than the limits allow"
    }
  }
}

internal import FoundationEssentials
internal import SteleCore

extension ArticleRecord {
  /// The record's line: canonical JSON, without the line feed. What is not known is left out; `author` and
  /// `assets` are always there.
  package var line: [UInt8] { json.canonicalBytes }

  /// Reads a line, from whatever source: only the bytes that ``line`` gives are a record.
  ///
  /// - Throws: ``ArticleRecordError``.
  package init(line: some Collection<UInt8>) throws(ArticleRecordError) {
    do {
      self = try JSONDecoder().decode(ArticleRecord.self, from: Data(line))
    } catch {
      throw ArticleRecordError(code: .malformed, context: Self.describe(error))
    }
    // This also turns away unknown members, members given twice and other spellings of a value.
    guard self.line.elementsEqual(line) else {
      throw ArticleRecordError(code: .notCanonical, context: "\(path)")
    }
  }

  private static func describe(_ error: any Error) -> String {
    guard let error = error as? DecodingError else { return "not JSON" }
    let context: DecodingError.Context? =
      switch error {
      case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
        .dataCorrupted(let context):
        context
      @unknown default: nil
      }
    let path = (context?.codingPath ?? []).map(\.stringValue).joined(separator: ".")
    return path.isEmpty ? "not JSON, or a member is missing" : "at \(path)"
  }

  private var json: JSONValue {
    var members: [String: JSONValue] = [
      "path": .string(path.description), "sha256": .string(sha256.description),
      "author": .array(metadata.author.map(JSONValue.string)), "assets": .array(assets.map(\.json)),
    ]
    members["url"] = metadata.url.map(JSONValue.string)
    members["headline"] = metadata.headline.map(JSONValue.string)
    members["editor"] = metadata.editor.map(JSONValue.string)
    members["publisher"] = metadata.publisher.map(JSONValue.string)
    members["datePublished"] = metadata.datePublished.map { .string($0.text) }
    members["dateModified"] = metadata.dateModified.map { .string($0.text) }
    members["inLanguage"] = metadata.inLanguage.map(JSONValue.string)
    members["description"] = metadata.description.map(JSONValue.string)
    members["articleSection"] = metadata.articleSection.map(JSONValue.string)
    members["wordCount"] = metadata.wordCount.map { .integer(Int64($0)) }
    return .object(members)
  }
}

extension AssetRecord {
  fileprivate var json: JSONValue {
    var members: [String: JSONValue] = [
      "url": .string(url), "role": .string(role.rawValue), "status": .string(status.rawValue),
    ]
    members["reason"] = reason.map { .string($0.rawValue) }
    members["path"] = path.map { .string($0.description) }
    members["sha256"] = sha256.map { .string($0.description) }
    members["contentSize"] = contentSize.map { .integer(Int64(clamping: $0)) }
    members["encodingFormat"] = encodingFormat.map(JSONValue.string)
    return .object(members)
  }
}

extension ArticleRecord: Decodable {
  private enum Key: String, CodingKey {
    case path, sha256, url, headline, author, editor, publisher, datePublished, dateModified, inLanguage,
      description
    case articleSection, wordCount, assets
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    path = try container.decodePath(.path)
    sha256 = try container.decodeDigest(.sha256)
    metadata = ArticleMetadata()
    metadata.url = try container.decodeIfPresent(String.self, forKey: .url)
    metadata.headline = try container.decodeIfPresent(String.self, forKey: .headline)
    metadata.author = try container.decode([String].self, forKey: .author)
    metadata.editor = try container.decodeIfPresent(String.self, forKey: .editor)
    metadata.publisher = try container.decodeIfPresent(String.self, forKey: .publisher)
    metadata.datePublished = try container.decodeDate(.datePublished)
    metadata.dateModified = try container.decodeDate(.dateModified)
    metadata.inLanguage = try container.decodeIfPresent(String.self, forKey: .inLanguage)
    metadata.description = try container.decodeIfPresent(String.self, forKey: .description)
    metadata.articleSection = try container.decodeIfPresent(String.self, forKey: .articleSection)
    if let count = try container.decodeIfPresent(UInt32.self, forKey: .wordCount) {
      metadata.wordCount = Int(count)
    }
    assets = try container.decode([AssetRecord].self, forKey: .assets)
  }
}

extension AssetRecord: Decodable {
  private enum Key: String, CodingKey {
    case url, path, sha256, contentSize, encodingFormat, role, status, reason
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    url = try container.decode(String.self, forKey: .url)
    role = try container.decode(AssetRole.self, forKey: .role)
    status = try container.decode(AssetStatus.self, forKey: .status)
    reason = try container.decodeIfPresent(AssetReason.self, forKey: .reason)
    if container.contains(.path) { path = try container.decodePath(.path) }
    if container.contains(.sha256) { sha256 = try container.decodeDigest(.sha256) }
    contentSize = try container.decodeIfPresent(UInt64.self, forKey: .contentSize)
    encodingFormat = try container.decodeIfPresent(String.self, forKey: .encodingFormat)
    // What is included can be found and checked; what is not says why.
    let isFound = path != nil && sha256 != nil && contentSize != nil
    guard status == .included ? isFound && reason == nil : path == nil && sha256 == nil && reason != nil
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .status, in: container, debugDescription: "status and members disagree")
    }
  }
}

extension KeyedDecodingContainer {
  fileprivate func decodePath(_ key: Key) throws -> PackagePath {
    guard let path = try? PackagePath(decode(String.self, forKey: key)) else {
      throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: "no path")
    }
    return path
  }

  fileprivate func decodeDigest(_ key: Key) throws -> Digest {
    guard let digest = Digest(try decode(String.self, forKey: key)) else {
      throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: "no digest")
    }
    return digest
  }

  fileprivate func decodeDate(_ key: Key) throws -> ArticleDate? {
    guard let text = try decodeIfPresent(String.self, forKey: key) else { return nil }
    guard let date = ArticleDate(iso: text) else {
      throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: "no date")
    }
    return date
  }
}

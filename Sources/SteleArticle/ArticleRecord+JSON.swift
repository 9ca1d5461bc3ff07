internal import SteleCore

extension ArticleRecord {
  /// The record's line: canonical JSON, without the line feed. What is not known is left out; `author` and
  /// `assets` are always there.
  package var line: [UInt8] { json.canonicalBytes }

  private var json: JSONValue {
    var members: JSONObject = [
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
    if assetsLeftOut > 0 { members["assetsLeftOut"] = .integer(Int64(assetsLeftOut)) }
    return .object(members)
  }
}

extension AssetRecord {
  /// Bytes of its JSON text.
  var length: Int { json.canonicalBytes.count }

  fileprivate var json: JSONValue {
    var members: JSONObject = [
      "url": .string(url), "role": .string(role.rawValue), "status": .string(status.rawValue),
    ]
    members["reason"] = reason.map { .string($0.text) }
    members["address"] = address.map(JSONValue.string)
    members["referrer"] = referrer.map { .string($0.description) }
    members["path"] = path.map { .string($0.description) }
    members["sha256"] = sha256.map { .string($0.description) }
    members["contentSize"] = contentSize.map { .integer(Int64(clamping: $0)) }
    members["encodingFormat"] = encodingFormat.map(JSONValue.string)
    return .object(members)
  }
}

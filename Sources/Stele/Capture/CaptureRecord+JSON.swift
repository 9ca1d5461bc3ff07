import SteleCore

extension CaptureRecord {
  /// The record as `captures.jsonl` has it.
  ///
  /// - Parameter path: The file's path in the bag, if there is one.
  package func json(path: PackagePath?) -> JSONValue {
    var members: JSONObject = [
      "url": .string(url), "time": .string(CivilTime(seconds: time).iso8601),
      "attempts": .integer(Int64(attempts)),
    ]
    if !redirects.isEmpty { members["redirects"] = .array(redirects.map(\.json)) }
    members["finalUrl"] = finalURL.map(JSONValue.string)
    members["status"] = status.map { .integer(Int64($0)) }
    if !headers.isEmpty {
      members["headers"] = .array(headers.map { .array([.string($0.name), .string($0.value)]) })
    }
    members["declaredFormat"] = declaredFormat.map(JSONValue.string)
    members["encodingFormat"] = encodingFormat.map(JSONValue.string)
    members["sha256"] = digest.map { .string($0.description) }
    members["contentSize"] = contentSize.map { .integer(Int64(clamping: $0)) }
    members["remoteAddress"] = remoteAddress.map(JSONValue.string)
    if !certificates.isEmpty {
      members["certificates"] = .array(certificates.map { .string($0.description) })
    }
    members["error"] = error.map(JSONValue.string)
    members["path"] = path.map { .string($0.description) }
    return .object(members)
  }
}

extension CaptureRedirect {
  fileprivate var json: JSONValue {
    var members: JSONObject = [
      "url": .string(url), "status": .integer(Int64(status)), "location": .string(location),
    ]
    members["remoteAddress"] = remoteAddress.map(JSONValue.string)
    return .object(members)
  }
}

internal import SteleCore

/// A line of `captures.jsonl` as it is read, from whatever writer: the members that every reader knows are
/// checked. See Spec §8.4.
package struct CapturesLine: Hashable, Sendable {
  package struct File: Hashable, Sendable {
    /// Path, digest and size as the line states them: those of a payload file.
    package let path: String
    package let sha256: String
    package let contentSize: Int64
  }

  /// The address that was asked for.
  package let url: String
  /// What was kept; `nil` if nothing was.
  package let file: File?

  /// Reads a line without its line feed.
  ///
  /// - Throws: ``CapturesLineError``.
  package init(_ line: ArraySlice<UInt8>) throws(CapturesLineError) {
    guard let value = JSONValue(canonical: line) else { throw .form }
    guard let members = value.object else { throw .member("the line") }
    func check(_ name: String, isRequired: Bool = false, _ fits: (JSONValue) -> Bool)
      throws(CapturesLineError)
    {
      guard let value = members[name] else {
        if isRequired { throw .member(name) }
        return
      }
      if !fits(value) { throw .member(name) }
    }
    func isText(_ value: JSONValue) -> Bool { value.string != nil }
    func isCount(_ value: JSONValue) -> Bool { value.integer.map { $0 >= 0 } ?? false }
    func isStatus(_ value: JSONValue) -> Bool { value.integer.map { 100...999 ~= $0 } ?? false }
    try check("url", isRequired: true, isText)
    try check("time", isRequired: true) { $0.string.map(CivilTime.isISO8601) ?? false }
    try check("attempts", isRequired: true, isCount)
    try check("status", isStatus)
    for name in ["finalUrl", "declaredFormat", "encodingFormat", "remoteAddress"] { try check(name, isText) }
    try check("headers") { value in
      value.array?.allSatisfy { $0.array?.count == 2 && $0.array!.allSatisfy(isText) } ?? false
    }
    try check("certificates") { value in
      value.array?.allSatisfy { $0.string.flatMap { Digest($0) } != nil } ?? false
    }
    try check("redirects") { value in
      value.array?.allSatisfy { hop in
        hop.object.map { hop in
          hop["url"].map(isText) ?? false && hop["location"].map(isText) ?? false
            && hop["status"].map(isStatus) ?? false && hop["remoteAddress"].map(isText) ?? true
        } ?? false
      } ?? false
    }
    url = members["url"]!.string!
    guard members["error"] == nil else {
      try check("error") { !($0.string?.isEmpty ?? true) }
      // What was kept and what failed are two things.
      for name in ["path", "sha256", "contentSize"] where members[name] != nil { throw .member(name) }
      file = nil
      return
    }
    try check("path", isRequired: true, isText)
    try check("sha256", isRequired: true, isText)
    try check("contentSize", isRequired: true, isCount)
    file = File(
      path: members["path"]!.string!, sha256: members["sha256"]!.string!,
      contentSize: members["contentSize"]!.integer!)
  }
}

/// Why a line of `captures.jsonl` is none.
package enum CapturesLineError: Error, Hashable, Sendable, CustomStringConvertible {
  /// It is not a JSON value in the one form of Spec §8.1.
  case form
  /// A member is missing, not of its type, or there though it must not be.
  case member(String)

  package var description: String {
    switch self {
    case .form: "the line is not JSON in the one form that it may have"
    case .member(let name): "'\(name)' is missing, or is not what it must be"
    }
  }
}

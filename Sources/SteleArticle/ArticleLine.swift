package import SteleCore

/// A line of `articles.jsonl` as it is read, from whatever writer: the members that every reader knows are
/// checked, others stay as they are. See Spec §8.2.
package struct ArticleLine: Hashable, Sendable {
  package struct Asset: Hashable, Sendable {
    package let status: AssetStatus
    /// Path, digest and size as the line states them: those of a payload file, if it is included.
    package let path: String?
    package let sha256: String?
    package let contentSize: Int64?
    /// All members.
    package let members: [String: JSONValue]
  }

  /// The article's path and digest as the line states them.
  package let path: String
  package let sha256: String
  package let assets: [Asset]
  /// All members.
  package let members: [String: JSONValue]

  /// Reads a line without its line feed.
  ///
  /// - Throws: ``ArticleLineError``.
  package init(_ line: ArraySlice<UInt8>) throws(ArticleLineError) {
    guard let value = JSONValue(canonical: line) else { throw .form }
    guard let members = value.object else { throw .member("the line") }
    self.members = members
    path = try Self.string("path", members, isRequired: true)!
    sha256 = try Self.string("sha256", members, isRequired: true)!
    for name in [
      "url", "headline", "description", "articleSection", "editor", "publisher", "datePublished",
      "dateModified",
      "inLanguage",
    ] {
      _ = try Self.string(name, members)
    }
    _ = try Self.size("wordCount", members)
    if let author = members["author"], author.array?.contains(where: { $0.string == nil }) ?? true {
      throw .member("author")
    }
    guard let list = members["assets"]?.array else { throw .member("assets") }
    var assets: [Asset] = []
    for value in list { assets.append(try Self.asset(value)) }
    self.assets = assets
  }

  private static func asset(_ value: JSONValue) throws(ArticleLineError) -> Asset {
    guard let members = value.object else { throw .member("assets") }
    _ = try string("role", members, isRequired: true)
    guard let text = try string("status", members, isRequired: true), let status = AssetStatus(rawValue: text)
    else {
      throw .member("status")
    }
    for name in ["url", "reason", "encodingFormat", "referrer", "address"] { _ = try string(name, members) }
    let isIncluded = status == .included
    let size = try size("contentSize", members)
    if isIncluded, size == nil { throw .member("contentSize") }
    return Asset(
      status: status, path: try string("path", members, isRequired: isIncluded),
      sha256: try string("sha256", members, isRequired: isIncluded), contentSize: size, members: members)
  }

  private static func string(
    _ name: String, _ members: [String: JSONValue], isRequired: Bool = false
  ) throws(ArticleLineError) -> String? {
    guard let value = members[name] else {
      if isRequired { throw .member(name) }
      return nil
    }
    guard let text = value.string else { throw .member(name) }
    return text
  }

  private static func size(
    _ name: String, _ members: [String: JSONValue]
  ) throws(ArticleLineError) -> Int64? {
    guard let value = members[name] else { return nil }
    guard let number = value.integer, number >= 0 else { throw .member(name) }
    return number
  }
}

/// Why a line of `articles.jsonl` is none.
package enum ArticleLineError: Error, Hashable, Sendable, CustomStringConvertible {
  /// It is not a JSON value in the one form of Spec §8.1.
  case form
  /// A member is missing, or not of its type.
  case member(String)

  package var description: String {
    switch self {
    case .form: "the line is not JSON in the one form that it may have"
    case .member(let name): "'\(name)' is missing, or is not what it must be"
    }
  }
}

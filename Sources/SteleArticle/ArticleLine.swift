package import SteleCore

/// A line of `articles.jsonl` as it is read, from whatever writer: the members that every reader knows are
/// checked, and those that speak of the payload are kept. See Spec §8.2.
package struct ArticleLine: Hashable, Sendable {
  package struct Asset: Hashable, Sendable {
    package let status: AssetStatus
    /// Path, digest and size as the line states them: those of a payload file, if it is included.
    package let path: String?
    package let sha256: String?
    package let contentSize: Int64?
  }

  /// The article's path and digest as the line states them.
  package let path: String
  package let sha256: String
  package let assets: [Asset]
  private let line: ArraySlice<UInt8>

  /// All members.
  package var members: [String: JSONValue] { JSONValue(canonical: line)!.object! }

  /// Reads a line without its line feed.
  ///
  /// - Throws: ``ArticleLineError``.
  package init(_ line: ArraySlice<UInt8>) throws(ArticleLineError) {
    self.line = line
    var text = JSONText(line)
    guard text.takesObject() else {
      throw text.skipValue() && text.isAtEnd ? .member("the line") : .form
    }
    var members = MemberReader(depth: 1)
    var author: Bool?
    var list: [Asset]?
    let isInForm = text.takeMembers { name, value in
      switch true {
      case name.equals("assets"): return Self.takeAssets(&value, &list, &members)
      case name.equals("author"): return Self.takeAuthor(&value, &author)
      case name.equals("path"): return members.take(.path, &value)
      case name.equals("sha256"): return members.take(.sha256, &value)
      case name.equals("wordCount"): return members.takeSize("wordCount", &value)
      default:
        guard let known = Self.texts.first(where: { name.equals($0) }) else {
          return value.skipValue(depth: 1)
        }
        return members.takeText(known, &value)
      }
    }
    guard isInForm, text.isAtEnd else { throw .form }
    path = try members.required(.path)
    sha256 = try members.required(.sha256)
    if let problem = members.problem { throw problem }
    if author == false { throw .member("author") }
    guard let list else { throw .member("assets") }
    assets = list
  }

  /// Members that are strings, where they are there.
  private static let texts: [StaticString] = [
    "articleSection", "dateModified", "datePublished", "description", "editor", "headline", "inLanguage",
    "publisher", "url",
  ]

  private static func takeAuthor(_ value: inout JSONText, _ isList: inout Bool?) -> Bool {
    guard value.takesArray() else {
      isList = false
      return value.skipValue(depth: 1)
    }
    var areStrings = true
    let isInForm = value.takeElements { element in
      if element.takeRawString() != nil { return true }
      areStrings = false
      return element.skipValue(depth: 2)
    }
    isList = areStrings
    return isInForm
  }

  private static func takeAssets(
    _ value: inout JSONText, _ list: inout [Asset]?, _ members: inout MemberReader
  ) -> Bool {
    guard value.takesArray() else { return value.skipValue(depth: 1) }
    var assets: [Asset] = []
    let isInForm = value.takeElements { element in
      guard element.takesObject() else {
        members.note("assets")
        return element.skipValue(depth: 2)
      }
      return takeAsset(&element, &assets, &members)
    }
    list = assets
    return isInForm
  }

  private static let assetTexts: [StaticString] = ["address", "encodingFormat", "reason", "referrer", "url"]

  private static func takeAsset(
    _ element: inout JSONText, _ assets: inout [Asset], _ members: inout MemberReader
  ) -> Bool {
    var own = MemberReader(depth: 3)
    let isInForm = element.takeMembers { name, value in
      switch true {
      case name.equals("contentSize"): return own.takeSize("contentSize", &value)
      case name.equals("path"): return own.take(.path, &value)
      case name.equals("role"): return own.take(.role, &value)
      case name.equals("sha256"): return own.take(.sha256, &value)
      case name.equals("status"): return own.take(.status, &value)
      default:
        guard let known = assetTexts.first(where: { name.equals($0) }) else {
          return value.skipValue(depth: 3)
        }
        return own.takeText(known, &value)
      }
    }
    do throws(ArticleLineError) {
      assets.append(try Asset(own))
    } catch {
      if case .member(let name) = error { members.note(name) }
    }
    return isInForm
  }
}

extension ArticleLine.Asset {
  fileprivate init(_ members: MemberReader) throws(ArticleLineError) {
    _ = try members.required(.role)
    guard let status = AssetStatus(rawValue: try members.required(.status)) else { throw .member("status") }
    if let problem = members.problem { throw problem }
    if status == .included {
      guard members.size != nil else { throw .member("contentSize") }
      _ = try members.required(.path)
      _ = try members.required(.sha256)
    }
    self.status = status
    path = members[.path]
    sha256 = members[.sha256]
    contentSize = members.size
  }
}

/// Takes the members of one object, and remembers the first that is not of its type.
private struct MemberReader {
  enum Name: String {
    case path, sha256, role, status
  }

  /// How deep the values stand.
  let depth: Int
  private var values: [(name: Name, value: JSONText.RawString)] = []
  private(set) var size: Int64?
  private(set) var problem: ArticleLineError?

  init(depth: Int) { self.depth = depth }

  mutating func note(_ name: String) { problem = problem ?? .member(name) }

  subscript(_ name: Name) -> String? {
    values.first { $0.name == name }.map { String(decoding: $0.value.bytes, as: UTF8.self) }
  }

  func required(_ name: Name) throws(ArticleLineError) -> String {
    guard let value = self[name] else { throw .member(name.rawValue) }
    return value
  }

  /// Takes a string that is kept.
  mutating func take(_ name: Name, _ value: inout JSONText) -> Bool {
    guard let text = value.takeRawString() else {
      note(name.rawValue)
      return value.skipValue(depth: depth)
    }
    values.append((name, text))
    return true
  }

  /// Takes a string that nobody needs.
  mutating func takeText(_ name: StaticString, _ value: inout JSONText) -> Bool {
    if value.takeRawString() != nil { return true }
    note(name.description)
    return value.skipValue(depth: depth)
  }

  /// Takes a number of bytes or words.
  mutating func takeSize(_ name: String, _ value: inout JSONText) -> Bool {
    guard let number = value.takeInteger() else {
      note(name)
      return value.skipValue(depth: depth)
    }
    if number < 0 { note(name) }
    size = number
    return true
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

internal import SteleCore

/// A line of `articles.jsonl` as it is read, from whatever writer: the members that every reader knows are
/// checked, and those that speak of the payload are kept. See Spec §8.2.
package struct ArticleLine: Sendable {
  package struct Asset: Sendable {
    package let status: AssetStatus
    private let members: MemberReader

    /// Path, digest and size as the line states them: those of a payload file, if it is included.
    package var path: String? { members["path"] }
    package var sha256: String? { members["sha256"] }
    package var contentSize: Int64? { members.size }

    /// A member that is a string.
    package subscript(name: StaticString) -> String? { members[name] }
  }

  /// The article's path and digest as the line states them.
  package let path: String
  package let sha256: String
  package let assets: [Asset]
  private let names: [JSONText.RawString]
  private let texts: MemberReader

  /// The authors' names.
  package var author: [String] { names.map(\.string) }
  package var wordCount: Int64? { texts.size }

  /// A member that is a string.
  package subscript(name: StaticString) -> String? { texts[name] }

  /// Reads a line without its line feed.
  ///
  /// - Throws: ``ArticleLineError``.
  package init(_ line: ArraySlice<UInt8>) throws(ArticleLineError) {
    var text = JSONText(line)
    guard text.takesObject() else {
      throw text.skipValue() && text.isAtEnd ? .member("the line") : .form
    }
    var members = MemberReader(depth: 1)
    var author: [JSONText.RawString]?
    var hasWrongAuthor = false
    var list: [Asset]?
    let isInForm = text.takeMembers { name, value in
      switch true {
      case name.equals("assets"): return Self.takeAssets(&value, &list, &members)
      case name.equals("author"):
        let isInForm = Self.takeAuthor(&value, &author)
        hasWrongAuthor = author == nil
        return isInForm
      case name.equals("wordCount"): return members.takeSize("wordCount", &value)
      default:
        guard Self.texts.contains(where: { name.equals($0) }) else { return value.skipValue(depth: 1) }
        return members.takeText(name, &value)
      }
    }
    guard isInForm, text.isAtEnd else { throw .form }
    path = try members.required("path")
    sha256 = try members.required("sha256")
    if let problem = members.problem { throw problem }
    if hasWrongAuthor { throw .member("author") }
    guard let list else { throw .member("assets") }
    assets = list
    names = author ?? []
    texts = members
  }

  /// Members that are strings, where they are there.
  private static let texts: [StaticString] = [
    "articleSection", "dateModified", "datePublished", "description", "editor", "headline", "inLanguage",
    "path", "publisher", "sha256", "url",
  ]

  private static func takeAuthor(_ value: inout JSONText, _ names: inout [JSONText.RawString]?) -> Bool {
    guard value.takesArray() else { return value.skipValue(depth: 1) }
    var list: [JSONText.RawString] = []
    var areStrings = true
    let isInForm = value.takeElements { element in
      if let name = element.takeRawString() {
        list.append(name)
        return true
      }
      areStrings = false
      return element.skipValue(depth: 2)
    }
    names = areStrings ? list : nil
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

  private static let assetTexts: [StaticString] = [
    "address", "encodingFormat", "path", "reason", "referrer", "role", "sha256", "status", "url",
  ]

  private static func takeAsset(
    _ element: inout JSONText, _ assets: inout [Asset], _ members: inout MemberReader
  ) -> Bool {
    var own = MemberReader(depth: 3)
    let isInForm = element.takeMembers { name, value in
      if name.equals("contentSize") { return own.takeSize("contentSize", &value) }
      guard assetTexts.contains(where: { name.equals($0) }) else { return value.skipValue(depth: 3) }
      return own.takeText(name, &value)
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
    _ = try members.required("role")
    guard let status = AssetStatus(rawValue: try members.required("status")) else { throw .member("status") }
    if let problem = members.problem { throw problem }
    if status == .included {
      guard members.size != nil else { throw .member("contentSize") }
      _ = try members.required("path")
      _ = try members.required("sha256")
    }
    self.status = status
    self.members = members
  }
}

/// Takes the members of one object, and remembers the first that is not of its type.
private struct MemberReader: Sendable {
  /// How deep the values stand.
  let depth: Int
  private var texts: [(name: JSONText.RawString, value: JSONText.RawString)] = []
  private(set) var size: Int64?
  private(set) var problem: ArticleLineError?

  init(depth: Int) {
    self.depth = depth
    texts.reserveCapacity(8)
  }

  mutating func note(_ name: String) { problem = problem ?? .member(name) }

  subscript(_ name: StaticString) -> String? { texts.first { $0.name.equals(name) }?.value.string }

  func required(_ name: StaticString) throws(ArticleLineError) -> String {
    guard let value = self[name] else { throw .member(name.description) }
    return value
  }

  /// Takes a string.
  mutating func takeText(_ name: JSONText.RawString, _ value: inout JSONText) -> Bool {
    guard let text = value.takeRawString() else {
      note(name.string)
      return value.skipValue(depth: depth)
    }
    texts.append((name, text))
    return true
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

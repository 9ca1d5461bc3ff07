internal import SteleCore

/// What an asset is to its article. See Spec §8.2.
package enum AssetRole: String, Hashable, Sendable, CaseIterable {
  /// A picture that the article shows or links to at full size.
  case image
  /// A smaller form of a picture that the article links to.
  case thumbnail
  /// A file to read or keep: PDF, text, office document, table, archive.
  case document
  /// A style sheet.
  case stylesheet
  /// Sound or moving pictures, and their subtitles.
  case media
  /// A font that a style sheet names.
  case font
  /// A file that belongs to the article by its name, such as `n1.md.png` beside `n1.md`.
  case companion
  /// Another page that it links to; kept only where that is asked for.
  case page

  init(_ kind: AssetKind) {
    switch kind {
    case .image: self = .image
    case .document, .archive: self = .document
    case .media: self = .media
    case .stylesheet: self = .stylesheet
    case .font: self = .font
    }
  }
}

/// One thing that an article shows or links to as a file.
package struct AssetReference: Hashable, Sendable {
  /// The address as the article has it: entities and Markdown escapes decoded, white space around it left
  /// out, everything else (percent-encoding, backslashes, template tags) as written.
  package let url: String
  /// The address to look for: `url`, or what its template tags most likely stand for; `nil` if that cannot
  /// be told.
  package let target: String?
  /// What it is to the article.
  package internal(set) var role: AssetRole
  /// Whether every place that names it is a picture of no more than one pixel, put there to count readers.
  package internal(set) var isTracker: Bool

  package init(url: String, target: String?, role: AssetRole, isTracker: Bool = false) {
    self.url = url
    self.target = target
    self.role = role
    self.isTracker = isTracker
  }
}

/// The references of one document in order of first appearance, each address once.
struct AssetCollector {
  private(set) var references: [AssetReference] = []
  /// How many `data:` addresses there were. They are not listed: the article itself holds their bytes.
  private(set) var embeddedCount = 0
  private var places: [ExactText: Int] = [:]

  /// The schemes of addresses that name no file to fetch or find.
  private static let schemes = ["data:", "javascript:", "mailto:", "about:", "tel:"]
  private static let schemeStarts = schemes.map { $0.utf8.first! }

  mutating func add(_ url: String, target: String?, role: AssetRole, isTracker: Bool = false) {
    let url = url.trimmedAddress
    guard let first = url.utf8.first, first != UInt8(ascii: "#") else { return }
    if Self.schemeStarts.contains(first.lowered) {
      for scheme in Self.schemes where url.utf8.startsWithIgnoringCase(scheme) {
        if scheme == "data:" { embeddedCount += 1 }
        return
      }
    }
    let key = ExactText(url)
    guard let place = places[key] else {
      places[key] = references.count
      references.append(
        AssetReference(url: url, target: target?.trimmedAddress, role: role, isTracker: isTracker))
      return
    }
    if !isTracker { references[place].isTracker = false }
    if references[place].role == .thumbnail, role == .image { references[place].role = .image }
  }
}

import SteleArticle
import SteleCore

/// A source that is not on this computer: a page's address.
enum WebSource {
  /// Parts the sources into addresses and paths.
  ///
  /// - Throws: ``SteleError/Code/usage`` if there is an address and nothing to fetch it with, or if no request
  ///   can be made of it.
  static func split(
    _ sources: [String], canCapture: Bool
  ) throws -> (pages: [WebAddress], files: [String]) {
    var pages: [WebAddress] = []
    var files: [String] = []
    for source in sources {
      guard let (scheme, rest) = URLScheme.split(Array(source.utf8)[...]), rest.starts(with: "//".utf8) else {
        files.append(source)
        continue
      }
      guard scheme == "http" || scheme == "https" else {
        throw SteleError(
          .usage, "'\(source)' is an address of a kind that is not fetched; http and https are")
      }
      guard canCapture else {
        throw SteleError(.usage, "'\(source)' is an address; it is fetched with --capture")
      }
      guard let address = WebAddress(source) else {
        throw SteleError(.usage, "'\(source)' is no address that can be asked for")
      }
      // The message does not repeat what may be a password.
      guard !address.hasUserName else {
        throw SteleError(
          .usage,
          "an address with a user name is not asked for: no package is to hold a password; leave out what stands before '@'"
        )
      }
      pages.append(address)
    }
    return (pages, files)
  }

  /// What a user can do about a reason for which a page could not be fetched.
  static func hint(_ reason: String) -> String {
    switch reason {
    case "tls": "tls: the connection is not safe; --ca-file names an authority that is to be trusted"
    case "refused: private network": "refused: private network; --allow-private-network allows it"
    case "not in the cache": "not in the cache; leave out --offline to ask for it"
    case "proxy": "proxy: it does not answer, or refuses"
    default: reason
    }
  }
}

extension WebAddress {
  /// Whether a user name, or a password, stands before the host. See Spec §8.4.
  var hasUserName: Bool { authority.utf8.contains(UInt8(ascii: "@")) }

  /// A name for a package of the page: its file's, or the host's.
  var suggestedName: String {
    let last =
      path.split(separator: UInt8(ascii: "/")).last.map { AddressParts.percentDecoded(Array($0)) } ?? []
    let name = String(validating: last, as: UTF8.self) ?? ""
    let stem = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
    return PackageName.suggestion(stem.isEmpty ? authority : stem)
  }
}

extension CapturedFiles {
  /// Fetches pages, and adds them to what is packed as if the user had named their files.
  ///
  /// - Throws: ``SteleError/Code/inputOutput`` if one cannot be fetched.
  mutating func fetch(pages: [WebAddress], _ items: inout [PackItem]) async throws {
    _ = try await fetch(pages.map { ($0, .anything) })
    var seen: Set<WebAddress> = []
    for page in pages where seen.insert(page).inserted {
      guard var item = item(page) else {
        throw SteleError(
          .inputOutput,
          "cannot fetch '\(page.text)': \(WebSource.hint(failure(page) ?? "there was no answer"))")
      }
      item.isNamed = true
      items.append(item)
    }
  }
}

extension ArticleLinker.Links {
  /// What is to be fetched, with what it must be.
  var wanted: [(address: WebAddress, expectation: CaptureRequest.Expectation)] {
    assets.compactMap { link in
      guard link.path == nil, link.failure == nil, let address = link.address else { return nil }
      switch link.reference.role {
      case .image, .thumbnail: return (address, .picture)
      case .page: return (address, .anything)
      case .companion, .document, .font, .media, .stylesheet: return (address, .file)
      }
    }
  }
}

extension SteleError {
  /// What is missing, as many as a person reads.
  static func incomplete(_ records: ArticleRecorder, _ articles: CompactList<LinkedArticle>) -> SteleError {
    let missing = articles.flatMap(\.assets).filter { $0.path == nil && !$0.reference.isTracker }
    let shown = missing.prefix(5).map { "\($0.reference.url) (\($0.reason.text))" }
    let more = missing.count > shown.count ? " and \(missing.count - shown.count) more" : ""
    return SteleError(
      .incomplete,
      "no package was made: \(records.assets.missing) of \(records.assets.missing + records.assets.included) assets are missing:"
        + " \(shown.joined(separator: ", "))\(more)")
  }
}

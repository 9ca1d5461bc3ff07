package import SteleCore

/// `fetch.txt` (RFC 8493 §2.2.3): payload files that are not in the bag yet, and where to get them. Stele
/// never gets them itself.
package struct FetchList: Hashable, Sendable {
  package private(set) var entries: [Entry] = []

  package struct Entry: Hashable, Sendable {
    package let url: String
    /// Bytes; `nil` if the list does not say.
    package let length: UInt64?
    package let path: PackagePath
  }

  /// Reads a `fetch.txt`, and reports every line that is wrong; such a line is left out.
  ///
  /// - Parameter text: The file's text as UTF-8.
  package static func read(_ text: [UInt8]) -> (list: FetchList, findings: [Finding]) {
    var list = FetchList()
    var findings: [Finding] = []
    for line in TagLines(text) where !line.bytes.allSatisfy(\.isBlank) {
      do throws(Fault) {
        list.entries.append(try Entry(line.bytes))
      } catch {
        switch error {
        case .syntax(let message):
          findings.append(Finding(.fetchSyntax, path: BagFileName.fetch, "line \(line.number): \(message)"))
        case .unsafe(let path, let reason):
          findings.append(
            Finding(
              .fetchPathUnsafe, path: BagFileName.fetch,
              "line \(line.number): the path '\(path)' is refused: \(reason)"))
        }
      }
    }
    return (list, findings)
  }

  fileprivate enum Fault: Error {
    case syntax(String)
    case unsafe(path: String, UnsafePath)
  }
}

extension FetchList.Entry {
  fileprivate init(_ line: ArraySlice<UInt8>) throws(FetchList.Fault) {
    // The path is all that follows, spaces and all.
    let url = line.prefix { !$0.isBlank }
    let afterURL = line[url.endIndex...].drop(while: \.isBlank)
    let length = afterURL.prefix { !$0.isBlank }
    var path = afterURL[length.endIndex...].drop(while: \.isBlank)
    guard !url.isEmpty, !length.isEmpty, !path.isEmpty else {
      throw .syntax("it is not an address, a length or '-', and a path")
    }
    if length.elementsEqual("-".utf8) {
      self.length = nil
    } else if let number = UInt64(String(readable: length)), length.first != UInt8(ascii: "+") {
      self.length = number
    } else {
      throw .syntax("'\(String(readable: length))' is not a length in bytes, nor '-'")
    }
    guard let text = String(validating: url, as: UTF8.self) else {
      throw .syntax("the address '\(String(readable: url))' is not text")
    }
    self.url = text
    while path.starts(with: "./".utf8) { path = path.dropFirst(2) }
    do throws(UnsafePath) {
      self.path = try PackagePath(listed: ManifestPath.decode(path).bytes, scope: .payload)
    } catch {
      throw .unsafe(path: String(readable: path), error)
    }
  }
}

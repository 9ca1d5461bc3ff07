import FoundationEssentials
import SteleCore

@testable import SteleArticle

/// Reads a text as an article.
func article(_ text: String, _ path: String = "a.html") -> Article { article(Array(text.utf8), path) }

func article(_ bytes: [UInt8], _ path: String = "a.html") -> Article {
  Article(bytes, path: try! PackagePath(path))
}

/// The references as `role url`, trackers marked.
func references(_ text: String, _ path: String = "a.html") -> [String] {
  article(text, path).references.map { "\($0.role.rawValue)\($0.isTracker ? " tracker" : "") \($0.url)" }
}

/// Real documents that lie beside the project, where they are there.
enum Corpus {
  static let folder: String = {
    let package = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    return "/" + package + "/../shared/corpus"
  }()

  static func files(below name: String) -> [String] {
    let root = folder + "/" + name
    guard let names = try? FileManager.default.subpathsOfDirectory(atPath: root) else { return [] }
    return names.sorted().map { name + "/" + $0 }
  }

  static func documents(below name: String) -> [String] {
    files(below: name).filter {
      DocumentFormat(fileName: Array($0.split(separator: "/").last!.utf8)[...]) != nil
    }
  }

  static func read(_ path: String) -> [UInt8] {
    (try? Data(contentsOf: URL(filePath: folder + "/" + path))).map { Array($0) } ?? []
  }
}

import SteleArticle
import SteleBag
import SteleCore

/// Tag files of a package, line by line: a line that is taken is written the same again.
extension Harness {
  static var manifest: Harness {
    Harness(name: "manifest") { input in
      for line in input.split(separator: 0x0A, omittingEmptySubsequences: false) {
        for length in [64, 128] {
          guard let read = try? ManifestLine(line, digestLength: length) else { continue }
          var written: [UInt8] = []
          read.write(to: &written)
          require(written == Array(line) + [0x0A], "a manifest's line is written as it was read")
        }
      }
    }
  }

  static var files: Harness {
    Harness(name: "files") { input in
      for line in input.split(separator: 0x0A, omittingEmptySubsequences: false) {
        guard let read = FilesLine(line) else { continue }
        var written: [UInt8] = []
        read.write(to: &written)
        require(written == Array(line) + [0x0A], "a line of files.jsonl is written as it was read")
      }
    }
  }

  static var articles: Harness {
    Harness(name: "articles") { input in
      eachLine(input) { line in
        if (try? ArticleLine(line)) != nil {
          require(JSONValue(canonical: line) != nil, "an article's line is JSON in its one form")
        }
        checkValue(line)
      }
    }
  }

  static var captures: Harness {
    Harness(name: "captures") { input in
      eachLine(input) { line in
        if (try? CapturesLine(line)) != nil {
          require(JSONValue(canonical: line) != nil, "a capture's line is JSON in its one form")
        }
        checkValue(line)
      }
    }
  }

  static var bagInfo: Harness {
    Harness(name: "bag-info") { input in
      guard let read = try? BagInfo(input[...]) else { return }
      require(read.bytes == input, "bag-info.txt is written as it was read")
    }
  }

  /// The lines as they come in pieces, which must be those that come at once.
  private static func eachLine(_ input: [UInt8], _ body: (ArraySlice<UInt8>) -> Void) {
    let whole = input.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast()
    var lines: [[UInt8]] = []
    var splitter = LineSplitter()
    for start in stride(from: 0, to: input.count, by: 7) {
      splitter.push(input[start..<min(start + 7, input.count)]) { line in
        if case .bytes(let bytes) = line { lines.append(Array(bytes)) }
      }
    }
    require(lines.elementsEqual(whole) { $0[...] == $1 }, "lines in pieces are the lines of the whole")
    for line in lines { body(line[...]) }
  }

  private static func checkValue(_ line: ArraySlice<UInt8>) {
    guard let value = JSONValue(canonical: line) else { return }
    require(value.canonicalBytes[...] == line, "JSON in its one form is written as it was read")
  }
}

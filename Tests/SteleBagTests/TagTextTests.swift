import SteleBag
import SteleCore
import Testing

@Suite("The text of tag files, as it comes")
struct TagTextTests {
  static let texts: [([UInt8], String?)] = [
    ([], nil), (Array("a\nbé\u{65E5}\u{1F600}\n".utf8), nil), (Array("a\rb\n".utf8), nil),
    (Array("a\r\nb\n".utf8), "has lines that end with CR LF"),
    (Array("a\n\nb".utf8), "does not end with a line feed"),
    ([0xEF, 0xBB, 0xBF, 0x61, 0x0A], "begins with a byte-order mark"),
    ([0xEF, 0xBB], "is not valid UTF-8"), ([0x61, 0xFF, 0x0A], "is not valid UTF-8"),
    ([0xF0, 0x9F, 0x98, 0x0A], "is not valid UTF-8"), ([0xC0, 0x80, 0x0A], "is not valid UTF-8"),
    ([0xED, 0xA0, 0x80, 0x0A], "is not valid UTF-8"), ([0x80, 0x0A], "is not valid UTF-8"),
    ([0x61, 0x0A, 0xE6, 0x97], "is not valid UTF-8"),
  ]

  @Test("What is wrong with a text is seen wherever its bytes are parted", arguments: texts)
  func problem(bytes: [UInt8], expected: String?) {
    for first in 0...bytes.count {
      for second in first...bytes.count {
        var check = TagTextCheck()
        for part in [bytes[..<first], bytes[first..<second], bytes[second...]] { check.update(part) }
        #expect(check.problem == expected, "parted at \(first) and \(second)")
      }
    }
  }

  private func lines(_ parts: [[UInt8]]) -> [Int?] {
    var splitter = LineSplitter()
    var lengths: [Int?] = []
    for part in parts {
      splitter.push(part[...]) { line in
        if case .bytes(let bytes) = line { lengths.append(bytes.count) } else { lengths.append(nil) }
      }
    }
    return lengths
  }

  @Test("Lines are the same wherever their bytes are parted, and an end without line feed is none")
  func split() {
    let text = Array("one\n\nthree\nrest".utf8)
    for first in 0...text.count {
      #expect(lines([Array(text[..<first]), Array(text[first...])]) == [3, 0, 5])
    }
    #expect(lines([Array("abc".utf8), Array("d\ne\n".utf8), []]) == [4, 1])
  }

  @Test("A line that is too long is told of, and those around it are read")
  func tooLong() {
    let most = LineSplitter.maximumLineLength
    let long = [UInt8](repeating: 0x61, count: most)
    #expect(lines([[0x0A], long, [0x0A, 0x62, 0x0A]]) == [0, most, 1])
    #expect(lines([[0x0A], long, [0x61, 0x0A, 0x62, 0x0A]]) == [0, nil, 1])
    #expect(lines([[0x61], long, long, [0x0A, 0x62, 0x0A]]) == [nil, 1])
    #expect(lines([[0x61] + long + [0x0A, 0x62, 0x0A]]) == [nil, 1])
  }
}

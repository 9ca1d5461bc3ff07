/// Which line of a manifest lists which payload file, both by their numbers.
struct PayloadListing: Sendable {
  // Four bytes for each, since there may be millions.
  private static var none: UInt32 { .max }
  private var lineOfFile: [UInt32]
  private var fileOfLine: [UInt32]

  init(lines: Int = 0, files: Int = 0) {
    lineOfFile = Array(repeating: Self.none, count: files)
    fileOfLine = Array(repeating: Self.none, count: lines)
  }

  /// Lines come in their order. Of two that list one file the first counts.
  mutating func note(line: Int, listsFile file: Int) {
    guard lineOfFile[file] == Self.none else { return }
    lineOfFile[file] = UInt32(line)
    fileOfLine[line] = UInt32(file)
  }

  /// The line that lists a file; `nil` if none does.
  func line(ofFile file: Int) -> Int? { Self.number(file, in: lineOfFile) }

  /// The file that a line lists; `nil` if there is none, or an earlier line lists it.
  func file(ofLine line: Int) -> Int? { Self.number(line, in: fileOfLine) }

  private static func number(_ index: Int, in numbers: [UInt32]) -> Int? {
    guard index < numbers.count, numbers[index] != none else { return nil }
    return Int(numbers[index])
  }
}

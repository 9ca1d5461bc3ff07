import SteleContainer
import SteleCore

/// What can be kept in memory as bytes.
protocol Compactable: Sendable {
  /// Appends it.
  func write(to bytes: inout [UInt8])

  /// Reads what ``write(to:)`` appended.
  init(_ reader: inout ByteReader)
}

/// A list that is kept compressed, some elements together: what many articles say would be most of what is held.
struct CompactList<Element: Compactable>: Sendable {
  /// How many elements are compressed together.
  static var pieceLength: Int { 128 }

  private var pieces: [CompactBytes] = []
  /// Those behind the last piece.
  private var rest: [UInt8] = []
  private(set) var count = 0

  var isEmpty: Bool { count == 0 }

  mutating func append(_ element: Element) {
    element.write(to: &rest)
    count += 1
    guard count.isMultiple(of: Self.pieceLength) else { return }
    pieces.append(CompactBytes(rest))
    rest.removeAll(keepingCapacity: true)
  }

  /// How many pieces there are: all of ``pieceLength`` elements but the last one, which may have fewer.
  var pieceCount: Int { (count + Self.pieceLength - 1) / Self.pieceLength }

  /// The elements of a piece.
  func piece(_ number: Int) -> [Element] {
    var reader = ByteReader(number < pieces.count ? pieces[number].bytes : rest)
    return (0..<Swift.min(Self.pieceLength, count - number * Self.pieceLength)).map { _ in Element(&reader) }
  }
}

extension CompactList: Sequence {
  struct Iterator: IteratorProtocol {
    fileprivate let list: CompactList
    private var number = 0
    private var piece: ArraySlice<Element> = []

    fileprivate init(_ list: CompactList) { self.list = list }

    mutating func next() -> Element? {
      guard number < list.count else { return nil }
      if piece.isEmpty { piece = list.piece(number / CompactList.pieceLength)[...] }
      number += 1
      return piece.removeFirst()
    }
  }

  var underestimatedCount: Int { count }

  func makeIterator() -> Iterator { Iterator(self) }
}

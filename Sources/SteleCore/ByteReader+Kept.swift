// Values that are kept in memory as bytes, and read again by the same program: no format depends on how.

extension [UInt8] {
  /// Appends bytes behind their number.
  package mutating func append(kept bytes: some Collection<UInt8>) {
    append(littleEndian: UInt32(bytes.count))
    append(contentsOf: bytes)
  }

  /// Appends a text, or that there is none.
  package mutating func append(kept text: String?) {
    guard var text else { return append(0) }
    append(1)
    text.makeContiguousUTF8()
    append(kept: text.utf8)
  }

  /// Appends a number.
  package mutating func append(kept number: Int) { append(littleEndian: UInt64(bitPattern: Int64(number))) }

  /// Appends elements behind their number.
  package mutating func append<Kept>(kept elements: [Kept], _ write: (Kept, inout [UInt8]) -> Void) {
    append(littleEndian: UInt32(elements.count))
    for element in elements { write(element, &self) }
  }
}

extension ByteReader {
  /// The next bytes that ``Swift/Array/append(kept:)`` put there.
  package mutating func keptBytes() -> ArraySlice<UInt8> {
    let count = readInteger(UInt32.self)!
    return read(Int(count))!
  }

  /// The next text, or that there is none.
  package mutating func keptText() -> String? {
    readInteger(UInt8.self)! == 0 ? nil : String(decoding: keptBytes(), as: UTF8.self)
  }

  /// The next number.
  package mutating func keptNumber() -> Int { Int(Int64(bitPattern: readInteger(UInt64.self)!)) }

  /// The next elements.
  package mutating func keptElements<Kept>(_ read: (inout ByteReader) -> Kept) -> [Kept] {
    let count = readInteger(UInt32.self)!
    var elements: [Kept] = []
    elements.reserveCapacity(Int(count))
    for _ in 0..<count { elements.append(read(&self)) }
    return elements
  }
}

/// Tells what a short name stands for, straight from its bytes: a page has thousands of names, and a string for each
/// would cost more than the parser.
struct NameTable<Value: Sendable>: Sendable {
  /// The bytes of a name, zeros behind them.
  private struct Key: Equatable {
    var first: UInt64 = 0
    var second: UInt64 = 0
    var third: UInt64 = 0

    mutating func set(_ byte: UInt8, at index: Int) {
      let bits = UInt64(byte) << UInt64(8 * (index & 7))
      switch index >> 3 {
      case 0: first |= bits
      case 1: second |= bits
      default: third |= bits
      }
    }

    var hash: Int {
      let mixed = (first ^ second &* 0x9E37_79B9_7F4A_7C15 ^ third) &* 0xD6E8_FEB8_6659_FD93
      return Int(truncatingIfNeeded: mixed >> 32)
    }
  }

  private var slots: [(key: Key, value: Value)?]

  /// - Parameter names: Words separated by spaces, each of 1 to 24 bytes, with what they stand for.
  init(_ names: KeyValuePairs<String, Value>) {
    let pairs = names.flatMap { words, value in words.split(separator: " ").map { ($0, value) } }
    // At most a quarter is in use, so that a name that is not there is found missing at once.
    slots = Array(repeating: nil, count: 1 << (UInt.bitWidth - UInt(4 * pairs.count).leadingZeroBitCount))
    for (name, value) in pairs {
      var key = Key()
      for (index, byte) in name.utf8.enumerated() { key.set(byte, at: index) }
      var slot = key.hash & (slots.count - 1)
      while slots[slot] != nil { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = (key, value)
    }
  }

  /// What a name stands for that ends in a zero byte; `nil` for one that is not in the table.
  @unsafe subscript(name: UnsafePointer<UInt8>) -> Value? {
    var key = Key()
    var length = 0
    while case let byte = unsafe name[length], byte != 0 {
      guard length < 24 else { return nil }
      key.set(byte, at: length)
      length += 1
    }
    var slot = key.hash & (slots.count - 1)
    while let entry = slots[slot] {
      if entry.key == key { return entry.value }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }
}

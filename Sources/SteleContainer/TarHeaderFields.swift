import SteleCore

/// The fields of a ustar header as they are read, before anything is made of them. See Spec §5.2.
struct TarHeaderFields {
  let name: [UInt8]
  let mode: ArraySlice<UInt8>
  /// `nil` where the field is not octal digits and a NUL.
  let size: UInt64?
  let time: UInt64?
  let type: UInt8
  let link: [UInt8]
  let prefix: [UInt8]
  let checksumIsRight: Bool
  let isUstar: Bool

  /// What stands at ``magicOffset`` of each POSIX ustar header.
  static let magic = Array("ustar\0".utf8)
  static let magicOffset = 257

  /// - Parameter block: 512 bytes.
  init(_ block: ArraySlice<UInt8>) {
    let base = block.startIndex
    func field(_ offset: Int, _ length: Int) -> ArraySlice<UInt8> {
      block[base + offset..<base + offset + length]
    }
    func text(_ offset: Int, _ length: Int) -> [UInt8] {
      let field = field(offset, length)
      return Array(field[..<(field.firstIndex(of: 0) ?? field.endIndex)])
    }
    name = text(0, 100)
    mode = field(100, 8)
    size = Self.octal(field(124, 12).dropLast())
    time = Self.octal(field(136, 12).dropLast())
    type = block[base + 156]
    link = text(157, 100)
    prefix = text(345, 155)
    isUstar = field(Self.magicOffset, 6).elementsEqual(Self.magic)
    let own = field(148, 8).reduce(0) { $0 + UInt64($1) }
    checksumIsRight = Self.octal(field(148, 6)) == UInt64(Self.sum(block)) - own + 8 * 0x20
  }

  /// The path that name and prefix give.
  var path: [UInt8] { prefix.isEmpty ? name : prefix + [UInt8(ascii: "/")] + name }

  /// The sum of a block's bytes.
  static func sum(_ block: ArraySlice<UInt8>) -> UInt32 {
    unsafe block.withUnsafeBytes { bytes in
      var sum: UInt32 = 0
      for index in 0..<bytes.count { sum &+= unsafe UInt32(bytes[index]) }
      return sum
    }
  }

  private static func octal(_ digits: ArraySlice<UInt8>) -> UInt64? {
    var value: UInt64 = 0
    for digit in digits {
      guard UInt8(ascii: "0")...UInt8(ascii: "7") ~= digit else { return nil }
      value = value << 3 | UInt64(digit - UInt8(ascii: "0"))
    }
    return value
  }
}

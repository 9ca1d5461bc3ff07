public import ArgumentParser
public import Stele
import SteleCore

// How values of the library stand on the command line.

extension Value {
  static let digest = read("64 hex digits, also with 'sha256:' before them") { Digest($0) }
  static let addressMap = read("PREFIX=DIR, as https://i.example/=mirror/", AddressMap.init(argument:))
  static let bagInfoElement = read("KEY=VALUE, as Contact-Name='Ann Lee'", BagInfoElement.init(argument:))
  static let parityRatio = read(
    "0.01% to 30%, with two decimal places at most, or none", ParityRatio.init(argument:))
  static let byteCount = read("a number of bytes, 1 or more, or one of K, M, G or T as 256M", ByteCount.read)
}

/// A second manifest.
enum SecondDigest: String, CaseIterable {
  case sha512
}

extension Codec: ExpressibleByArgument {}

extension Codec {
  /// The codec that the ending of a file's name stands for, as for `tar --auto-compress`; `nil` if it is none of these.
  init?(fileName: String) {
    let name = fileName.lowercased()
    if [".tar.gz", ".tgz", ".gz"].contains(where: name.hasSuffix) {
      self = .gzip
    } else if [".tar.zst", ".tzst", ".zst"].contains(where: name.hasSuffix) {
      self = .zstd
    } else {
      return nil
    }
  }
}

extension AddressMap {
  init?(argument: String) {
    // An address may hold '=' itself; a folder's name seldom does.
    guard let equals = argument.lastIndex(of: "="), equals > argument.startIndex,
      argument.index(after: equals) < argument.endIndex
    else { return nil }
    self.init(prefix: String(argument[..<equals]), folder: String(argument[argument.index(after: equals)...]))
  }
}

extension BagInfoElement {
  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "="), equals > argument.startIndex else { return nil }
    self.init(label: String(argument[..<equals]), value: String(argument[argument.index(after: equals)...]))
  }
}

extension ParityRatio {
  /// `none`, or a percentage with at most two decimal places, with or without its sign.
  init?(argument: String) {
    if argument == "none" {
      self = .none
      return
    }
    let parts = (argument.hasSuffix("%") ? argument.dropLast() : argument[...])
      .split(separator: ".", omittingEmptySubsequences: false)
    let digits =
      parts.joined() + String(repeating: "0", count: 2 - min(2, parts.dropFirst().first?.count ?? 0))
    guard 1...2 ~= parts.count, !parts[0].isEmpty, parts.count == 1 || 1...2 ~= parts[1].count,
      digits.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let hundredths = UInt16(digits), hundredths > 0
    else { return nil }
    self.init(hundredths: hundredths)
  }
}

/// Numbers of bytes as users write them: `500000`, `64K`, `256M`, `2G`, in powers of 1,024.
enum ByteCount {
  static func read(_ argument: String) -> UInt64? {
    let units: [Character: UInt64] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40]
    let unit = argument.last.flatMap { units[Character($0.uppercased())] }
    guard let number = UInt64(unit == nil ? argument[...] : argument.dropLast()) else { return nil }
    let (value, overflows) = number.multipliedReportingOverflow(by: unit ?? 1)
    return overflows || value == 0 ? nil : value
  }
}

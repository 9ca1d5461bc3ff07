public import ArgumentParser
public import Stele
public import SteleCore

// How values of the library stand on the command line.

extension Digest: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

/// A second manifest.
enum SecondDigest: String, ExpressibleByArgument, CaseIterable {
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

extension ArticleFormat: ExpressibleByArgument {}

extension AddressMap: ExpressibleByArgument {
  public init?(argument: String) {
    // An address may hold '=' itself; a folder's name seldom does.
    guard let equals = argument.lastIndex(of: "="), equals > argument.startIndex,
      argument.index(after: equals) < argument.endIndex
    else { return nil }
    self.init(prefix: String(argument[..<equals]), folder: String(argument[argument.index(after: equals)...]))
  }
}

extension BagInfoElement: ExpressibleByArgument {
  public init?(argument: String) {
    guard let equals = argument.firstIndex(of: "="), equals > argument.startIndex else { return nil }
    self.init(label: String(argument[..<equals]), value: String(argument[argument.index(after: equals)...]))
  }
}

extension ParityRatio: ExpressibleByArgument {
  /// `none`, or a percentage with at most two decimal places, with or without its sign.
  public init?(argument: String) {
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

  public var defaultValueDescription: String { description }
}

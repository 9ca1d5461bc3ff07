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

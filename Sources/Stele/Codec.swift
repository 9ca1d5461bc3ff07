import SteleContainer

extension Codec {
  /// The levels that may be chosen, from fast and large to slow and small.
  public var levels: ClosedRange<Int> { profile.levels }

  /// The level that is used if none is chosen.
  public var defaultLevel: Int { profile.defaultLevel }

  /// How names of packages end. See the head of the Spec.
  public var fileNameExtension: String {
    switch self {
    case .gzip: ".stele.tar.gz"
    case .zstd: ".stele.tar.zst"
    }
  }

  var profile: Profile {
    switch self {
    case .gzip: .gzip
    case .zstd: .zstd
    }
  }

  init(_ profile: Profile) {
    switch profile {
    case .gzip: self = .gzip
    case .zstd: self = .zstd
    }
  }
}

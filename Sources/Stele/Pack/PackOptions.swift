/// How a package is made. Every value has a default that suits most.
public struct PackOptions: Sendable {
  /// The name of the folder in the package, 1 to 80 bytes; `nil`: the source's.
  public var name: String?
  public var codec = Codec.gzip
  /// How hard to compress, one of ``Codec/levels``; `nil`: the codec's default.
  public var level: Int?
  /// How many tasks hash and compress at once. The package does not depend on it.
  public var threads = 2
  /// Also write `manifest-sha512.txt`.
  public var includesSHA512 = false
  /// Store files with the same content once.
  public var deduplicates = true
  /// Refuse names that other systems or tools may stumble over, instead of warning.
  public var isPortable = false
  /// Leave out, with a warning, what cannot be packed: links to nowhere, devices, what cannot be read.
  public var skipsUnreadable = false
  /// Elements for `bag-info.txt`, in order.
  public var info: [BagInfoElement] = []
  /// Where `/picture.jpg` in an article is looked for; empty: in the usual places.
  public var siteRoots: [String] = []
  /// Folders that hold what articles show under certain addresses.
  public var addressMaps: [AddressMap] = []
  /// The format of articles that are named as sources; `nil`: by their names and bytes.
  public var articleFormat: ArticleFormat?

  public init() {}
}

/// How the bytes of a package are compressed.
public enum Codec: String, CaseIterable, Sendable {
  /// A plain `tar.gz`, which every computer opens.
  case gzip
  /// A `tar.zst`: smaller and faster, for newer systems.
  case zstd
}

/// The format of an article.
public enum ArticleFormat: String, CaseIterable, Sendable {
  case markdown, html
}

/// An element of metadata about the bag: `External-Identifier: 42`. See RFC 8493 §2.2.2.
public struct BagInfoElement: Hashable, Sendable {
  public var label: String
  public var value: String

  public init(label: String, value: String) {
    self.label = label
    self.value = value
  }
}

/// A folder that holds the files whose addresses begin with a prefix.
public struct AddressMap: Hashable, Sendable {
  /// The beginning of addresses, such as `https://news.example/images/`.
  public var prefix: String
  /// The folder's path.
  public var folder: String

  public init(prefix: String, folder: String) {
    self.prefix = prefix
    self.folder = folder
  }
}

/// Where a package goes.
public enum PackDestination: Hashable, Sendable {
  /// This file; if it is there already, it stays, unless `overwriting`.
  case file(String, overwriting: Bool)
  /// This folder, under the package's name; a file of that name stays, unless `overwriting`.
  case named(folder: String, overwriting: Bool)
  /// This folder, made if it is not there, under a name that holds the first digits of the package digest; nothing is written if
  /// that very package is there; another file of that name stays, unless `overwriting`.
  case folder(String, overwriting: Bool)
  /// An open descriptor, such as a pipe. It stays open.
  case descriptor(Int32)
}

/// What came of packing.
public struct PackReport: Sendable {
  /// The file; `nil` for a descriptor.
  public let path: String?
  /// The folder's name in the package.
  public let name: String
  /// Whether that very package was there before, and nothing was written.
  public let wasThere: Bool
  public let packageDigest: Digest
  public let contentDigest: Digest
  public let containerDigest: Digest
  /// Payload files, and their bytes.
  public let files: Int
  public let bytes: UInt64
  /// Stored bytes of the package.
  public let packageBytes: UInt64
  public let articles: Int
  public let assetsIncluded: Int
  public let assetsMissing: Int
  public let assetsSkipped: Int
  /// Warnings.
  public let findings: [Finding]
}

import SteleFile

/// How a package is made. Every value has a default that suits most.
public struct PackOptions: Sendable {
  /// The name of the folder in the package, 1 to 80 bytes; `nil`: the source's.
  public var name: String?
  /// How the package is compressed.
  public var codec = Codec.gzip
  /// How hard to compress, one of ``Codec/levels``; `nil`: the codec's default.
  public var level: Int?
  /// How many tasks hash and compress at once, at least 1; by default one for each processor. The package does not
  /// depend on it.
  public var threads = Processors.count
  /// How much recovery data the package gets. A package that goes to a pipe is then kept in a temporary file
  /// meanwhile, since recovery data is made from the finished data.
  public var parity = ParityRatio.standard
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
  /// What fetches what articles show and the sources do not have; `nil`: nothing is fetched.
  public var capturer: (any AssetCapturer)?
  /// Fetch also the pages that articles link to, not only what they show.
  public var capturesAllLinks = false
  /// Make no package if anything that articles show is missing.
  public var requiresComplete = false
  /// The format of articles that are named as sources; `nil`: by their names and bytes.
  public var articleFormat: ArticleFormat?

  /// The defaults.
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
  /// CommonMark with the extensions of GitHub (tables, autolinks), and HTML inside it.
  case markdown
  /// HTML or XHTML.
  case html
}

/// An element of metadata about the bag: `External-Identifier: 42`. See RFC 8493 §2.2.2.
public struct BagInfoElement: Hashable, Sendable {
  /// One byte at least; no colon, no control characters, no white space at its ends.
  public var label: String
  /// One byte at least; no control characters, no white space at its ends.
  public var value: String

  /// An element. Packing refuses one that breaks the rules above, or that only Stele may write (`Payload-Oxum`,
  /// `Bag-Size`, `Stele-Articles`, `Stele-Assets`, `Stele-Version`), and all together if they are longer than 1 MiB, less room for these.
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

  /// A map from addresses to a folder.
  public init(prefix: String, folder: String) {
    self.prefix = prefix
    self.folder = folder
  }
}

/// Where a package goes. No path may be empty.
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
  /// What the package is cited by: keep it elsewhere. See Spec §3.1.
  public let packageDigest: Digest
  /// Of paths and bytes alone: equal for the same payload, whatever else differs. See Spec §3.1.
  public let contentDigest: Digest
  /// Of the stored bytes of this very file. See Spec §3.1.
  public let containerDigest: Digest
  /// Payload files.
  public let files: Int
  /// Bytes of payload: the sizes of all files, whether or not they were stored as links.
  public let bytes: UInt64
  /// Stored bytes of the package.
  public let packageBytes: UInt64
  /// Articles among the files.
  public let articles: Int
  /// What articles show and the package has. What several articles show counts for each of them.
  public let assetsIncluded: Int
  /// What articles show and the sources do not have.
  public let assetsMissing: Int
  /// What articles name and no package holds, such as counters of one pixel.
  public let assetsSkipped: Int
  /// What capturing did; `nil` if nothing was to be captured.
  public let capture: CaptureSummary?
  /// Warnings: names and times that other systems stumble over, and what was left out.
  public let findings: [Finding]
}

/// What came of packing article by article.
public struct PackEachReport: Sendable {
  /// The packages that are there now, each of which has a ``PackReport``.
  public let packages: Int
  /// Files of the folders that no package holds, since no article shows them.
  public let leftOut: Int
  /// A warning for each of these, ``RuleCode/sourceSkipped``, and for what ``PackOptions/skipsUnreadable`` let pass. The
  /// last one says how many more there are, if they are very many.
  public let findings: [Finding]
}

import SteleContainer
import SteleCore

extension TarChecker {
  /// A payload file that was read. Its path is ``filePaths``' of the same number.
  struct File {
    let entryOffset: UInt64
    let size: UInt64
    let time: Int64
    /// `nil` if some of its bytes were missing, of a link, and until its data was worked on.
    var digest: Digest?
    let isExecutable: Bool
    private let targetNumber: UInt32

    init(_ entry: TarEntry, at offset: UInt64, size: UInt64, target: Int? = nil) {
      entryOffset = offset
      self.size = size
      time = entry.time
      isExecutable = entry.isExecutable
      targetNumber = target.map(UInt32.init) ?? .max
    }

    /// The number of the file that it is a hard link to.
    var target: Int? { targetNumber == .max ? nil : Int(targetNumber) }
  }
}

extension TarChecker {
  /// Whether a file or link of the payload stands under this path.
  func file(at path: PackagePath) -> File? { number(ofFileAt: path).map { files[$0] } }

  /// Its number.
  func number(ofFileAt path: PackagePath) -> Int? {
    paths.number(of: path).flatMap { $0 < files.count ? $0 : nil }
  }

  /// The paths of all files and links.
  var filePaths: some Sequence<PackagePath> { paths.list.prefix(files.count) }

  /// Offsets of all entries of tag files, in the order of the tar.
  var tagFileOffsets: [UInt64] { (tagFiles.map(\.entryOffset) + additional.map(\.entryOffset)).sorted() }

  /// Reports the files that only a later revision may have.
  func reportAdditional() {
    for file in additional where file.isInPlace {
      findings.add(
        .entryOrder, path: file.path.description, tarOffset: file.entryOffset,
        "'\(file.path)' stands outside data/ and is no tag file")
    }
  }
}

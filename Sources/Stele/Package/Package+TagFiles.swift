import SteleBag
import SteleContainer
import SteleCore

extension Package {
  /// The bytes of a tag file (`bag-info.txt`, `manifest-sha256.txt` …), checked against the tag manifest.
  ///
  /// - Throws: ``SteleError/Code/notFound`` if the package has no such file; ``SteleError/Code/damaged``.
  public func tagFile(_ name: String) throws -> [UInt8] {
    guard let wanted = TagFile(rawValue: name) else {
      throw SteleError(.notFound, "'\(name)' is no tag file of a package")
    }
    let tagManifest = try read(.tagManifest)
    guard let tagManifest, Digest(hashing: tagManifest) == packageDigest else {
      throw PackageFile.damaged(
        .tagDigest, "the tag manifest does not have the package digest that the footer states")
    }
    if wanted == .tagManifest { return tagManifest }
    guard let bytes = try read(wanted) else {
      throw SteleError(.notFound, "'\(path)' has no '\(name)'")
    }
    let digest = Digest(hashing: bytes)
    let isRight = tagManifest.split(separator: 0x0A).contains { text in
      guard let line = try? ManifestLine(text) else { return false }
      return line.path == wanted.path && Digest(hex: line.digest) == digest
    }
    guard isRight else {
      throw PackageFile.damaged(.tagDigest, "'\(name)' does not have the digest that the tag manifest states")
    }
    return bytes
  }

  /// The name of the folder that the package holds. Reads the first entry.
  ///
  /// - Throws: ``SteleError`` if the first entry cannot be read.
  public var name: String {
    get throws {
      try withReader { reader in
        String(decoding: try reader.entry(at: 0).entry.path.names[0], as: UTF8.self)
      }
    }
  }

  private func read(_ wanted: TagFile) throws -> [UInt8]? {
    try withReader { reader in
      for number in 0..<UInt64(file.footer.tagFileCount) {
        var record = ByteReader(try reader.readIndex(8, at: reader.layout.tagFiles + number * 8))
        let (entry, dataOffset) = try reader.entry(at: record.readInteger(UInt64.self)!)
        guard entry.path.lastName.elementsEqual(wanted.rawValue.utf8) else { continue }
        let size = Int(clamping: entry.dataSize)
        guard size <= Limits().tagFileBytes else {
          throw PackageFile.damaged(
            .limitExceeded, "'\(wanted.rawValue)' has \(size) bytes, more than is allowed")
        }
        var bytes: [UInt8] = []
        while bytes.count < size {
          let piece = try reader.read(upTo: size - bytes.count, at: dataOffset + UInt64(bytes.count))
          guard !piece.isEmpty else {
            throw PackageFile.damaged(.entryCutOff, "the archive ends inside '\(wanted.rawValue)'")
          }
          bytes += piece
        }
        return bytes
      }
      return nil
    }
  }
}

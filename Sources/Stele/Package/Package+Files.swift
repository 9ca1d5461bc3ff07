import SteleBag
import SteleContainer
import SteleCore

/// A file of a package's payload.
public struct PackageEntry: Hashable, Sendable {
  /// Its path below `data/`: the original one.
  public let path: PackagePath
  /// The digest that the manifest gives.
  public let digest: Digest
  /// Bytes.
  public let size: UInt64
  /// Where its data begins in the tar.
  let dataOffset: UInt64
}

extension Package {
  /// The file with a path.
  ///
  /// - Parameter path: Its original path, the one below `data/`; only if no file has that, its path in the bag.
  /// - Throws: ``SteleError/Code/notFound`` if there is none; ``SteleError/Code/damaged`` or
  ///   ``SteleError/Code/inputOutput`` if it cannot be told.
  public func file(at path: PackagePath) throws -> PackageEntry {
    let inBag = (try? PayloadFolder.path.appending(path)) ?? path
    if let number = try withReader({ try $0.payloadNumber(path: inBag, count: fileCount) }) {
      return try entry(number)
    }
    if path.relative(to: PayloadFolder.path) != nil,
      let number = try withReader({ try $0.payloadNumber(path: path, count: fileCount) })
    {
      return try entry(number)
    }
    throw SteleError(.notFound, "'\(path)' is not in '\(self.path)'; 'stele list --files' shows what is")
  }

  /// A file with this content.
  ///
  /// - Throws: ``SteleError/Code/notFound`` if there is none; ``SteleError/Code/damaged`` or
  ///   ``SteleError/Code/inputOutput`` if it cannot be told.
  public func file(withDigest digest: Digest) throws -> PackageEntry {
    guard let number = try withReader({ try $0.payloadNumber(digest: digest, count: fileCount) }) else {
      throw SteleError(.notFound, "no file in '\(path)' has the digest \(digest)")
    }
    return try entry(number)
  }

  private func entry(_ number: Int) throws -> PackageEntry {
    try withReader { reader in
      let record = try reader.payloadRecord(number)
      let line = try reader.manifestLine(record)
      var (entry, dataOffset) = try reader.entry(at: record.entryOffset)
      try Self.check(entry, line.path)
      if case .link(let target) = entry.kind {
        guard let inBag = target.relative(to: try PackagePath(target.names[0])),
          let targetNumber = try reader.payloadNumber(path: inBag, count: fileCount)
        else {
          throw PackageFile.damaged(.linkTarget, "'\(line.path)' links to '\(target)', which is not there")
        }
        (entry, dataOffset) = try reader.entry(at: reader.payloadRecord(targetNumber).entryOffset)
        try Self.check(entry, inBag)
      }
      guard case .file(let size) = entry.kind, let path = line.path.relative(to: PayloadFolder.path) else {
        throw PackageFile.damaged(.linkTarget, "'\(line.path)' does not lead to a file")
      }
      return PackageEntry(path: path, digest: Digest(hex: line.digest)!, size: size, dataOffset: dataOffset)
    }
  }

  /// Whether the index led to the entry that it named.
  private static func check(_ entry: TarEntry, _ path: PackagePath) throws {
    guard entry.path.relative(to: try PackagePath(entry.path.firstName)) == path else {
      throw PackageFile.damaged(.indexMismatch, "the index leads to '\(entry.path)' instead of '\(path)'")
    }
  }

  /// Gives a file's bytes in pieces, and checks them.
  ///
  /// - Parameters:
  ///   - entry: A file of this very package.
  ///   - body: Takes the pieces in their order, each of 1 byte to 1 MiB. What it throws ends the reading.
  /// - Throws: ``SteleError/Code/damaged`` if the bytes are not those that the manifest names. Pieces have
  ///   been given by then: whoever keeps them must let them go.
  public func read(_ entry: PackageEntry, _ body: ([UInt8]) throws -> Void) throws {
    try checkExpansion(entry.size, entry.path.description)
    var hasher = DigestHasher()
    var done: UInt64 = 0
    while done < entry.size {
      let piece = try withReader { reader in
        Array(
          try reader.read(upTo: Int(min(entry.size - done, 1 << 20)), at: entry.dataOffset + done))
      }
      guard !piece.isEmpty else {
        throw PackageFile.damaged(.entryCutOff, "the archive ends inside '\(entry.path)'")
      }
      hasher.update(piece[...])
      done += UInt64(piece.count)
      try body(piece)
    }
    guard hasher.finalize() == entry.digest else {
      throw PackageFile.damaged(
        .payloadDigest, "'\(entry.path)' does not have the digest that the manifest states")
    }
  }

  /// All bytes of a file, checked. They are held in memory: for large files use ``read(_:_:)``.
  ///
  /// - Throws: As ``read(_:_:)``.
  public func bytes(of entry: PackageEntry) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try read(entry) { bytes += $0 }
    return bytes
  }
}

/// Where something sorted stands to what is searched for.
enum SearchOrder { case before, found, after }

extension TarRandomReader {
  /// The bytes from a place of the tar to the next line feed, which is not among them.
  ///
  /// - Returns: `nil` if none comes before `end`, or in so many bytes.
  mutating func line(at offset: UInt64, to end: UInt64, limit: Int) throws -> [UInt8]? {
    var line: [UInt8] = []
    while line.count < limit {
      let start = offset + UInt64(line.count)
      guard start < end else { return nil }
      let piece = try read(upTo: Int(min(end - start, 512)), at: start)
      if let feed = piece.firstIndex(of: 0x0A) { return line + piece[..<feed] }
      line += piece
      guard !piece.isEmpty else { return nil }
    }
    return nil
  }

  mutating func payloadRecord(_ number: Int) throws -> PayloadRecord {
    var reader = ByteReader(
      try readIndex(
        PayloadRecord.byteCount, at: layout.payload + UInt64(number) * UInt64(PayloadRecord.byteCount)))
    return PayloadRecord(
      entryOffset: reader.readInteger(UInt64.self)!, lineOffset: reader.readInteger(UInt64.self)!)
  }

  /// The line of the manifest that a record points to.
  mutating func manifestLine(_ record: PayloadRecord) throws -> ManifestLine {
    guard let line = try line(at: record.lineOffset, to: tarSize, limit: 16_384) else {
      throw PackageFile.damaged(.indexMismatch, "the index does not lead to a line of the manifest")
    }
    do throws(BagError) {
      return try ManifestLine(line[...])
    } catch {
      throw PackageFile.damaged(
        error.code, "the index does not lead to a line of the manifest: \(error.message)")
    }
  }

  /// The number of the payload record with a path. Reads some 20 lines for a million files.
  mutating func payloadNumber(path: PackagePath, count: Int) throws -> Int? {
    try search(count) { reader, number in
      let found = try reader.manifestLine(reader.payloadRecord(number)).path
      return found == path ? .found : found < path ? .before : .after
    }
  }

  /// The number of the first payload record with a digest.
  mutating func payloadNumber(digest: Digest, count: Int) throws -> Int? {
    let hex = digest.hexDigits
    let place = try search(count) { reader, place in
      let number = try reader.numberByDigest(place, count)
      let found = try reader.manifestLine(reader.payloadRecord(number)).digest
      return found == hex ? .found : found.lexicographicallyPrecedes(hex) ? .before : .after
    }
    return try place.map { try numberByDigest($0, count) }
  }

  private mutating func numberByDigest(_ place: Int, _ count: Int) throws -> Int {
    var reader = ByteReader(try readIndex(4, at: layout.byDigest + UInt64(place) * 4))
    let number = Int(reader.readInteger(UInt32.self)!)
    guard number < count else {
      throw PackageFile.damaged(.indexMismatch, "the index names a payload file that it does not have")
    }
    return number
  }

  private mutating func search(
    _ count: Int, _ compare: (inout TarRandomReader, Int) throws -> SearchOrder
  ) throws -> Int? {
    let place = try (0..<count).partitionPoint { try compare(&self, $0) == .before }
    return try place < count && compare(&self, place) == .found ? place : nil
  }
}

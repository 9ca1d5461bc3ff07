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
    var bytes: [UInt8] = []
    try read(wanted) { bytes += $0 }
    return bytes
  }

  /// Gives the lines of a tag file, which is checked against the tag manifest, in bounded memory.
  ///
  /// What `body` was given is proven only when this returns. What it throws comes after a wrong digest, which
  /// explains more.
  func readLines(_ wanted: TagFile, _ body: (ArraySlice<UInt8>) throws -> Void) throws {
    var splitter = LineSplitter()
    var problem: (any Error)?
    try read(wanted) { piece in
      splitter.push(piece) { line in
        guard problem == nil else { return }
        do {
          guard case .bytes(let bytes) = line else {
            throw PackageFile.damaged(
              wanted == .articles ? .articlesLine : .filesLine,
              "a line of \(wanted.rawValue) has more than \(LineSplitter.maximumLineLength) bytes")
          }
          try body(bytes)
        } catch {
          problem = error
        }
      }
    }
    if let problem { throw problem }
  }

  /// The line of `articles.jsonl` that is searched for, without its line feed; `nil` if it is not there. Reads some
  /// 20 lines of a million.
  ///
  /// - Parameter order: Where a line stands to the one that is wanted.
  /// - Throws: ``SteleError/Code/damaged``, ``SteleError/Code/inputOutput``, and what `order` throws.
  func articleLine(
    where order: (ArraySlice<UInt8>) throws -> SearchOrder
  ) throws -> ArraySlice<UInt8>? {
    guard let (size, dataOffset) = try place(of: .articles) else { return nil }
    try checkExpansion(size, TagFile.articles.rawValue)
    var low: UInt64 = 0
    var high = size
    // The line wanted, if it is there, begins in `low..<high`.
    while low < high {
      let middle = low + (high - low) / 2
      let start = middle == 0 ? 0 : try nextLine(from: middle - 1, to: size, at: dataOffset)
      guard start < high else {
        high = middle
        continue
      }
      let line = try line(from: start, to: size, at: dataOffset)
      switch try order(line) {
      case .found: return line
      case .before: low = start + UInt64(line.count) + 1
      case .after: high = middle
      }
    }
    return nil
  }

  /// Where the first line begins that another one ends before, at or behind a place of a tag file.
  private func nextLine(from place: UInt64, to size: UInt64, at dataOffset: UInt64) throws -> UInt64 {
    place + UInt64(try line(from: place, to: size, at: dataOffset).count) + 1
  }

  /// The bytes of a tag file from a place to the next line feed.
  private func line(from place: UInt64, to size: UInt64, at dataOffset: UInt64) throws -> ArraySlice<UInt8> {
    let line = try withReader {
      try $0.line(at: dataOffset + place, to: dataOffset + size, limit: LineSplitter.maximumLineLength)
    }
    guard let line else {
      throw PackageFile.damaged(.articlesLine, "a line of articles.jsonl does not end")
    }
    return line[...]
  }

  /// The name of the folder that the package holds. Reads the first entry.
  ///
  /// - Throws: ``SteleError`` if the first entry cannot be read.
  public var name: String {
    get throws {
      try withReader { reader in
        String(decoding: try reader.entry(at: 0).entry.path.firstName, as: UTF8.self)
      }
    }
  }

  /// Gives the bytes of a tag file in pieces.
  ///
  /// - Throws: As ``tagFile(_:)``; pieces have been given by then.
  private func read(_ wanted: TagFile, _ body: (ArraySlice<UInt8>) -> Void) throws {
    var tagManifest: [UInt8] = []
    guard let digest = try readEntry(.tagManifest, { tagManifest += $0 }), digest == packageDigest else {
      throw PackageFile.damaged(
        .tagDigest, "the tag manifest does not have the package digest that the footer states")
    }
    if wanted == .tagManifest { return body(tagManifest[...]) }
    guard let digest = try readEntry(wanted, body) else {
      throw SteleError(.notFound, "'\(path)' has no '\(wanted.rawValue)'")
    }
    let isRight = tagManifest[...].lines.contains { text in
      guard let line = try? ManifestLine(text) else { return false }
      return line.path == wanted.path && Digest(hex: line.digest) == digest
    }
    guard isRight else {
      throw PackageFile.damaged(
        .tagDigest, "'\(wanted.rawValue)' does not have the digest that the tag manifest states")
    }
  }

  /// Gives the bytes of a tag file in pieces, whatever they are; their digest, or `nil` if there is no such file.
  private func readEntry(_ wanted: TagFile, _ body: (ArraySlice<UInt8>) -> Void) throws -> Digest? {
    guard let (size, dataOffset) = try place(of: wanted) else { return nil }
    if let refusal = limits.refusal(ofSize: size, wanted) {
      throw PackageFile.damaged(.limitExceeded, refusal)
    }
    try checkExpansion(size, wanted.rawValue)
    var hasher = DigestHasher()
    var done: UInt64 = 0
    while done < size {
      let piece = try withReader { reader in
        Array(try reader.read(upTo: Int(min(size - done, 1 << 20)), at: dataOffset + done))
      }
      guard !piece.isEmpty else {
        throw PackageFile.damaged(.entryCutOff, "the archive ends inside '\(wanted.rawValue)'")
      }
      hasher.update(piece[...])
      body(piece[...])
      done += UInt64(piece.count)
    }
    return hasher.finalize()
  }

  /// The size of a tag file, and where its data begins in the tar.
  private func place(of wanted: TagFile) throws -> (size: UInt64, dataOffset: UInt64)? {
    try withReader { reader in
      let count = UInt64(file.footer.tagFileCount)
      var last: UInt64?
      for step in 0..<count {
        // The tag manifest is the last: what lies before it need not be decoded.
        let number = wanted == .tagManifest ? count - 1 - step : step
        var record = ByteReader(try reader.readIndex(8, at: reader.layout.tagFiles + number * 8))
        let offset = record.readInteger(UInt64.self)!
        // In the order of the tar, so that no frame is decoded twice.
        if let last, wanted == .tagManifest ? offset >= last : offset <= last {
          throw PackageFile.damaged(
            .indexMismatch, "the index does not name the tag files in the order of the tar")
        }
        last = offset
        let (entry, dataOffset) = try reader.entry(at: offset)
        if entry.path.lastName.elementsEqual(wanted.rawValue.utf8) { return (entry.dataSize, dataOffset) }
      }
      return nil
    }
  }
}

import SteleContainer
import SteleCore
import SteleFile

/// Reads any part of the tar of a package, by its index. See Spec §6.4.
///
/// It trusts the index with places alone: what it finds there is checked by the caller.
struct TarRandomReader {
  private let file: PackageFile
  private let profile: Profile
  private let decoder: FrameDecoder
  private var index: SectionReader
  let layout: IndexLayout
  /// Frames decoded last, the newest at the end: enough for a lookup and the file that it leads to.
  private var cache: [(number: UInt64, place: UInt64, bytes: [UInt8])] = []
  private static let maximumCached = 8

  init(_ file: PackageFile) throws {
    self.file = file
    profile = file.footer.profile
    decoder = FrameDecoder(profile: profile)
    index = SectionReader(file, profile, start: file.footer.indexOffset)
    do throws(ContainerError) {
      layout = try IndexLayout(file.footer)
    } catch {
      throw PackageFile.damaged(error.code, error.message)
    }
  }

  var tarSize: UInt64 { file.footer.tarSize }

  /// Up to `count` bytes of the tar from `offset` on: at least one, unless the tar ends there.
  mutating func read(upTo count: Int, at offset: UInt64) throws -> ArraySlice<UInt8> {
    guard offset < tarSize else { return [] }
    let frame = try frame(containing: offset)
    return frame.bytes.dropFirst(Int(offset - frame.place)).prefix(count)
  }

  /// The entry that begins at `offset`, and where its data begins.
  mutating func entry(at offset: UInt64) throws -> (entry: TarEntry, dataOffset: UInt64) {
    var parser = TarParser()
    var visitor = FirstEntry()
    var position = offset
    while visitor.entry == nil, visitor.problem == nil {
      // A frame may end inside a block: then the rest of this block comes next, and no more.
      let block = try read(upTo: 512 - Int((position - offset) % 512), at: position)
      guard block.count == 512 || !block.isEmpty, position - offset < 32_768 else {
        throw PackageFile.damaged(.indexMismatch, "the index does not lead to an entry at \(offset)")
      }
      parser.push(block, &visitor)
      position += UInt64(block.count)
    }
    guard let entry = visitor.entry, visitor.problem == nil else {
      let problem = visitor.problem!
      throw PackageFile.damaged(problem.code, problem.message)
    }
    return (entry, position)
  }

  private struct FirstEntry: TarVisitor {
    var entry: TarEntry?
    var problem: ContainerError?
    mutating func entry(_ entry: TarEntry, at offset: UInt64) { self.entry = entry }
    mutating func data(_ bytes: ArraySlice<UInt8>) {}
    mutating func endOfEntry(_ data: EntryData) {}
    mutating func problem(_ error: ContainerError, at offset: UInt64) { problem = problem ?? error }
  }

  private mutating func frame(containing offset: UInt64) throws -> (place: UInt64, bytes: [UInt8]) {
    if let cached = cache.last(where: { $0.place <= offset && offset - $0.place < $0.bytes.count }) {
      return (cached.place, cached.bytes)
    }
    // The first frame begins the tar.
    let number =
      try (1..<max(1, file.footer.frameCount)).partitionPoint { try self.record($0).place <= offset } - 1
    let record = try self.record(number)
    let bytes = try decode(record)
    guard record.place <= offset, offset - record.place < bytes.count else {
      throw PackageFile.damaged(.indexMismatch, "the index names no frame for offset \(offset) of the tar")
    }
    if cache.count >= Self.maximumCached { cache.removeFirst() }
    cache.append((number, record.place, bytes))
    return (record.place, bytes)
  }

  /// Bytes of the index's content.
  mutating func readIndex(_ count: Int, at offset: UInt64) throws -> [UInt8] {
    try index.read(count, at: offset)
  }

  private mutating func record(_ number: UInt64) throws -> FrameRecord {
    var reader = ByteReader(
      try index.read(FrameRecord.byteCount, at: number * UInt64(FrameRecord.byteCount)))
    return FrameRecord(offset: reader.readInteger(UInt64.self)!, place: reader.readInteger(UInt64.self)!)
  }

  private mutating func decode(_ record: FrameRecord) throws -> [UInt8] {
    let descriptor = try descriptor(of: record)
    guard descriptor.kind == FrameKind.data.rawValue, descriptor.place == record.place,
      descriptor.packageTag == PackageTag(file.footer.packageDigest),
      Int(descriptor.storedLength) <= profile.maximumStoredLength
    else {
      throw PackageFile.damaged(
        .indexMismatch, "the frame at \(record.offset) is not the one that the index names")
    }
    let stored = try file.file.read(upTo: Int(descriptor.storedLength), at: record.offset)
    do throws(ContainerError) {
      try FrameDecoder.checkLengths(descriptor, profile)
      guard stored.count == Int(descriptor.storedLength) else {
        throw ContainerError(.truncated, "the package ends inside the frame")
      }
      let (bytes, problem) = try decoder.data(stored[...], descriptor)
      if let problem { throw problem }
      return bytes
    } catch {
      throw PackageFile.damaged(error.code, "the frame at \(record.offset): \(error.message)")
    }
  }

  /// The descriptor of a data frame: in its first bytes, or its last ones.
  private mutating func descriptor(of record: FrameRecord) throws -> FrameDescriptor {
    let bytes: [UInt8]
    switch profile {
    case .gzip:
      bytes = try file.file.read(upTo: GzipFraming.headerLength, at: record.offset)
    case .zstd:
      let end = try end(of: record)
      guard end >= UInt64(FrameDescriptor.byteCount) else {
        bytes = []
        break
      }
      bytes = try file.file.read(upTo: FrameDescriptor.byteCount, at: end - UInt64(FrameDescriptor.byteCount))
    }
    guard let descriptor = FrameDescriptor(bytes.suffix(FrameDescriptor.byteCount)) else {
      throw PackageFile.damaged(.descriptorDamaged, "the frame at \(record.offset) is damaged")
    }
    return descriptor
  }

  /// Where the next frame begins, or the data frames end.
  private mutating func end(of record: FrameRecord) throws -> UInt64 {
    let count = file.footer.frameCount
    let next = try (0..<count).partitionPoint { try self.record($0).place <= record.place }
    return next < count ? try self.record(next).offset : file.footer.dataSize
  }
}

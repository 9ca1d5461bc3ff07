import SteleContainer
import SteleCore
import SteleFile

/// Reads parts of a section of a container, wherever its pieces stand. See Spec §4.4.
struct SectionReader {
  private let file: PackageFile
  private let profile: Profile
  private let start: UInt64
  private var pieces: [UInt64: [UInt8]] = [:]
  /// Pieces kept: some 512 KiB.
  private static let maximumPieces = 64

  init(_ file: PackageFile, _ profile: Profile, start: UInt64) {
    self.file = file
    self.profile = profile
    self.start = start
  }

  /// The bytes `offset ..< offset + count` of the section.
  mutating func read(_ count: Int, at offset: UInt64) throws -> [UInt8] {
    var result: [UInt8] = []
    var offset = offset
    while result.count < count {
      let piece = try piece(offset / UInt64(Section.pieceLength))
      let part = piece.dropFirst(Int(offset % UInt64(Section.pieceLength))).prefix(count - result.count)
      guard !part.isEmpty else { throw PackageFile.damaged(.pieceLength, "a section ends too early") }
      result += part
      offset += UInt64(part.count)
    }
    return result
  }

  private mutating func piece(_ number: UInt64) throws -> [UInt8] {
    if let piece = pieces[number] { return piece }
    let begin = start + number * UInt64(Section.pieceLength + profile.pieceOverhead)
    let frame = try file.file.read(upTo: Section.pieceLength + profile.pieceOverhead, at: begin)
    let head = profile == .gzip ? GzipFraming.headerLength : ZstdFraming.descriptorFrameLength
    guard let descriptor = FrameDescriptor(frame.prefix(head).suffix(FrameDescriptor.byteCount)) else {
      throw PackageFile.damaged(.descriptorDamaged, "the frame at \(begin) is damaged")
    }
    let piece = frame.dropFirst(profile.pieceOffset).prefix(Int(descriptor.rawLength))
    guard CRC32.checksum(piece) == descriptor.rawChecksum else {
      throw PackageFile.damaged(.frameChecksum, "the piece at \(begin) is damaged")
    }
    if pieces.count >= Self.maximumPieces { pieces.removeAll(keepingCapacity: true) }
    pieces[number] = Array(piece)
    return Array(piece)
  }
}

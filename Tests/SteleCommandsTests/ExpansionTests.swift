import SteleContainer
import SteleCore
import SteleTestSupport
import Testing

/// Files of some hundred kilobytes that state, or hold, gigabytes.
@Suite("Small files that come to much")
struct ExpansionTests {
  enum Shape: CaseIterable, Sendable {
    /// Frames of 8 MiB that have fewer stored bytes than their descriptors say.
    case torn
    /// Frames of 8 MiB without a descriptor, each between two sound frames.
    case undescribed
    /// Frames of 8 MiB that are as they say, and hold no tar.
    case sound
  }

  static let rawLength = 8 << 20

  /// A zstd frame (RFC 8878) of 8 MiB: its content size, and 64 blocks that repeat one byte 131,072 times.
  static var frame: [UInt8] {
    let head: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0xA0, 0, 0, 0x80, 0]
    let block: [UInt8] = [0x02, 0, 0x10, UInt8(ascii: "x")]
    let last: [UInt8] = [0x03] + block.dropFirst()
    return head + repeatElement(block, count: 63).joined() + last
  }

  static func package(_ shape: Shape) -> [UInt8] {
    let common = FrameCommons(
      blockSize: BlockSize(tarSize: 1 << 30), parityRatio: .none, packageTag: PackageTag(Digest(hashing: [1]))
    )
    let encoder = FrameEncoder(profile: .zstd, level: 1, common)
    let piece = [UInt8](repeating: UInt8(ascii: "x"), count: rawLength)
    let sound = encoder.dataFrame(piece[...], place: 0)
    let torn = FrameDescriptor(
      kind: .data, common: common, place: 0, storedLength: 8 << 20, rawLength: rawLength, rawChecksum: 0)
    return (0..<300).flatMap { number in
      switch shape {
      case .torn: return frame + torn.bytes
      case .sound: return sound
      case .undescribed:
        let place = UInt64((2 * number + 1) * rawLength)
        return frame + [UInt8](repeating: 0, count: 48)
          + encoder.dataFrame([1, 2, 3], place: place)
      }
    }
  }

  @Test("are read in little memory, and up to a limit", arguments: Shape.allCases)
  func memory(shape: Shape) async throws {
    let folder = try CommandFolder()
    try folder.temporary.makeFile("p", bytes: Self.package(shape))
    // All 300 at once would be 2.4 GB.
    let run = try await folder.run("ulimit -v 1000000; stele salvage -q -C out p")
    #expect(run.status == 1, "\(run.error)")
    let report = try #require(try? folder.temporary.text("out/salvage-report.json"), "\(run.error)")
    // 1 GiB may come out of so small a file, and no more.
    #expect(report.contains("E121"))
  }

  @Test("Millions of empty lines take no more memory than their bytes")
  func emptyLines() async throws {
    let folder = try CommandFolder()
    let common = FrameCommons(
      blockSize: BlockSize(tarSize: 1 << 30), parityRatio: .none, packageTag: PackageTag(Digest(hashing: [1]))
    )
    let lines = [UInt8](repeating: 0x0A, count: Self.rawLength - 512)
    let entry = TarEntry(
      path: try PackagePath("x/articles.jsonl"), kind: .file(size: UInt64(lines.count)))
    let frame = FrameEncoder(profile: .zstd, level: 1, common)
      .dataFrame((entry.headerBytes + lines)[...], place: 0)
    try folder.temporary.makeFile("p", bytes: frame)
    let run = try await folder.run("ulimit -v 600000; stele verify --threads 2 p")
    #expect(run.status == 1 && run.output.contains("NOT INTACT"), "\(run.error)")
    #expect(run.output.contains("articles.jsonl, line 1: the line is not JSON"), "\(run.output.prefix(2000))")
  }
}

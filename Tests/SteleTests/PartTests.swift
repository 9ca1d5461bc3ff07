import Stele
import SteleContainer
import SteleCore
import SteleTestSupport
import SystemPackage
import Testing

@Suite("The beginning of a package, while its transfer runs")
struct PartTests {
  /// Where each frame of a sound package begins, and where the last one ends.
  static func boundaries(_ bytes: [UInt8]) throws -> [Int] {
    try Salvaging.frames(bytes).map(\.range.lowerBound) + [bytes.count]
  }

  func check(_ workshop: Workshop, _ receipt: Receipt, _ bytes: some Sequence<UInt8>) async throws
    -> PartReport
  {
    try workshop.temporary.makeFile("part", bytes: Array(bytes))
    defer { try? workshop.temporary.remove("part") }
    return try await Verifier().verifyPart(workshop.path("part"), of: receipt)
  }

  @Test(
    "However much has come, it is right, and goes on where the last whole frame ends",
    arguments: Codec.names.indices)
  func everyLength(number: Int) async throws {
    let (codec, name) = Codec.names[number]
    let (workshop, receipt) = try await ReceiptTests.make(codec, name)
    let bytes = try workshop.temporary.bytes(name)
    let boundaries = try Self.boundaries(bytes)
    #expect(boundaries.count > 8)
    var lengths = Set(boundaries.flatMap { [$0 - 1, $0, $0 + 3, $0 + 47, $0 + 60] })
    lengths.formUnion(stride(from: 0, to: bytes.count, by: 30_011))
    for length in lengths.sorted() where 0..<bytes.count ~= length {
      let report = try await check(workshop, receipt, bytes.prefix(length))
      #expect(report.isRight && report.verification == nil, "\(length): \(report.findings)")
      #expect(report.bytesRead == UInt64(length))
      #expect(report.soundBytes == UInt64(boundaries.last { $0 <= length }!), "\(length)")
      #expect(report.findings.isEmpty)
    }
  }

  @Test("Files that are there whole are counted, and each is proven")
  func files() async throws {
    let (workshop, receipt) = try await ReceiptTests.make()
    let bytes = try workshop.temporary.bytes("p.stele.tar.gz")
    let boundaries = try Self.boundaries(bytes)
    var counts: [Int] = []
    for boundary in boundaries {
      let report = try await check(workshop, receipt, bytes.prefix(boundary))
      counts.append(report.files)
      if boundary == 0 { #expect(report.packageDigest == nil && report.contentDigest == nil) }
    }
    #expect(counts == counts.sorted() && counts.first == 0 && counts.last == 5)
    #expect(Set(counts).count > 3)
  }

  @Test("A whole package is told as whole, a damaged one too", arguments: Codec.names.indices)
  func whole(number: Int) async throws {
    let (codec, name) = Codec.names[number]
    let (workshop, receipt) = try await ReceiptTests.make(codec, name)
    var bytes = try workshop.temporary.bytes(name)
    let report = try await check(workshop, receipt, bytes)
    #expect(report.isRight && report.verification?.isGood == true && report.verification?.isExpected == true)
    #expect(report.soundBytes == receipt.packageBytes && report.files == 5 && report.bytes == receipt.bytes)
    let more = try await check(workshop, receipt, bytes + [1])
    #expect(
      !more.isRight && more.soundBytes <= receipt.packageBytes
        && more.soundBytes + 450 >= receipt.packageBytes)
    bytes[100_000] ^= 4
    let damaged = try await check(workshop, receipt, bytes)
    #expect(!damaged.isRight && damaged.verification?.isIntact == false)
    let start = try #require(try Self.boundaries(workshop.temporary.bytes(name)).last { $0 <= 100_000 })
    #expect(Int(damaged.soundBytes) <= 100_000 && Int(damaged.soundBytes) + 512 > start)
  }

  @Test("The first fault is where the sound beginning ends", arguments: Codec.names.indices)
  func faults(number: Int) async throws {
    let (codec, name) = Codec.names[number]
    let (workshop, receipt) = try await ReceiptTests.make(codec, name)
    let sound = try workshop.temporary.bytes(name)
    let boundaries = try Self.boundaries(sound)
    let end = boundaries[boundaries.count - 3] + 10
    for (begin, next) in zip(boundaries, boundaries.dropFirst()) where next < end {
      for offset in [begin + 2, begin + 20, (begin + next) / 2, next - 3] {
        var bytes = sound
        bytes[offset] ^= 0x10
        let report = try await check(workshop, receipt, bytes.prefix(end))
        #expect(!report.isRight, "\(offset)")
        // Never more than is right; a block may begin in the frame before.
        #expect(
          Int(report.soundBytes) <= begin && Int(report.soundBytes) + 512 > begin,
          "\(offset) of \(begin)..<\(next): \(report.findings)")
      }
    }
  }

  @Test("Bytes that no frame can begin with are wrong, however few they are")
  func garbage() async throws {
    let (workshop, receipt) = try await ReceiptTests.make()
    let bytes = try workshop.temporary.bytes("p.stele.tar.gz")
    let boundaries = try Self.boundaries(bytes)
    for boundary in boundaries.prefix(4) {
      for count in [1, 5, 60, 500, 5000] {
        for garbage in [[UInt8](repeating: 0, count: count), [UInt8].noise(count)] {
          // So many zeros have not come.
          if count == 5000, garbage.allSatisfy({ $0 == 0 }) { continue }
          let report = try await check(workshop, receipt, bytes.prefix(boundary) + garbage)
          #expect(!report.isRight && report.soundBytes == UInt64(boundary), "\(boundary) and \(count)")
        }
      }
    }
  }

  @Test("Another package's beginning is not this one's")
  func otherPackage() async throws {
    let (workshop, receipt) = try await ReceiptTests.make()
    try workshop.temporary.makeFile("source/more", "more")
    try await workshop.pack("q.stele.tar.gz")
    let report = try await check(
      workshop, receipt, workshop.temporary.bytes("q.stele.tar.gz").prefix(100_000))
    #expect(!report.isRight && report.soundBytes == 0 && report.files == 0)
    #expect(report.findings.contains { $0.code == .digestUnexpected })
    try await workshop.pack("z") { $0.codec = .zstd }
    let zstd = try await check(workshop, receipt, workshop.temporary.bytes("z").prefix(120_000))
    #expect(!zstd.isRight && zstd.soundBytes == 0)
  }

  @Test("With the block table there, a stored byte that decodes to the same is found too")
  func blockTable() async throws {
    let (workshop, receipt) = try await ReceiptTests.make()
    let sound = try workshop.temporary.bytes("p.stele.tar.gz")
    let boundaries = try Self.boundaries(sound)
    // The bits after the end of deflate data mean nothing to a decompressor.
    var found = false
    for next in boundaries.dropFirst().prefix(6) {
      var bytes = sound
      bytes[next - 9] ^= 0x80
      let early = try await check(workshop, receipt, bytes.prefix(next + 100))
      guard early.isRight else { continue }
      found = true
      let late = try await check(workshop, receipt, bytes.dropLast(500))
      #expect(!late.isRight && late.findings.map(\.code) == [.blockDigest])
      #expect(late.soundBytes < UInt64(next))
    }
    #expect(found)
  }

  @Test(
    "Zeros that a program put at the end before it fetches them have not come", arguments: Codec.names.indices
  )
  func preallocated(number: Int) async throws {
    let (codec, name) = Codec.names[number]
    let (workshop, receipt) = try await ReceiptTests.make(codec, name)
    let bytes = try workshop.temporary.bytes(name)
    for length in [0, 100, 60_000, 120_000] {
      let part = try await check(workshop, receipt, bytes.prefix(length))
      for whole in [length + 512, bytes.count, bytes.count + 3 << 20] {
        let zeros = [UInt8](repeating: 0, count: whole - length)
        let report = try await check(workshop, receipt, bytes.prefix(length) + zeros)
        #expect(report.isRight && report.verification == nil, "\(length), \(whole): \(report.findings)")
        #expect(report.soundBytes == part.soundBytes && report.files == part.files)
      }
    }
    // Of a file as long as the package, fewer have not come either; and what stands behind a whole one is no part of it.
    for missing in [10, 200, 511] where bytes.suffix(missing).contains(where: { $0 != 0 }) {
      let report = try await check(
        workshop, receipt, bytes.dropLast(missing) + [UInt8](repeating: 0, count: missing))
      #expect(report.isRight && report.verification == nil, "\(missing): \(report.findings)")
      #expect(report.soundBytes <= UInt64(bytes.count - missing))
    }
    for count in [1, 500, 600, 2_000_000] {
      let report = try await check(workshop, receipt, bytes + [UInt8](repeating: 0, count: count))
      #expect(report.isRight && report.verification?.isGood == true, "\(count): \(report.findings)")
    }
    #expect(try await !check(workshop, receipt, bytes + [0, 0, 7]).isRight)
    // What comes behind a hole is not right yet, and few zeros may be a frame's.
    let hole = bytes.prefix(60_000) + [UInt8](repeating: 0, count: 8192) + bytes[68_192..<120_000]
    #expect(try await !check(workshop, receipt, hole).isRight)
    #expect(try await check(workshop, receipt, bytes.prefix(60_000) + [0, 0, 0]).bytesRead == 60_003)
  }

  @Test("A pipe is checked up to its end")
  func pipe() async throws {
    let (workshop, receipt) = try await ReceiptTests.make()
    let bytes = try workshop.temporary.bytes("p.stele.tar.gz")
    try workshop.temporary.makeFile("part", bytes: Array(bytes.prefix(120_000)))
    let fromFile = try await Verifier().verifyPart(workshop.path("part"), of: receipt)
    let descriptor = try FileDescriptor.open(workshop.temporary["part"], .readOnly)
    let fromPipe = try await Verifier().verifyPart(descriptor: descriptor.rawValue, of: receipt)
    try descriptor.close()
    #expect(fromPipe.soundBytes == fromFile.soundBytes && fromPipe.isRight)
  }
}

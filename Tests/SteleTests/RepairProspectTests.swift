import Stele
import SteleCore
import SteleTestSupport
import Testing

@testable import SteleContainer

@Suite("What verification says of a repair (Spec §9.5)")
struct RepairProspectTests {
  /// One byte changed in each part of a package, and what only moves or ends it.
  static let faults: [(name: String, apply: @Sendable (inout [UInt8], Footer) -> Void)] = [
    ("the signature of a data frame", { bytes, footer in bytes[footer.profile == .gzip ? 17 : 1] ^= 1 }),
    ("the content of a data frame", { bytes, _ in bytes[5000] ^= 1 }),
    ("the header of the block table's frame", { bytes, footer in bytes[Int(footer.dataSize) + 4] ^= 1 }),
    ("the descriptor of the block table", { bytes, footer in bytes[Int(footer.dataSize) + 25] ^= 1 }),
    ("the block table", { bytes, footer in bytes[Int(footer.dataSize) + 500] ^= 1 }),
    ("the parity", { bytes, footer in bytes[Int(footer.parityOffset) + 500] ^= 1 }),
    (
      "the second block table", { bytes, footer in bytes[Int(footer.secondBlockTableOffset) + 500] ^= 1 }
    ),
    (
      "both block tables",
      { bytes, footer in
        bytes[Int(footer.dataSize) + 500] ^= 1
        bytes[Int(footer.secondBlockTableOffset) + 500] ^= 1
      }
    ),
    ("the index", { bytes, footer in bytes[Int(footer.indexOffset) + 100] ^= 1 }),
    ("the end of the index' frame", { bytes, footer in bytes[Int(footer.additionalOffset) - 1] ^= 1 }),
    ("the header of the footer's frame", { bytes, footer in bytes[Int(footer.additionalOffset) + 9] ^= 1 }),
    ("the footer", { bytes, footer in bytes[Int(footer.additionalOffset) + 100] ^= 1 }),
    ("the last byte", { bytes, _ in bytes[bytes.count - 1] ^= 1 }),
    ("bytes put in", { bytes, _ in bytes.insert(contentsOf: [1, 2, 3], at: 20_000) }),
    ("bytes cut out", { bytes, _ in bytes.removeSubrange(20_000..<20_100) }),
    (
      "bytes put in before the parity",
      { bytes, footer in bytes.insert(contentsOf: [1, 2, 3], at: Int(footer.parityOffset)) }
    ),
    ("bytes behind the end", { bytes, _ in bytes += [0] }),
    ("a third of it gone", { bytes, footer in bytes.removeLast(bytes.count - Int(footer.dataSize) / 3) }),
    (
      "5000 bytes of data gone",
      { bytes, footer in bytes.removeLast(bytes.count - Int(footer.dataSize) + 5000) }
    ),
    ("one byte of data gone", { bytes, footer in bytes.removeLast(bytes.count - Int(footer.dataSize) + 1) }),
    ("all behind the data gone", { bytes, footer in bytes.removeLast(bytes.count - Int(footer.dataSize)) }),
    (
      "half a frame behind the data",
      { bytes, footer in bytes.removeLast(bytes.count - Int(footer.dataSize) - 40) }
    ),
    ("the last byte gone", { bytes, _ in bytes.removeLast() }),
    ("the first half zero", { bytes, _ in for index in 0..<bytes.count / 2 { bytes[index] = 0 } }),
    ("the first 100 bytes alone", { bytes, _ in bytes.removeLast(bytes.count - 100) }),
    (
      "the footer written anew with a wrong digest of the parity, and a byte of data changed",
      { bytes, footer in
        var content = footer.bytes
        content[170] ^= 1
        let frame = FrameEncoder(profile: footer.profile, footer.common).sectionFrames(.footer, content)
        bytes.replaceSubrange(bytes.count - frame.count..<bytes.count, with: frame)
        bytes[5000] ^= 1
      }
    ),
  ]

  /// How many of them are beyond no package with parity: all that stand first.
  private static let repairable = 16

  @Test("Repair does what verification says before", arguments: Codec.allCases, faults.indices)
  func prospect(codec: Codec, fault: Int) async throws {
    let (name, apply) = Self.faults[fault]
    // Without parity more is beyond repair; how frames are compressed makes no difference there.
    for ratio in codec == .gzip ? [ParityRatio.standard, .none] : [.standard] {
      let workshop = try await Workshop.withPackage(codec, ratio)
      let sound = try workshop.temporary.bytes(codec.packageName)
      var damaged = sound
      apply(&damaged, try #require(Footer(of: sound, codec)))
      try workshop.place(damaged)
      let verification = try await workshop.verify("damaged")
      #expect(!verification.isIntact)
      guard let damage = verification.damage else {
        // No frame of it is left.
        #expect(
          verification.findings.contains { $0.code == .notAPackage || $0.code == .truncated }, "\(name)")
        #expect(await errorCode { _ = try await workshop.repair(damaged) } == .notAPackage, "\(name)")
        continue
      }
      if fault < Self.repairable, ratio != .none { #expect(damage.prospect == .possible, "\(name)") }
      let report = try await workshop.repair(damaged)
      #expect(
        (damage.prospect == .possible) == (report.outcome == .repaired),
        "\(name), \(ratio): \(damage.prospect)")
      if report.outcome == .repaired {
        #expect(try workshop.temporary.bytes("fixed") == sound)
        #expect(!damage.ranges.isEmpty && !report.steps.isEmpty)
        #expect(Set(damage.ranges.map(\.offset)).isSubset(of: Self.offsets(report, damage)))
      } else {
        #expect(!report.lost.isEmpty)
      }
    }
  }

  /// Where the log says that something was put right: steps of blocks are as long as their means are the same.
  private static func offsets(_ report: RepairReport, _ damage: DamageReport) -> Set<UInt64> {
    Set(report.steps.map(\.offset)).union(damage.ranges.filter { $0.part == .data }.map(\.offset))
  }

  @Test("What was sealed with a fault is said to be beyond repair, and beyond other copies")
  func sealed() async throws {
    let workshop = try await Workshop.withPackage(.gzip)
    var package = try workshop.temporary.bytes("p.stele.tar.gz")
    Self.faults.last!.apply(&package, try #require(Footer(of: package, .gzip)))
    try workshop.place(package)
    let prospect = try await workshop.verify("damaged").damage?.prospect
    guard case .impossible = prospect else {
      Issue.record("\(String(describing: prospect))")
      return
    }
  }
}

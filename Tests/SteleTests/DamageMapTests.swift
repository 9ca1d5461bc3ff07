import SteleCore
import SteleTestSupport
import Testing

@testable import Stele
@testable import SteleContainer

@Suite("The map of damage (Spec §9.5)")
struct DamageMapTests {
  /// Changes some runs of bytes where they stand; sometimes all behind the data as well, and sometimes the end is cut off.
  static func damage(_ sound: [UInt8], _ footer: Footer, _ noise: inout Noise) -> [UInt8] {
    var bytes = sound
    func overwrite(_ range: Range<Int>, with value: UInt8?) {
      for index in range.clamped(to: bytes.indices) {
        bytes[index] = value ?? UInt8.random(in: 0...255, using: &noise)
      }
    }
    for _ in 0..<Int.random(in: 1...3, using: &noise) {
      let begin = Int.random(in: 0..<bytes.count, using: &noise)
      let count = [1, 512, 4096, 20_000].randomElement(using: &noise)!
      overwrite(begin..<begin + count, with: [nil, 0].randomElement(using: &noise)!)
    }
    switch Int.random(in: 0..<4, using: &noise) {
    case 0: overwrite(Int(footer.dataSize) - 100..<bytes.count, with: nil)
    case 1: overwrite(bytes.count - 500..<bytes.count, with: 0)
    default: break
    }
    if Int.random(in: 0..<3, using: &noise) == 0 {
      bytes.removeLast(Int.random(in: 1..<bytes.count / 2, using: &noise))
    }
    return bytes
  }

  @Test("Each changed byte is named, whatever is left", arguments: Codec.allCases, 0..<30 as Range<UInt64>)
  func changedBytes(codec: Codec, seed: UInt64) async throws {
    let workshop = try await Workshop.withPackage(codec, seed % 3 == 0 ? .none : .standard)
    let sound = try workshop.temporary.bytes(codec.packageName)
    var noise = Noise(seed: seed)
    let damaged = Self.damage(sound, try #require(Footer(of: sound, codec)), &noise)
    try workshop.place(damaged)
    let map = try #require(try await workshop.verify("damaged").damage)
    // Without a count a range goes to the end, wherever that was.
    let named = map.ranges.map { $0.offset..<($0.count == 0 ? .max : $0.offset + $0.count) }
    for index in sound.indices where index >= damaged.count || damaged[index] != sound[index] {
      let isNamed = named.contains { $0.contains(UInt64(index)) }
      #expect(isNamed, "byte \(index) of \(sound.count), \(map.ranges)")
      if !isNamed { return }
    }
  }

  @Test(
    "What stands behind a package is named, also if the package itself stands further on",
    arguments: [0, 5000])
  func behindEnd(before: Int) async throws {
    let workshop = try await Workshop.withPackage(.gzip)
    let sound = try workshop.temporary.bytes(Codec.gzip.packageName)
    let damaged = [UInt8].noise(before) + sound + [UInt8](repeating: 0, count: 3000)
    try workshop.place(damaged)
    let map = try #require(try await workshop.verify("damaged").damage)
    let last = try #require(map.ranges.last)
    #expect(last.part == .behindEnd && last.offset == UInt64(sound.count) && last.count == 3000)
    let report = try await workshop.repair(damaged)
    #expect(report.steps.contains { $0.means == .removed && $0.count == 3000 })
    #expect(try workshop.temporary.bytes("fixed") == sound)
  }
}

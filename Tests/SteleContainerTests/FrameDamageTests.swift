import SteleCore
import SteleTestSupport
import Testing

@testable import SteleContainer

@Suite("Damaged and hostile data frames")
struct FrameDamageTests {
  static let raw = [UInt8].prose(300)

  @Test(
    "No flipped bit of a frame gives other bytes than were packed", arguments: Profile.allCases,
    [FrameEncoder.Effort.chosen, .none])
  func flippedBits(profile: Profile, effort: FrameEncoder.Effort) throws {
    let frame = profile.encoder().dataFrame(Self.raw[...], place: 0, effort)
    var unseen: [Int] = []
    for bit in 0..<frame.count * 8 {
      var damaged = frame
      damaged[bit / 8] ^= 1 << (bit % 8)
      // Some bits of compressed data mean nothing; a whole package has its block table against that.
      if let decoded = try decoded(damaged, profile), decoded != Self.raw { unseen.append(bit) }
    }
    #expect(unseen.isEmpty)
  }

  /// The bytes of a container of one frame; `nil` if anything is wrong with it.
  func decoded(_ bytes: [UInt8], _ profile: Profile) throws -> [UInt8]? {
    var scanner = try FrameScanner(PieceSource(bytes))
    var output: [UInt8] = []
    while let run = try scanner.next() {
      guard scanner.profile == profile, case .frame(let descriptor) = run.content, run.problem == nil,
        descriptor.kind == FrameKind.data.rawValue,
        let data = try? FrameDecoder(profile: profile).data(run.bytes, descriptor), data.problem == nil
      else { return nil }
      output += data.bytes
    }
    return output
  }

  @Test("A frame that is cut off is refused at every length", arguments: Profile.allCases)
  func cutOff(profile: Profile) throws {
    let frame = profile.encoder().dataFrame(Self.raw[...], place: 0)
    let descriptor = profile.descriptor(of: frame)
    for count in 0..<frame.count {
      let data = try? FrameDecoder(profile: profile).data(frame.prefix(count), descriptor)
      #expect(data == nil || data?.problem != nil)
    }
  }

  @Test(
    "Lengths out of bounds are refused before anything is decoded",
    arguments: [
      (.gzip, 0, 100), (.gzip, 1_048_577, 100), (.gzip, .max, 100), (.gzip, 300, 65), (.gzip, 300, 1_114_113),
      (.gzip, 300, .max), (.zstd, 0, 100), (.zstd, 8_388_609, 100), (.zstd, .max, 100), (.zstd, 300, 56),
      (.zstd, 300, 8_454_145), (.zstd, 300, .max),
    ] as [(Profile, UInt32, UInt32)])
  func lengths(profile: Profile, raw: UInt32, stored: UInt32) throws {
    let frame = profile.encoder().dataFrame(Self.raw[...], place: 0)
    let changed = profile.replacing(frame) {
      $0.rawLength = raw
      $0.storedLength = stored
    }
    let descriptor = profile.descriptor(of: changed)
    #expect(
      code { () throws(ContainerError) in try FrameDecoder.checkLengths(descriptor, profile) } == .frameLength
    )
    #expect(try decoded(changed, profile) == nil)
  }

  @Test(
    "A frame that holds more than it states is refused, however much it holds", arguments: Profile.allCases)
  func bomb(profile: Profile) {
    let zeros = [UInt8](repeating: 0, count: profile.maximumRawLength)
    let frame = profile.encoder().dataFrame(zeros[...], place: 0)
    for stated in [1, 100, profile.maximumRawLength - 1] {
      let changed = profile.replacing(frame) { $0.rawLength = UInt32(stated) }
      #expect([.frameUndecodable, .frameChecksum].contains(profile.code(changed)))
    }
  }

  @Test("A frame that holds less than it states is refused", arguments: Profile.allCases)
  func less(profile: Profile) {
    let frame = profile.encoder().dataFrame(Self.raw[...], place: 0)
    #expect(profile.code(profile.replacing(frame) { $0.rawLength = 301 }) == .frameChecksum)
  }

  @Test("Another checksum in the descriptor is refused", arguments: Profile.allCases)
  func checksum(profile: Profile) {
    let frame = profile.encoder().dataFrame(Self.raw[...], place: 0)
    #expect(profile.code(profile.replacing(frame) { $0.rawChecksum ^= 1 }) == .frameChecksum)
  }

  @Test("Bytes hidden between the deflate data and its trailer are refused", arguments: [1, 8, 1000])
  func hidden(count: Int) {
    var frame = Profile.gzip.encoder().dataFrame(Self.raw[...], place: 0)
    frame.insert(contentsOf: [UInt8].noise(count), at: frame.count - 8)
    let changed = Profile.gzip.replacing(frame) { $0.storedLength += UInt32(count) }
    #expect(Profile.gzip.code(changed) == .frameUndecodable)
  }

  @Test("A second deflate stream behind the first is refused")
  func second() {
    let frame = Profile.gzip.encoder().dataFrame(Self.raw[...], place: 0)
    var doubled = frame
    let data = frame[56..<frame.count - 8]
    doubled.insert(contentsOf: data, at: frame.count - 8)
    let changed = Profile.gzip.replacing(doubled) { $0.storedLength += UInt32(data.count) }
    #expect(Profile.gzip.code(changed) == .frameUndecodable)
  }

  @Test("A trailer that states another checksum or length is refused", arguments: [1, 5])
  func trailer(fromEnd: Int) {
    var frame = Profile.gzip.encoder().dataFrame(Self.raw[...], place: 0)
    frame[frame.count - fromEnd] ^= 1
    #expect(Profile.gzip.code(frame) == .frameChecksum)
  }
}

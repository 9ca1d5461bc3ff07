import SteleCore
import SteleTestSupport
import Testing

@testable import SteleContainer

@Suite("Finding frames")
struct FrameScannerTests {
  /// Three data frames and an index, each as stored.
  static func frames(_ profile: Profile) -> [[UInt8]] {
    let encoder = profile.encoder()
    var frames: [[UInt8]] = []
    var place: UInt64 = 0
    for (number, length) in [700, 5000, 900].enumerated() {
      let raw = number == 1 ? [UInt8].noise(length) : .prose(length, seed: UInt64(number))
      frames.append(encoder.dataFrame(raw[...], place: place, number == 1 ? .none : .chosen))
      place += UInt64(length)
    }
    return frames + [encoder.sectionFrames(.index, .noise(100))]
  }

  func scan(_ bytes: [UInt8], pieceLengths: [Int] = [.max]) throws -> (profile: Profile, runs: [StoredRun]) {
    var scanner = try FrameScanner(PieceSource(bytes, pieceLengths: pieceLengths))
    var runs: [StoredRun] = []
    while let run = try scanner.next() { runs.append(run) }
    // Whatever is found, the runs are the container, without gap.
    #expect(runs.flatMap(\.bytes) == bytes)
    var offset: UInt64 = 0
    for run in runs {
      #expect(run.offset == offset)
      #expect(!run.bytes.isEmpty)
      offset += UInt64(run.bytes.count)
    }
    return (scanner.profile, runs)
  }

  /// The stored bytes of the frames that were found.
  func found(_ runs: [StoredRun]) -> [[UInt8]] {
    runs.compactMap { if case .frame = $0.content, $0.problem == nil { Array($0.bytes) } else { nil } }
  }

  @Test(
    "All frames are found, however short the reads of a pipe are", arguments: Profile.allCases,
    [[1], [7, 1, 300], [65_536], [.max]])
  func pipes(profile: Profile, pieceLengths: [Int]) throws {
    let frames = Self.frames(profile)
    let (told, runs) = try scan(frames.flatMap { $0 }, pieceLengths: pieceLengths)
    #expect(told == profile)
    #expect(found(runs) == frames)
    #expect(runs.count == frames.count)
  }

  @Test(
    "Whatever the head lost, the profile is told and all frames behind are found", arguments: Profile.allCases
  )
  func headCutOff(profile: Profile) throws {
    let frames = Self.frames(profile)
    let whole = frames.flatMap { $0 }
    for count in Array(1...60) + Array(frames[0].count - 60...frames[0].count) {
      let (told, runs) = try scan(Array(whole.dropFirst(count)))
      #expect(told == profile, "\(count) bytes cut off")
      #expect(found(runs) == Array(frames.dropFirst()), "\(count) bytes cut off")
    }
  }

  @Test("A byte in each descriptor is damaged: that frame alone is lost", arguments: Profile.allCases, 0..<4)
  func damagedDescriptor(profile: Profile, number: Int) throws {
    var frames = Self.frames(profile)
    let range =
      number == 3 ? profile.pieceOffset - 40..<profile.pieceOffset : profile.descriptorRange(frames[number])
    frames[number][range.lowerBound + 20] ^= 1
    let (told, runs) = try scan(frames.flatMap { $0 })
    #expect(told == profile)
    frames.remove(at: number)
    #expect(found(runs) == frames)
  }

  @Test(
    "After inserted and cut-out bytes the next frame is found", arguments: Profile.allCases,
    [-3000, -100, -1, 1, 39, 1000, 100_000])
  func shifted(profile: Profile, count: Int) throws {
    var frames = Self.frames(profile)
    if count < 0 {
      frames[1].removeSubrange(1000..<1000 - count)
    } else {
      frames[1].insert(contentsOf: [UInt8].noise(count), at: 1000)
    }
    let (_, runs) = try scan(frames.flatMap { $0 })
    let intact = [frames[0], frames[2], frames[3]]
    #expect(found(runs).filter { intact.contains($0) } == intact)
    // The frame's own descriptor is sound, and tells where it stands, unless it was cut out.
    if count > -3000 { #expect(runs.contains { $0.describes?.descriptor.place == 700 }) }
  }

  @Test(
    "A frame whose head is lost tells by its descriptor where it stands", arguments: Profile.allCases,
    [(0, 1), (0, 20), (1, 20), (1, 200), (2, 20), (2, 100)])
  func headLost(profile: Profile, damage: (number: Int, count: Int)) throws {
    let (number, count) = damage
    var frames = Self.frames(profile)
    // In the gzip profile the descriptor is in the head.
    for index in 0..<(profile == .gzip ? min(count, 16) : count) { frames[number][index] = 0 }
    let (_, runs) = try scan(frames.flatMap { $0 })
    let described = runs.compactMap(\.describes)
    #expect(
      described.filter { $0.descriptor.kind == FrameKind.data.rawValue }.map(\.descriptor.place) == [
        0, 700, 5700,
      ])
    var begin = 0
    for (frame, found) in zip(frames.dropLast(), described) {
      let place = profile.descriptorRange(frame).lowerBound
      #expect(found.offset == UInt64(begin + place))
      begin += frame.count
    }
  }

  @Test(
    "A frame whose head is lost does not begin where the one before it does, whose descriptor is lost",
    arguments: Profile.allCases)
  func boundaryLost(profile: Profile) throws {
    let encoder = profile.encoder()
    // Of full frames all hold as many bytes, and the one in front may be stored in fewer.
    let pieces: [[UInt8]] = [.prose(700), .prose(4000, seed: 2), .noise(4000), .prose(900, seed: 3)]
    var frames: [[UInt8]] = []
    var place: UInt64 = 0
    for piece in pieces {
      frames.append(encoder.dataFrame(piece[...], place: place))
      place += UInt64(piece.count)
    }
    var damaged = frames.flatMap { $0 }
    let boundary = frames[0].count + frames[1].count
    for index in boundary - 100..<boundary + 100 { damaged[index] = 0 }
    let (_, runs) = try scan(damaged)
    #expect(found(runs).first == frames[0] && found(runs).last == frames[3])
    let torn = runs.filter { $0.torn != nil }
    #expect(torn.allSatisfy { $0.offset == UInt64(boundary) })
    #expect(torn.count == (profile == .zstd ? 1 : 0))
  }

  @Test("A descriptor without its frame is no crash, wherever it stands", arguments: Profile.allCases, 0...3)
  func descriptorAlone(profile: Profile, number: Int) throws {
    let frames = Self.frames(profile)
    for described in frames.dropLast() {
      let descriptor = Array(described[profile.descriptorRange(described)])
      let bytes = frames[..<number].flatMap { $0 } + descriptor + frames[number...].flatMap { $0 }
      #expect(try found(scan(bytes).runs).suffix(4 - number) == frames.suffix(4 - number))
    }
  }

  @Test("Garbage before the first frame is passed over", arguments: Profile.allCases, [1, 63, 64, 5000])
  func garbageInFront(profile: Profile, count: Int) throws {
    let frames = Self.frames(profile)
    let (told, runs) = try scan([UInt8].noise(count) + frames.flatMap { $0 })
    #expect(told == profile)
    #expect(found(runs) == frames)
  }

  @Test("A container that is cut off anywhere gives the frames that are whole", arguments: Profile.allCases)
  func cutOff(profile: Profile) throws {
    let frames = Self.frames(profile)
    let all = frames.flatMap { $0 }
    for count in stride(from: 0, to: all.count, by: 61) {
      let (_, runs) = try scan(Array(all.prefix(count)))
      var ends: [Int] = []
      for frame in frames { ends.append((ends.last ?? 0) + frame.count) }
      #expect(found(runs) == Array(frames.prefix(ends.count { $0 <= count })), "cut at \(count)")
    }
  }

  @Test("Bytes that hold no frame are one thing, and no crash", arguments: [0, 1, 3, 39, 64, 70_000])
  func noFrames(count: Int) throws {
    let (_, runs) = try scan([UInt8].noise(count))
    #expect(found(runs).isEmpty)
    let signatures = try scan([UInt8](repeatElement(Array("STL1".utf8), count: count / 4).joined()))
    #expect(found(signatures.runs).isEmpty)
  }

  @Test("A zstd magic number over and over costs no more than reading", arguments: [4, 100_000])
  func magicNumbers(count: Int) throws {
    let magic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]
    let (_, runs) = try scan([UInt8](repeatElement(magic, count: count).joined()))
    #expect(found(runs).isEmpty)
  }

  @Test("A package inside a package is data of the outer one", arguments: Profile.allCases)
  func nested(profile: Profile) throws {
    let inner = Self.frames(profile).flatMap { $0 }
    let frames = [profile.encoder().dataFrame(inner[...], place: 0, .none)] + Self.frames(profile)
    #expect(try found(scan(frames.flatMap { $0 }).runs) == frames)
  }

  @Test("Frames larger than what is read at once are found", arguments: Profile.allCases)
  func large(profile: Profile) throws {
    let encoder = profile.encoder()
    let raw = [UInt8].noise(1 << 20)
    let frames = (0..<3).map { encoder.dataFrame(raw[...], place: UInt64($0) << 20, .none) }
    #expect(try found(scan(frames.flatMap { $0 }, pieceLengths: [100_003]).runs) == frames)
    var damaged = frames
    damaged[1][profile.descriptorRange(frames[1]).lowerBound] ^= 1
    #expect(try found(scan(damaged.flatMap { $0 }).runs) == [frames[0], frames[2]])
  }

  @Test("The profile is told by the first frame, however far away it is", arguments: Profile.allCases)
  func lateProfile(profile: Profile) throws {
    let frames = Self.frames(profile)
    for count in [100, 9 << 20, 18 << 20] {
      let (found, runs) = try scan([UInt8](repeating: 0, count: count) + frames.flatMap { $0 })
      #expect(found == profile)
      #expect(self.found(runs) == frames, "\(count)")
      #expect(runs.last?.profile == profile)
    }
  }
}

import Stele
import SteleContainer
import SteleCore
import SteleFile
import SteleTestSupport
import SystemPackage
import Testing

@Suite("Salvage")
struct SalvageTests {
  @Test(
    "Of a sound package everything comes out, with times and executable bits", arguments: Codec.names.indices)
  func sound(number: Int) async throws {
    let (codec, name) = Codec.names[number]
    let (workshop, sound) = try await Salvaging.make(codec, name)
    let outcome = try await Salvaging.salvage(workshop.temporary.bytes(name), workshop, sound)
    #expect(outcome.report.isComplete && outcome.report.verification.isGood)
    #expect(outcome.proven == sound)
    #expect(outcome.tree["proven/bag-info.txt"] != nil && outcome.tree["proven/manifest-sha256.txt"] != nil)
    #expect(!outcome.tree.keys.contains { $0.hasPrefix("partial") || $0.hasPrefix("unproven") })
  }

  @Test(
    "Each single frame destroyed loses the files that it touches, and no others",
    arguments: Codec.names.indices)
  func everyFrame(number: Int) async throws {
    let (codec, name) = Codec.names[number]
    let (workshop, sound) = try await Salvaging.make(codec, name)
    let bytes = try workshop.temporary.bytes(name)
    let places = try Salvaging.places(bytes)
    let frames = try Salvaging.frames(bytes)
    #expect(frames.count { $0.descriptor.kind == FrameKind.data.rawValue } >= 6)
    for (index, (range, descriptor)) in frames.enumerated() {
      for fill in [[UInt8](repeating: 0, count: range.count), .noise(range.count, seed: 77)] {
        var broken = bytes
        broken.replaceSubrange(range, with: fill)
        let outcome = try await Salvaging.salvage(broken, workshop, sound)
        if index == 0 {
          #expect(outcome.report.manifest == .lost && !outcome.report.isComplete)
          continue
        }
        let isData = descriptor.kind == FrameKind.data.rawValue
        // Of a link only the content counts, and what an empty file holds is known.
        var touched = isData ? Salvaging.touched(descriptor, places) : []
        touched.remove("nothing")
        #expect(outcome.report.manifest == .proven)
        let lost = Set(outcome.report.lost.map { String($0.path.description.dropFirst(5)) })
        #expect(lost == touched, "frame \(index)")
        #expect(outcome.proven == sound.filter { !touched.contains($0.key) }, "frame \(index)")
        #expect(outcome.report.isComplete == touched.isEmpty)
      }
    }
  }

  @Test(
    "Each single frame cut out loses the files that it touches, and no others", arguments: Codec.names.indices
  )
  func everyFrameCutOut(number: Int) async throws {
    let (codec, name) = Codec.names[number]
    let (workshop, sound) = try await Salvaging.make(codec, name)
    let bytes = try workshop.temporary.bytes(name)
    let places = try Salvaging.places(bytes)
    for (range, descriptor) in try Salvaging.frames(bytes).dropFirst() {
      let outcome = try await Salvaging.salvage(
        bytes[..<range.lowerBound] + bytes[range.upperBound...], workshop, sound)
      var touched =
        descriptor.kind == FrameKind.data.rawValue ? Salvaging.touched(descriptor, places) : []
      touched.remove("nothing")
      #expect(outcome.proven == sound.filter { !touched.contains($0.key) })
    }
  }

  @Test("A damaged descriptor loses nothing", arguments: Codec.names.indices)
  func descriptors(number: Int) async throws {
    let (codec, name) = Codec.names[number]
    let (workshop, sound) = try await Salvaging.make(codec, name)
    let bytes = try workshop.temporary.bytes(name)
    for (range, descriptor) in try Salvaging.frames(bytes) where descriptor.kind == FrameKind.data.rawValue {
      for place in [0, 30] {
        var broken = bytes
        let start = codec == .gzip || place == 0 ? range.lowerBound + place : range.upperBound - place
        broken[start] ^= 0x40
        let outcome = try await Salvaging.salvage(broken, workshop, sound)
        #expect(outcome.report.isComplete && outcome.proven == sound, "\(range) \(place)")
      }
    }
  }

  @Test(
    "A flipped byte in a frame of many small files does not lose those before it",
    arguments: Codec.names.indices)
  func flippedByte(number: Int) async throws {
    let (codec, name) = Codec.names[number]
    let workshop = try Workshop()
    for index in 100..<200 {
      try workshop.temporary.makeFile("source/\(index).md", bytes: .prose(6000, seed: UInt64(index)))
    }
    try await workshop.pack(name) {
      $0.codec = codec
      $0.parity = .none
    }
    let sound = Salvaging.files(try workshop.temporary.tree("source"))
    let bytes = try workshop.temporary.bytes(name)
    let payload = try Salvaging.frames(bytes)[1].range
    for (share, least) in [(1, 10), (2, 30), (3, 50)] {
      var broken = bytes
      broken[payload.lowerBound + payload.count * share / 4] ^= 0xFF
      let outcome = try await Salvaging.salvage(broken, workshop, sound)
      // At least those before the byte; of what comes behind it, a decoder may find its way back to some.
      #expect(Set(sound.keys.sorted().prefix(least)).isSubset(of: outcome.proven.keys))
      #expect(outcome.proven.count < 100 && !outcome.report.isComplete)
    }
  }

  /// What is wrong with the frame before the one that is torn.
  enum Before: CaseIterable {
    case zeros, oneByteMissing, missing
  }

  @Test(
    "Files in a frame of which bytes are missing come out, also if the frame before it is damaged",
    arguments: Codec.names.indices, Before.allCases)
  func tornFrame(number: Int, before: Before) async throws {
    let (codec, name) = Codec.names[number]
    let workshop = try Workshop()
    for index in 100..<160 {
      try workshop.temporary.makeFile("source/\(index).md", bytes: .prose(6000, seed: UInt64(index)))
    }
    try workshop.temporary.makeFile("source/099.bin", bytes: .noise(70_000))
    try await workshop.pack(name) {
      $0.codec = codec
      $0.parity = .none
    }
    let sound = Salvaging.files(try workshop.temporary.tree("source"))
    let bytes = try workshop.temporary.bytes(name)
    let frames = try Salvaging.frames(bytes).filter { $0.descriptor.kind == FrameKind.data.rawValue }
    let (picture, texts) = (frames[frames.count - 2].range, frames[frames.count - 1].range)
    let front: [UInt8] =
      switch before {
      case .zeros: bytes[..<picture.lowerBound] + [UInt8](repeating: 0, count: picture.count)
      case .oneByteMissing:
        Array(bytes[..<(picture.lowerBound + 3000)] + bytes[(picture.lowerBound + 3001)..<picture.upperBound])
      case .missing: Array(bytes[..<picture.lowerBound])
      }
    let torn = texts.lowerBound + texts.count * 3 / 4
    var ends = [bytes[texts.lowerBound..<torn] + bytes[(torn + 1)...]]
    // The descriptor of a zstd frame stands at its end.
    if codec == .gzip { ends.append(bytes[texts.lowerBound..<torn]) }
    for end in ends {
      let outcome = try await Salvaging.salvage(front + end, workshop, sound)
      #expect(outcome.report.manifest == .proven)
      let expected = sound.keys.filter { $0.hasSuffix(".md") }.sorted().prefix(20)
      #expect(Set(expected).isSubset(of: outcome.proven.keys), "\(outcome.proven.count) files")
    }
  }

  @Test(
    "With the head gone everything comes out unproven, under the names of the entries",
    arguments: Codec.names.indices)
  func headGone(number: Int) async throws {
    let (codec, name) = Codec.names[number]
    let (workshop, sound) = try await Salvaging.make(codec, name)
    let bytes = try workshop.temporary.bytes(name)
    let frames = try Salvaging.frames(bytes)
    for cut in [frames[0].range.upperBound, frames[0].range.upperBound - 20] {
      let outcome = try await Salvaging.salvage(bytes[cut...], workshop, sound)
      #expect(outcome.report.manifest == .lost && outcome.report.lost.isEmpty)
      let unproven = outcome.tree.filter { $0.key.hasPrefix("unproven/data/") }
      #expect(unproven.count == sound.count)
      for (path, node) in unproven { #expect(sound[String(path.dropFirst(14))] == node, "\(path)") }
      for file in outcome.report.unproven {
        #expect(sound[String(file.path.description.dropFirst(5))]?.digest == file.digest)
        #expect(outcome.tree[file.savedAs.description]?.digest == file.digest)
      }
    }
  }

  /// A package, where its first frame ends, a frame of stored bytes behind that, and the files that lie in it.
  private func withLargeFrame(_ number: Int) async throws -> (
    Workshop, [String: TemporaryFolder.Node], bytes: [UInt8], head: Int,
    frame: (range: Range<Int>, descriptor: FrameDescriptor), touched: Set<String>
  ) {
    let (codec, name) = Codec.names[number]
    let (workshop, sound) = try await Salvaging.make(codec, name)
    let bytes = try workshop.temporary.bytes(name)
    let frames = try Salvaging.frames(bytes)
    let frame = try #require(frames.dropFirst().first { $0.descriptor.rawLength > 60_000 })
    let touched = Salvaging.touched(frame.descriptor, try Salvaging.places(bytes))
    return (workshop, sound, bytes, frames[0].range.upperBound, frame, touched)
  }

  @Test(
    "Without a manifest no file comes out of a frame with a wrong checksum, but of a copy where that frame is whole",
    arguments: Codec.names.indices)
  func wrongFrameWithoutManifest(number: Int) async throws {
    let (workshop, sound, bytes, head, frame, touched) = try await withLargeFrame(number)
    var broken = bytes[head...]
    // Inside of bytes that are stored as they are, so that a decoder comes to the frame's end.
    broken[frame.range.lowerBound + 40_000] ^= 1
    let outcome = try await Salvaging.salvage(broken, workshop, sound, partial: true)
    #expect(Set(outcome.report.lost.map { String($0.path.description.dropFirst(5)) }) == touched)
    let loss = try #require(outcome.report.lost.first { $0.reason == .bytesWrong })
    #expect(loss.savedAs.flatMap { outcome.tree[$0.description] } != nil)
    #expect(outcome.report.unproven.count == sound.count - touched.count)

    // Also of a copy that lost its head: repair cannot use it.
    try workshop.temporary.makeFile("copy", bytes: Array(bytes[head...]))
    let other = try await Salvaging.salvage(broken, workshop, sound, copies: [workshop.path("copy")])
    #expect(other.report.unproven.count == sound.count && other.report.lost.isEmpty)
  }

  @Test(
    "Without a manifest no file comes out of what a frame of random bytes decodes to",
    arguments: Codec.names.indices)
  func lostDescriptorWithoutManifest(number: Int) async throws {
    let (workshop, sound, bytes, head, frame, touched) = try await withLargeFrame(number)
    var broken = bytes
    switch Codec.names[number].0 {
    case .gzip: broken[frame.range.lowerBound + 30] ^= 1
    case .zstd: broken[frame.range.upperBound - 20] ^= 1
    }
    // The frame's own checksum is right, so what it holds counts although its descriptor is lost.
    let sealed = try await Salvaging.salvage(broken[head...], workshop, sound)
    #expect(sealed.report.unproven.count == sound.count)
    broken[frame.range.lowerBound + 40_000] ^= 1
    let outcome = try await Salvaging.salvage(broken[head...], workshop, sound)
    #expect(outcome.report.unproven.count == sound.count - touched.count)
  }

  @Test("A piece from the middle gives the files that are whole in it", arguments: Codec.names.indices)
  func middle(number: Int) async throws {
    let (codec, name) = Codec.names[number]
    let (workshop, sound) = try await Salvaging.make(codec, name)
    let bytes = try workshop.temporary.bytes(name)
    let places = try Salvaging.places(bytes)
    let frames = try Salvaging.frames(bytes)
    let data = frames.filter { $0.descriptor.kind == FrameKind.data.rawValue }
    let (from, to) = (data[2], data[data.count - 2])
    let piece = from.descriptor.place..<to.descriptor.place
    let outcome = try await Salvaging.salvage(
      bytes[from.range.lowerBound - 9..<to.range.lowerBound + 30], workshop, sound)
    // What is in the piece whole, with its header.
    let whole = places.filter {
      piece.lowerBound <= $0.range.lowerBound && $0.range.upperBound <= piece.upperBound
    }
    let unproven = Set(
      outcome.report.unproven.map { String($0.path.description.dropFirst(5)) })
    #expect(
      !whole.isEmpty
        && unproven
          == Set(whole.map(\.path)).filter { path in
            let content = places.first { $0.path == path }!.content
            return whole.contains { $0.path == content }
          }
    )
  }

  @Test("The tail gone costs only what stood there", arguments: Codec.names.indices)
  func tailGone(number: Int) async throws {
    let (codec, name) = Codec.names[number]
    let (workshop, sound) = try await Salvaging.make(codec, name)
    let bytes = try workshop.temporary.bytes(name)
    let places = try Salvaging.places(bytes)
    let frames = try Salvaging.frames(bytes)
    for (range, descriptor) in frames.dropFirst() {
      let outcome = try await Salvaging.salvage(bytes[..<(range.lowerBound + 1)], workshop, sound)
      guard descriptor.kind == FrameKind.data.rawValue else {
        #expect(outcome.report.isComplete)
        continue
      }
      let there = places.filter { $0.range.upperBound <= descriptor.place }.map(\.path)
      #expect(outcome.report.manifest == .proven && Set(there).isSubset(of: outcome.proven.keys))
    }
  }
}

import SteleCore

/// Something that gives a container's stored bytes, from first to last.
package protocol StoredByteSource {
  /// Fills some of the buffer; 0 only at the end.
  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

/// A run of stored bytes. Runs follow each other without gap: together they are the container.
package struct StoredRun: Sendable {
  package enum Content: Sendable {
    /// A frame with a valid descriptor. Its data may still be damaged.
    case frame(FrameDescriptor)
    /// No frame, and why.
    case noFrame(ContainerError)
  }

  package let content: Content
  package let offset: UInt64
  /// A part of what was read at once: kept for long, it keeps its neighbours in memory.
  package let bytes: ArraySlice<UInt8>
  /// How the container's frames are compressed, as far as that is known here.
  package let profile: Profile
  /// What is wrong with the framing of a frame that can be read nevertheless.
  package var problem: ContainerError?
  /// Of a run that is no frame: the sound descriptor of a frame of which bytes are missing or the head is damaged, or that has more
  /// than it states.
  /// The frame begins where the run does; a data frame of the zstd profile also ends where the run ends.
  package var torn: FrameDescriptor?

  /// A sound descriptor in this run, and the offset in the container at which it stands.
  package var describes: (descriptor: FrameDescriptor, offset: UInt64)? {
    let found: FrameDescriptor
    switch content {
    case .frame(let descriptor): found = descriptor
    case .noFrame:
      guard let torn else { return nil }
      found = torn
    }
    let isAtEnd = profile == .zstd && found.kind == FrameKind.data.rawValue
    let place =
      isAtEnd ? bytes.count - FrameDescriptor.byteCount : profile.pieceOffset - FrameDescriptor.byteCount
    return (found, offset + UInt64(place))
  }
}

/// Cuts stored bytes into frames, from a file or a pipe; finds the next frame after damage. See Spec §4, §9.2.
package struct FrameScanner<Source: StoredByteSource> {
  private var source: Source
  private var framing: any FrameFraming = GzipFrameFraming()
  /// Never changed: runs are parts of it.
  private var buffer: [UInt8] = []
  private var start = 0
  private var sourceEnded = false
  /// The offset in the container of the next run.
  package private(set) var offset: UInt64 = 0
  package private(set) var profile = Profile.gzip
  private var isProfileKnown = false
  /// What the frame before tells of the one that begins at `start`; `nil` if none does.
  private var front: FramePlace?

  /// Looks at the first bytes, and tells the profile by them; if they are damaged, by the first frame that
  /// can be found, however far away; gzip until there is one.
  package init(_ source: Source) throws {
    self.source = source
    try fill(64)
    var claimed: Profile?
    // In the other profile, too, a descriptor may stand where the first one of this would, if the head is cut off.
    if let (_, problem) = GzipFrameFraming().frame(at: peek()), problem == nil {
      claimed = .gzip
    } else if peek().starts(with: ZstdFraming.frameMagic) {
      claimed = .zstd
    }
    if let claimed {
      setProfile(claimed)
      if try frameEndsWell() { return }
      // A few wrong bytes at the front must not decide how all that follows is read.
      try fill(Profile.zstd.maximumStoredLength)
      let other = claimed == .gzip ? Profile.zstd : .gzip
      let rest = peek().dropFirst(64)
      if !holdsDescriptor(of: claimed, rest), holdsDescriptor(of: other, rest) { setProfile(other) }
    } else {
      try fill(Profile.zstd.maximumStoredLength)
      lookForProfile()
    }
  }

  /// Whether a whole frame stands at the front, with the end or another frame behind it.
  private mutating func frameEndsWell() throws -> Bool {
    guard let (descriptor, _) = try frameAtFront() else { return false }
    let length = Int(descriptor.storedLength)
    guard length <= profile.maximumStoredLength else { return false }
    try fill(length + framing.headLength)
    guard available >= length else { return false }
    let rest = peek().dropFirst(length)
    return rest.isEmpty || framing.mayBegin(rest)
  }

  private func holdsDescriptor(of profile: Profile, _ bytes: ArraySlice<UInt8>) -> Bool {
    ZstdFrameFraming().descriptorProfiles(in: bytes).contains(profile)
  }

  /// Tells the profile by the first descriptor in the buffer, if there is one.
  private mutating func lookForProfile() {
    if let found = ZstdFrameFraming().firstDescriptorProfile(in: peek()) { setProfile(found) }
  }

  private mutating func setProfile(_ found: Profile) {
    isProfileKnown = true
    profile = found
    framing = found == .zstd ? ZstdFrameFraming() : GzipFrameFraming()
  }

  /// The next run of bytes; `nil` at the end.
  package mutating func next() throws -> StoredRun? {
    try fill(1)
    guard available > 0 else { return nil }
    if let run = try frameHere() { return run }
    return try noFrame()
  }

  private var available: Int { buffer.count - start }

  private func peek() -> ArraySlice<UInt8> { buffer[start...] }

  /// The descriptor of the frame that begins here, and what is wrong with its framing.
  private mutating func frameAtFront() throws -> (FrameDescriptor, ContainerError?)? {
    try fill(framing.headLength)
    while !sourceEnded, let count = framing.countNeeded(peek()), available < count { try fill(count) }
    return framing.frame(at: peek())
  }

  private mutating func frameHere() throws -> StoredRun? {
    guard let (descriptor, problem) = try frameAtFront() else { return nil }
    if descriptor.kind == FrameKind.data.rawValue {
      do throws(ContainerError) {
        try FrameDecoder.checkLengths(descriptor, profile)
      } catch {
        return try noFrame(error)
      }
    }
    let length = Int(descriptor.storedLength)
    try fill(length)
    guard available >= length else {
      // With a frame after it, the length is wrong; with none, the end is missing.
      if framing.nextFrame(in: peek().dropFirst(1)) != nil { return try noFrame(torn: descriptor) }
      return take(
        available, .noFrame(ContainerError(.truncated, "the package ends inside a frame that begins here")),
        torn: descriptor)
    }
    if framing.statesLengthFirst(descriptor), let next = try frameWithin(length) {
      return take(
        next - start, .noFrame(ContainerError(.descriptorDamaged, "the frame is shorter than it states")),
        torn: descriptor)
    }
    return take(length, .frame(descriptor), problem)
  }

  /// Where the next frame begins, if it begins before this one ends: bytes were cut out of this one.
  ///
  /// Asked only if no frame begins where this one ends, since a frame may hold a whole package as its data.
  private mutating func frameWithin(_ length: Int) throws -> Int? {
    try fill(length + framing.headLength)
    let rest = peek().dropFirst(length)
    if rest.isEmpty || framing.frame(at: rest) != nil { return nil }
    let end = start + length
    return framing.nextFrame(in: peek().dropFirst(1)).flatMap { $0 < end ? $0 : nil }
  }

  /// The bytes from here to the next frame, or a part of them.
  ///
  /// - Parameter torn: The descriptor of a frame that begins here, and is not as long as it states.
  private mutating func noFrame(
    _ error: ContainerError = ContainerError(.descriptorDamaged, "no frame of a package can be read here"),
    torn: FrameDescriptor? = nil
  ) throws -> StoredRun {
    // Enough to hold any frame, since in the zstd profile a frame is known by its last bytes.
    let longest = isProfileKnown ? profile.maximumStoredLength : Profile.zstd.maximumStoredLength
    try fill(longest * 2)
    if !isProfileKnown { lookForProfile() }
    switch framing.next(behind: peek(), front: front) {
    case .frame(let begin): return take(begin - start, .noFrame(error), torn: torn)
    case .torn(_, let begin, _) where begin > start: return take(begin - start, .noFrame(error), torn: torn)
    case .torn(let descriptor, _, let end): return take(end - start, .noFrame(error), torn: descriptor)
    case nil: break
    }
    let kept = sourceEnded ? 0 : longest
    return take(available - kept, .noFrame(error), torn: torn)
  }

  private mutating func take(
    _ count: Int, _ content: StoredRun.Content, _ problem: ContainerError? = nil, torn: FrameDescriptor? = nil
  ) -> StoredRun {
    let run = StoredRun(
      content: content, offset: offset, bytes: buffer[start..<start + count], profile: profile,
      problem: problem, torn: torn)
    start += count
    offset += UInt64(count)
    front = run.describes.flatMap { FramePlace(behind: $0.descriptor) }
    return run
  }

  /// Sees that at least `count` bytes are there, if the source has them.
  private mutating func fill(_ count: Int) throws {
    guard available < count, !sourceEnded else { return }
    let rest = peek()
    // A part of `count` more: where many short runs follow each other, the rest is not moved for each of them.
    let size = max(count, rest.count + max(Self.step, count / 4))
    unsafe buffer = try [UInt8](unsafeUninitializedCapacity: size) { target, filled in
      let bytes = UnsafeMutableRawBufferPointer(target)
      unsafe bytes.copyBytes(from: rest)
      filled = rest.count
      // To its end, since what comes from a pipe comes in small pieces.
      while filled < size, !sourceEnded {
        let read = try unsafe source.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[filled...]))
        filled += read
        sourceEnded = read == 0
      }
    }
    start = 0
  }

  /// Bytes read at a time: what is not there costs no memory.
  private static var step: Int { 1 << 20 }
}

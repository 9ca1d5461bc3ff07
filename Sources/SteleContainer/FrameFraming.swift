import SteleCore

/// How a profile's frames are known by their bytes.
protocol FrameFraming: Sendable {
  /// Whether a frame says at its front how long it is.
  func statesLengthFirst(_ descriptor: FrameDescriptor) -> Bool
  /// Enough bytes to know a frame by its front, if its front tells.
  var headLength: Int { get }
  /// The frame that begins at the front of `bytes`, and what is wrong with its framing.
  func frame(at bytes: ArraySlice<UInt8>) -> (FrameDescriptor, ContainerError?)?
  /// Whether a frame may begin at the front of `bytes`, by its first ones alone.
  func mayBegin(_ bytes: ArraySlice<UInt8>) -> Bool
  /// How many bytes must be there, at the least, before more can be told of what stands at the front; `nil` if these tell all.
  func countNeeded(_ bytes: ArraySlice<UInt8>) -> Int?
  /// The index at which the first frame in `bytes` begins.
  func nextFrame(in bytes: ArraySlice<UInt8>) -> Int?
  /// What comes first in `bytes`, at whose front no whole frame stands.
  ///
  /// - Parameter front: What the frame before these bytes tells of the one that begins with them; `nil` if there is none.
  func next(behind bytes: ArraySlice<UInt8>, front: FramePlace?) -> NextFrame?
}

/// Where in the tar of a package a data frame stands.
struct FramePlace: Hashable, Sendable {
  let packageTag: PackageTag
  let place: UInt64

  init(_ descriptor: FrameDescriptor) {
    packageTag = descriptor.packageTag
    place = descriptor.place
  }

  /// That of the data frame which follows the one with this descriptor; `nil` if none can.
  init?(behind descriptor: FrameDescriptor) {
    guard descriptor.kind == FrameKind.data.rawValue else { return nil }
    packageTag = descriptor.packageTag
    place = descriptor.place &+ UInt64(descriptor.rawLength)
  }
}

/// A frame that is looked for where none stands. All places are indices.
enum NextFrame {
  /// One that begins here.
  case frame(Int)
  /// One of a known end, with a sound descriptor there, that is not as long as that states, or of which the head is damaged.
  case torn(FrameDescriptor, begin: Int, end: Int)
}

/// The most bytes of a piece that a frame's framing can hold; a section's pieces are smaller, by rule.
private let maximumPieceLength = 65_535 - 4 - FrameDescriptor.byteCount

extension FrameFraming {
  /// Whether a descriptor that is none of a data frame can be that of a frame.
  func isPiece(_ descriptor: FrameDescriptor, _ profile: Profile) -> Bool {
    descriptor.kind != FrameKind.data.rawValue && descriptor.rawLength <= maximumPieceLength
      && Int(descriptor.storedLength) == Int(descriptor.rawLength) + profile.pieceOverhead
  }

  /// The indices of the valid descriptors in `bytes`, from the first one.
  func descriptors(in bytes: ArraySlice<UInt8>) -> some Sequence<(Int, FrameDescriptor)> {
    let signature = FrameDescriptor.signature
    return bytes.indices.lazy.compactMap { index in
      guard bytes[index] == signature[0], bytes[index...].starts(with: signature),
        let descriptor = FrameDescriptor(bytes[index...])
      else { return nil }
      return (index, descriptor)
    }
  }
}

struct GzipFrameFraming: FrameFraming {
  func statesLengthFirst(_ descriptor: FrameDescriptor) -> Bool { true }
  var headLength: Int { GzipFraming.headerLength }

  func frame(at bytes: ArraySlice<UInt8>) -> (FrameDescriptor, ContainerError?)? {
    guard bytes.count >= headLength,
      let descriptor = FrameDescriptor(bytes.dropFirst(GzipFraming.prefixLength)),
      acceptable(descriptor)
    else { return nil }
    if !GzipFraming.prefixIsRight(bytes.prefix(GzipFraming.prefixLength), descriptor) {
      return (descriptor, ContainerError(.frameHeader, "the gzip header of this frame is not as it must be"))
    }
    return (descriptor, nil)
  }

  private func acceptable(_ descriptor: FrameDescriptor) -> Bool {
    descriptor.kind == FrameKind.data.rawValue || isPiece(descriptor, .gzip)
  }

  func countNeeded(_ bytes: ArraySlice<UInt8>) -> Int? { nil }

  func mayBegin(_ bytes: ArraySlice<UInt8>) -> Bool { frame(at: bytes) != nil }

  func nextFrame(in bytes: ArraySlice<UInt8>) -> Int? {
    for (index, descriptor) in descriptors(in: bytes)
    where index - bytes.startIndex >= GzipFraming.prefixLength && acceptable(descriptor) {
      return index - GzipFraming.prefixLength
    }
    return nil
  }

  func next(behind bytes: ArraySlice<UInt8>, front: FramePlace?) -> NextFrame? {
    nextFrame(in: bytes.dropFirst(1)).map(NextFrame.frame)
  }
}

struct ZstdFrameFraming: FrameFraming {
  func statesLengthFirst(_ descriptor: FrameDescriptor) -> Bool {
    descriptor.kind != FrameKind.data.rawValue
  }
  var headLength: Int { ZstdFraming.descriptorFrameLength }

  func frame(at bytes: ArraySlice<UInt8>) -> (FrameDescriptor, ContainerError?)? {
    if let descriptor = FrameDescriptor(bytes.dropFirst(ZstdFraming.prefixLength)), isPiece(descriptor, .zstd)
    {
      return (descriptor, prefixProblem(bytes, descriptor))
    }
    let bytes = bytes.prefix(Profile.zstd.maximumStoredLength)
    guard bytes.starts(with: ZstdFraming.frameMagic), let end = dataEnd(bytes) else { return nil }
    let tail = bytes.dropFirst(end)
    guard let descriptor = FrameDescriptor(tail.dropFirst(ZstdFraming.prefixLength)),
      descriptor.kind == FrameKind.data.rawValue,
      Int(descriptor.storedLength) == end + ZstdFraming.descriptorFrameLength
    else { return nil }
    return (descriptor, prefixProblem(tail, descriptor))
  }

  /// Bytes before the skippable frame of the data frame at the front: to the end of the zstd frame, or, if
  /// that is damaged, to a descriptor that says that its frame begins here.
  private func dataEnd(_ bytes: ArraySlice<UInt8>) -> Int? {
    if let length = ZstdFrameHeader.frameLength(bytes) { return length }
    for (index, descriptor) in descriptors(in: bytes) {
      let length = index - bytes.startIndex + FrameDescriptor.byteCount
      guard descriptor.kind == FrameKind.data.rawValue, Int(descriptor.storedLength) == length else {
        return nil
      }
      return length - ZstdFraming.descriptorFrameLength
    }
    return nil
  }

  private func prefixProblem(_ bytes: ArraySlice<UInt8>, _ descriptor: FrameDescriptor) -> ContainerError? {
    ZstdFraming.prefixIsRight(bytes.prefix(ZstdFraming.prefixLength), descriptor)
      ? nil : ContainerError(.frameHeader, "the header of this skippable frame is not as it must be")
  }

  func mayBegin(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.starts(with: ZstdFraming.frameMagic) || bytes.starts(with: ZstdFraming.skippableMagic)
  }

  func countNeeded(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard bytes.starts(with: ZstdFraming.frameMagic) else { return nil }
    let longest = Profile.zstd.maximumStoredLength
    switch ZstdFrameHeader.extent(bytes) {
    case .whole(let length), .notBefore(let length):
      return min(length + ZstdFraming.descriptorFrameLength, longest)
    // The descriptor behind it may tell.
    case .tooManyBlocks, nil: return longest
    }
  }

  /// The profile of the first descriptor in `bytes` before which stands what tells it; gzip if there are descriptors, but
  /// damaged or cut off before each.
  func firstDescriptorProfile(in bytes: ArraySlice<UInt8>) -> Profile? {
    for profile in descriptorProfiles(in: bytes) { return profile }
    for _ in descriptors(in: bytes) { return .gzip }
    return nil
  }

  /// The profiles of the descriptors in `bytes` before which stands what tells it.
  func descriptorProfiles(in bytes: ArraySlice<UInt8>) -> some Sequence<Profile> {
    descriptors(in: bytes).lazy.compactMap { index, _ in
      let before = bytes[..<index]
      if before.suffix(ZstdFraming.prefixLength).starts(with: ZstdFraming.skippableMagic) { return .zstd }
      return before.suffix(4).starts(with: GzipFraming.subfieldID) ? .gzip : nil
    }
  }

  func nextFrame(in bytes: ArraySlice<UInt8>) -> Int? {
    // A frame that is looked for holds no other descriptor: so each look goes on from where the last one came to,
    // however many descriptors lie about where their frames begin.
    var earliest = bytes.startIndex
    for (index, descriptor) in descriptors(in: bytes) {
      if let begin = begin(of: descriptor, at: index, in: bytes, notBefore: earliest) { return begin }
      earliest = index + FrameDescriptor.byteCount
    }
    return nil
  }

  func next(behind bytes: ArraySlice<UInt8>, front: FramePlace?) -> NextFrame? {
    // The first byte that is behind all descriptors so far.
    var free = bytes.startIndex
    for (index, descriptor) in descriptors(in: bytes) {
      let earliest = max(free, bytes.startIndex + 1)
      if let begin = begin(of: descriptor, at: index, in: bytes, notBefore: earliest) { return .frame(begin) }
      let end = index + FrameDescriptor.byteCount
      if descriptor.kind == FrameKind.data.rawValue,
        (try? FrameDecoder.checkLengths(descriptor, .zstd)) != nil
      {
        let begin = self.begin(
          ofTorn: descriptor, at: index, in: bytes, notBefore: free,
          front: free == bytes.startIndex ? front : nil)
        return .torn(descriptor, begin: begin, end: end)
      }
      free = end
    }
    return nil
  }

  /// Where the frame with this descriptor begins, if it is as long as it states.
  private func begin(
    of descriptor: FrameDescriptor, at index: Int, in bytes: ArraySlice<UInt8>, notBefore earliest: Int
  ) -> Int? {
    guard descriptor.kind == FrameKind.data.rawValue else {
      let begin = index - ZstdFraming.prefixLength
      return begin >= earliest ? begin : nil
    }
    let begin = index + FrameDescriptor.byteCount - Int(descriptor.storedLength)
    // A data frame is known by its first bytes as well; its content may be damaged.
    return begin >= earliest && bytes[begin...].starts(with: ZstdFraming.frameMagic) ? begin : nil
  }

  /// Where a data frame most likely begins that is some bytes longer or shorter than it states, or of which the head is damaged.
  ///
  /// It begins at the nearest zstd frame that says that it holds as many bytes; if there is none, where it states. Behind a sound
  /// frame the places of both tell more: it begins there, whatever stands there, or another one does, of which the descriptor is lost.
  private func begin(
    ofTorn descriptor: FrameDescriptor, at index: Int, in bytes: ArraySlice<UInt8>, notBefore free: Int,
    front: FramePlace?
  ) -> Int {
    let isFirst = front == FramePlace(descriptor)
    let isOther = !isFirst && front?.packageTag == descriptor.packageTag
    let stated = index + FrameDescriptor.byteCount - Int(descriptor.storedLength)
    let magic = ZstdFraming.frameMagic
    return bytes[free..<index].dropFirst(isOther ? 1 : 0).indices.lazy
      .filter { bytes[$0] == magic[0] && bytes[$0...].starts(with: magic) }
      .filter { ZstdFrameHeader(bytes[$0..<index])?.contentSize == UInt64(descriptor.rawLength) }
      .min { abs($0 - stated) < abs($1 - stated) } ?? (isFirst ? free : max(free, stated))
  }
}

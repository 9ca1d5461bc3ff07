import SteleContainer
import SteleCore

/// The frames that can be found in a copy of a package. See Spec §9.5.
struct CopySurvey {
  /// A frame with a sound descriptor; of pieces, one with the right checksum.
  struct Frame {
    let descriptor: FrameDescriptor
    /// Where it begins in this copy.
    let offset: UInt64

    var storedRange: Range<UInt64> { offset..<offset + UInt64(descriptor.storedLength) }
  }

  /// A sound descriptor, also one of a frame that is not whole: it tells where the bytes around it stood.
  struct Mark {
    let descriptor: FrameDescriptor
    /// Where it stands in this copy.
    let offset: UInt64
  }

  let copy: PackageCopy
  let profile: Profile
  private(set) var frames: [Frame] = []
  /// All sound descriptors, in the order in which they stand.
  private(set) var marks: [Mark] = []
  /// Whether a frame begins that the end of the copy cuts off.
  private(set) var isCutOff = false
  /// Footers with a right checksum: what they say, or why no footer says that.
  private(set) var footers: [(tag: PackageTag, content: Result<Footer, ContainerError>)] = []
  /// Whether it is a copy of the very container that is repaired; else only blocks that digests prove are taken from it.
  var isSameContainer = true

  /// Reads a copy from front to end.
  init(_ copy: PackageCopy, _ progress: (UInt64) -> Void) throws {
    self.copy = copy
    var scanner = try FrameScanner(PlacedBytes(size: copy.size) { try copy.read($0, at: $1) })
    profile = scanner.profile
    while let run = try scanner.next() {
      try Task.checkCancellation()
      if let (descriptor, offset) = run.describes {
        marks.append(Mark(descriptor: descriptor, offset: offset))
      }
      switch run.content {
      case .frame(let descriptor): take(run, descriptor)
      case .noFrame(let error): isCutOff = isCutOff || error.code == .truncated
      }
      progress(run.offset + UInt64(run.bytes.count))
    }
  }

  private mutating func take(_ run: StoredRun, _ descriptor: FrameDescriptor) {
    if descriptor.kind != FrameKind.data.rawValue {
      let piece = run.bytes.dropFirst(profile.pieceOffset).prefix(Int(descriptor.rawLength))
      guard CRC32.checksum(piece) == descriptor.rawChecksum else { return }
      if descriptor.kind == FrameKind.footer.rawValue {
        footers.append(
          (descriptor.packageTag, Result { () throws(ContainerError) in try Footer(piece) }))
      }
    }
    frames.append(Frame(descriptor: descriptor, offset: run.offset))
  }

  /// What the frames of the package say alike, by most bytes; `nil` without such frames.
  ///
  /// - Parameter wanted: The package; `nil` for the one that this file is: that of the frame at its front. If no sound one stands
  ///   there, that of most bytes, since a damaged frame may hold a whole package as its data, whose frames are many and small.
  func commons(_ wanted: PackageTag?) -> FrameCommons? {
    let front = frames.first.flatMap { $0.offset == 0 ? $0.descriptor.packageTag : nil }
    let tag = wanted ?? front
    // Where no frame is whole, others tell as well.
    let descriptors = frames.isEmpty ? marks.map(\.descriptor) : frames.map(\.descriptor)
    let own = descriptors.filter { tag == nil || $0.packageTag == tag }
    var votes: [FrameCommons: UInt64] = [:]
    for descriptor in own {
      guard let common = FrameCommons(descriptor) else { continue }
      votes[common, default: 0] += UInt64(descriptor.storedLength)
    }
    // Among equals the one that comes first, so that the answer is always the same.
    let most = votes.values.max()
    return own.lazy.compactMap { FrameCommons($0) }.first { votes[$0] == most }
  }
}

extension CopySurvey {
  /// Whether there is anything of this package.
  func hasFrames(_ tag: PackageTag) -> Bool { frames.contains { $0.descriptor.packageTag == tag } }

  /// Whether there are frames of this package of kinds that only a later revision has.
  func hasAdditionalSections(_ tag: PackageTag) -> Bool {
    frames.contains { $0.descriptor.packageTag == tag && FrameKind.additional.contains($0.descriptor.kind) }
  }
}

extension FrameCommons {
  /// What a descriptor says; `nil` if it is not possible.
  init?(_ descriptor: FrameDescriptor) {
    guard let blockSize = BlockSize(log2: descriptor.blockSizeLog2),
      let ratio = ParityRatio(hundredths: descriptor.parityHundredths)
    else { return nil }
    self.init(blockSize: blockSize, parityRatio: ratio, packageTag: descriptor.packageTag)
  }
}

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

  let copy: PackageCopy
  let profile: Profile
  private(set) var frames: [Frame] = []
  /// Whether a frame begins that the end of the copy cuts off.
  private(set) var isCutOff = false
  /// Footers with a right checksum that this program can read.
  private(set) var footers: [Footer] = []

  /// Reads a copy from front to end.
  init(_ copy: PackageCopy, _ progress: (UInt64) -> Void) throws {
    self.copy = copy
    var scanner = try FrameScanner(PlacedBytes(size: copy.size) { try copy.read($0, at: $1) })
    profile = scanner.profile
    while let run = try scanner.next() {
      try Task.checkCancellation()
      switch run.content {
      case .frame(let descriptor): take(run, descriptor)
      case .noFrame(let error): if error.code == .truncated { isCutOff = true }
      }
      progress(run.offset + UInt64(run.bytes.count))
    }
  }

  private mutating func take(_ run: StoredRun, _ descriptor: FrameDescriptor) {
    if descriptor.kind != FrameKind.data.rawValue {
      let piece = run.bytes.dropFirst(profile.pieceOffset).prefix(Int(descriptor.rawLength))
      guard CRC32.checksum(piece) == descriptor.rawChecksum else { return }
      if descriptor.kind == FrameKind.footer.rawValue, let footer = try? Footer(piece),
        PackageTag(footer.packageDigest) == descriptor.packageTag, footer.profile == profile
      {
        footers.append(footer)
      }
    }
    frames.append(Frame(descriptor: descriptor, offset: run.offset))
  }

  /// What most frames say alike, with how many do; `nil` without frames.
  func commons() -> FrameCommons? {
    var votes: [FrameCommons: Int] = [:]
    for frame in frames {
      guard let common = FrameCommons(frame.descriptor) else { continue }
      votes[common, default: 0] += 1
    }
    // Among equals the one that comes first, so that the answer is always the same.
    let most = votes.values.max()
    return frames.lazy.compactMap { FrameCommons($0.descriptor) }.first { votes[$0] == most }
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

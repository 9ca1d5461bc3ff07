import SteleContainer
import SteleCore

/// Tells of one run after the other what of it is wanted.
struct WantedRuns {
  let takesDamaged: Bool
  /// The package that alone is read, of several in a file.
  let chosen: PackageTag?
  private var followsFrame = true

  init(takesDamaged: Bool, chosen: PackageTag?) {
    self.takesDamaged = takesDamaged
    self.chosen = chosen
  }

  mutating func pending(_ run: StoredRun) -> PendingRun {
    let mayBeginHere = followsFrame
    var isForeign = false
    if let chosen, let (descriptor, _) = run.describes { isForeign = descriptor.packageTag != chosen }
    if case .noFrame = run.content { followsFrame = false } else { followsFrame = true }
    // Without a descriptor a frame can only begin behind another one, or at the front.
    let isHopeless = run.describes == nil && !mayBeginHere
    return PendingRun(
      run: run, decoding: isForeign || isHopeless ? .none : takesDamaged ? .damaged : .sound)
  }
}

/// A run of stored bytes of which the tar that it holds is wanted.
struct PendingRun: Sendable {
  /// What of a run is decoded.
  enum Decoding {
    case none
    /// Data frames.
    case sound
    /// Data frames, and what can be had of damaged ones and of bytes that are no frame.
    case damaged
  }

  let run: StoredRun
  var decoding: Decoding

  /// How many bytes there may be of it: the stored ones or the decoded ones, whichever are more.
  var weight: Int {
    let decoded =
      switch (run.content, decoding) {
      case (_, .none), (.noFrame, .sound): 0
      case (.frame(let descriptor), _): Int(descriptor.rawLength)
      case (.noFrame, .damaged): FrameDecoder.mostDecoded(fromDamaged: run)
      }
    return max(run.bytes.count, decoded)
  }

  func decode() -> DecodedRun { DecodedRun(run: run, contents: contents) }

  private var contents: DecodedRun.Contents {
    let decoder = FrameDecoder(profile: run.profile)
    switch (run.content, decoding) {
    case (_, .none), (.noFrame, .sound): return .none
    case (.noFrame(let error), .damaged):
      if let torn = run.torn, torn.kind == FrameKind.data.rawValue {
        return .damaged(beginning: decoder.beginning(run.bytes, torn), error)
      }
      return .undescribed(decoder.contents(ofUndescribed: run.bytes))
    case (.frame(let descriptor), _):
      guard descriptor.kind == FrameKind.data.rawValue else { return .none }
      do throws(ContainerError) {
        let (bytes, problem) = try decoder.data(run.bytes, descriptor)
        let isDoubtful = problem != nil && CRC32.checksum(bytes[...]) != descriptor.rawChecksum
        return .whole(bytes, problem, isDoubtful: isDoubtful)
      } catch {
        let beginning = decoding == .damaged ? decoder.beginning(run.bytes, descriptor) : []
        return .damaged(beginning: beginning, error)
      }
    }
  }
}

/// A run of stored bytes and what of the tar it holds.
struct DecodedRun: Sendable {
  enum Contents: Sendable {
    /// Nothing, or nothing that was wanted.
    case none
    /// A data frame's piece of the tar, the rule that it breaks nevertheless, and whether it has not the checksum that
    /// the frame's descriptor states.
    case whole([UInt8], ContainerError?, isDoubtful: Bool)
    /// The piece's beginning, if that is wanted.
    case damaged(beginning: [UInt8], ContainerError)
    /// What may be tar in a run that is no frame.
    case undescribed([UndescribedPiece])
  }

  let run: StoredRun
  let contents: Contents

  /// How many bytes were decoded.
  var byteCount: Int {
    switch contents {
    case .none: 0
    case .whole(let bytes, _, _), .damaged(let bytes, _): bytes.count
    case .undescribed(let pieces): pieces.reduce(0) { $0 + $1.bytes.count }
    }
  }
}

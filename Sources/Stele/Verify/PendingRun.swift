import SteleContainer
import SteleCore

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

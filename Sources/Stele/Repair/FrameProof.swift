import SteleContainer
import SteleCore

/// Which stored bytes of a copy lie in data frames that decode to what they state: the proof of last resort,
/// where the block tables are lost. See Spec §9.5.
struct FrameProof {
  private struct Run {
    var sealed: Range<UInt64>
    /// Where its first byte stands in the copy.
    let found: UInt64
  }
  private var runs: [Run] = []

  init(_ known: KnownPackage, copy number: Int, _ limits: Limits) throws {
    let survey = known.copies[number]
    // Frames of another container may be as long, and hold the same in other bytes.
    guard survey.isSameContainer else { return }
    var soundFrames = SoundFrames(survey, limits)
    var runs: [Run] = []
    for frame in known.frames(survey, .data) {
      guard let sealed = known.frameOffsets[frame.descriptor.place] else { continue }
      guard try soundFrames.contains(frame) else { continue }
      let count = UInt64(frame.descriptor.storedLength)
      runs.append(Run(sealed: sealed..<sealed + count, found: frame.offset))
    }
    for run in runs.sorted(by: { $0.sealed.lowerBound < $1.sealed.lowerBound }) {
      if let last = self.runs.last, last.sealed.upperBound == run.sealed.lowerBound,
        last.found + UInt64(last.sealed.count) == run.found
      {
        self.runs[self.runs.count - 1].sealed = last.sealed.lowerBound..<run.sealed.upperBound
      } else {
        self.runs.append(run)
      }
    }
  }

  /// Where these bytes stand in the copy; `nil` if nothing proves them.
  func offset(of range: Range<UInt64>) -> UInt64? {
    runs.first { $0.sealed.lowerBound <= range.lowerBound && range.upperBound <= $0.sealed.upperBound }
      .map { $0.found + (range.lowerBound - $0.sealed.lowerBound) }
  }
}

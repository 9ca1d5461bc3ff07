import SteleContainer
import SteleCore

/// What the first copy of a package has behind the data that is known, where no footer says what stood there.
struct UnknownEnd {
  private let known: KnownPackage
  private let survey: CopySurvey
  private let limits: Limits
  /// How far the copy's bytes stand from where they were sealed, by the last block that is known.
  private let shift: Int64

  init(_ plan: RepairPlan) {
    known = plan.known
    survey = plan.known.copies[0]
    limits = plan.limits
    shift = plan.places.indices.reversed().lazy.compactMap { plan.shift(ofBlock: $0) }.first ?? 0
  }

  /// The bytes that no sound frame holds, and from where on there is none: from there on all is lost that stood there.
  ///
  /// - Parameter dataEnd: Where the data that is known ends, as it was sealed.
  func ranges(behind dataEnd: UInt64) throws -> [DamageReport.Range] {
    var ranges: [DamageReport.Range] = []
    var end = dataEnd
    var soundFrames = SoundFrames(survey, limits)
    for frame in survey.frames where frame.descriptor.packageTag == known.common.packageTag {
      let (begin, upper) = (sealed(frame.storedRange.lowerBound), sealed(frame.storedRange.upperBound))
      guard upper > end, try soundFrames.contains(frame) else { continue }
      if begin > end { ranges.append(DamageReport.Range(.unknown, end..<begin)) }
      end = upper
    }
    return ranges + [DamageReport.Range(.footer, end..<end)]
  }

  private func sealed(_ offset: UInt64) -> UInt64 {
    UInt64(clamping: Int64(clamping: offset).subtractingReportingOverflow(shift).partialValue)
  }
}

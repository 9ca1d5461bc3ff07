import SteleContainer
import SteleCore

/// Tells which frames of a copy hold what their descriptors state. No more is decoded than may come out of the copy, Spec §10: a
/// frame behind that is not taken for sound.
struct SoundFrames {
  private let copy: PackageCopy
  private let decoder: FrameDecoder
  private var room: UInt64

  init(_ survey: CopySurvey, _ limits: Limits) {
    copy = survey.copy
    decoder = FrameDecoder(profile: survey.profile)
    room = limits.allowedBytes(stored: survey.copy.size)
  }

  /// Of pieces it is known: a survey has none else.
  mutating func contains(_ frame: CopySurvey.Frame) throws -> Bool {
    let descriptor = frame.descriptor
    guard descriptor.kind == FrameKind.data.rawValue else { return true }
    guard room >= descriptor.rawLength else { return false }
    room -= UInt64(descriptor.rawLength)
    let bytes = try copy.read(Int(descriptor.storedLength), at: frame.offset)
    guard bytes.count == Int(descriptor.storedLength) else { return false }
    let decoded = try? decoder.data(bytes[...], descriptor)
    return decoded.map { $0.problem == nil } ?? false
  }
}

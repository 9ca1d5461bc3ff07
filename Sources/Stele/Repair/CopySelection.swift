import SteleContainer
import SteleCore

/// Which copies have something of the package that is repaired, and which of them are of its container. See Spec §9.5.
struct CopySelection {
  /// The one that is repaired, and those others that have something of the package.
  private(set) var copies: [CopySurvey]
  /// The package that the user named; `nil` if he named none.
  let wanted: PackageTag?
  /// What the frames of the package say alike; `nil` if nothing tells which package it is.
  private(set) var common: FrameCommons?
  private(set) var profile: Profile
  /// Whether there is a package among the copies, while nothing tells which one the first file is.
  private(set) var hasUnrelated = false
  /// What the user should know of the files.
  private(set) var notes: [RepairNote]

  /// - Parameters:
  ///   - surveys: The first one is the one that is repaired.
  ///   - notes: What is said of copies that could not be read.
  init(_ surveys: [CopySurvey], wanted: PackageTag?, _ notes: [RepairNote]) throws {
    let first = surveys[0]
    copies = [first]
    self.wanted = wanted
    self.notes = notes
    common = first.commons(wanted)
    profile = first.profile
    // Of a file that ends within its first frame, its bytes alone may tell that it is the beginning of a copy.
    if common == nil, first.frames.isEmpty,
      let model = try surveys.dropFirst().first(where: {
        try $0.commons(wanted) != nil && (wanted != nil || first.isBeginning(of: $0))
      })
    {
      common = model.commons(wanted)
      profile = model.profile
    }
    if let common { noteOthers(first, common.packageTag) }
    for survey in surveys.dropFirst() { try take(survey) }
  }

  /// The package that is repaired, if the first frame of the file is of another one: who reads it from front to back must be told.
  var chosen: PackageTag? {
    guard let first = copies[0].frames.first, let common, first.descriptor.packageTag != common.packageTag
    else { return nil }
    return common.packageTag
  }

  /// The file that is repaired, without the copies; `nil` if there are none.
  var alone: CopySelection? {
    guard copies.count > 1 else { return nil }
    var alone = self
    alone.copies = [copies[0]]
    alone.common = copies[0].commons(wanted)
    alone.profile = copies[0].profile
    return alone
  }

  private mutating func take(_ survey: CopySurvey) throws {
    guard let common, survey.hasFrames(common.packageTag) else {
      let reason =
        survey.frames.isEmpty
        ? survey.isCutOff ? "it ends within its first frame" : "it holds no frame of a package"
        : common == nil ? "nothing shows that it is of the same package" : "it is of another package"
      hasUnrelated = hasUnrelated || common == nil && !survey.frames.isEmpty
      notes.append(RepairNote(.unusable, survey.copy.path, "is passed over: \(reason)"))
      return
    }
    var survey = survey
    survey.isSameContainer = try isOfContainer(survey, common)
    if !survey.isSameContainer {
      notes.append(
        RepairNote(
          .otherContainer, survey.copy.path,
          "holds the same package in another container (another level, codec, parity or name): only blocks that digests prove are taken from it"
        ))
    }
    copies.append(survey)
  }

  private func isOfContainer(_ survey: CopySurvey, _ common: FrameCommons) throws -> Bool {
    guard survey.profile == profile, survey.commons(common.packageTag) == common else { return false }
    if copies[0].frames.isEmpty, wanted == nil, try !copies[0].isBeginning(of: survey) { return false }
    return copies.allSatisfy { !$0.isSameContainer || $0.agrees(with: survey, common, profile) }
  }

  /// Says which other packages the file holds frames of.
  private mutating func noteOthers(_ survey: CopySurvey, _ tag: PackageTag) {
    var seen: Set<PackageTag> = [tag]
    for frame in survey.frames {
      let other = frame.descriptor.packageTag
      guard seen.insert(other).inserted else { continue }
      let digest = survey.footers.lazy.compactMap {
        $0.tag == other ? try? $0.content.get().packageDigest : nil
      }
      .first
      let name = digest?.description ?? "whose digest begins with sha256:\(Hex.encode(other.bytes))"
      notes.append(
        RepairNote(
          .otherPackage, survey.copy.path,
          "also holds frames of another package, \(name); '--expect DIGEST' takes that one instead"
        ))
      if seen.count > Self.mostOthers { return }
    }
  }

  private static let mostOthers = 3
}

extension CopySurvey {
  /// Whether nothing in two copies shows that they are of two containers. See Spec §9.5.
  fileprivate func agrees(with other: CopySurvey, _ common: FrameCommons, _ profile: Profile) -> Bool {
    let (own, others) = (footer(common, profile), other.footer(common, profile))
    if let own, let others { return own == others }
    // What has a footer that fits no package of these frames is not what is repaired.
    if others == nil, other.footers.contains(where: { $0.tag == common.packageTag }) { return false }
    let there = Dictionary(
      descriptors(common.packageTag).map { (FramePosition($0), $0) }, uniquingKeysWith: { first, _ in first })
    return other.descriptors(common.packageTag).allSatisfy { there[FramePosition($0)] ?? $0 == $0 }
  }

  /// The sound footer of a package with these frames, if there is one.
  func footer(_ common: FrameCommons, _ profile: Profile) -> Footer? {
    footers.lazy.filter { $0.tag == common.packageTag }.compactMap { try? $0.content.get() }
      .first { $0.common == common && $0.profile == profile && $0.isLaidOut }
  }

  private func descriptors(_ tag: PackageTag) -> [FrameDescriptor] {
    marks.map(\.descriptor).filter { $0.packageTag == tag }
  }

  /// Whether all bytes of this copy, of which there are some, are those with which another one begins.
  fileprivate func isBeginning(of other: CopySurvey) throws -> Bool {
    guard copy.size > 0, copy.size <= other.copy.size else { return false }
    for offset in stride(from: 0, to: copy.size, by: 1 << 20)
    where try copy.read(1 << 20, at: offset)
      != other.copy.read(Int(min(1 << 20, copy.size - offset)), at: offset)
    {
      return false
    }
    return true
  }
}

/// Where a frame stands in its package.
private struct FramePosition: Hashable {
  let kind: UInt8
  let place: UInt64

  init(_ descriptor: FrameDescriptor) { (kind, place) = (descriptor.kind, descriptor.place) }
}

import SteleContainer

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

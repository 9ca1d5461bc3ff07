import SteleContainer

/// Whole packages in a file: verified, read at random, repaired, salvaged.
extension Harness {
  static var package: Harness {
    let desk = Desk()
    return Harness(name: "package") { input in desk.check(input, sound: nil) }
  }

  /// A sound package in which one section's content is what the input says, in sound frames, with a footer that has its
  /// digest: so that the reader's own look at the content is reached.
  static func section(_ kind: FrameKind) -> Harness {
    let desk = Desk()
    let parts = Parts(desk.sound)
    return Harness(name: "\(kind)") { input in
      var changed = parts
      switch kind {
      case .blockTable: changed.blockTable = input
      case .parity: changed.parity = input
      default: changed.index = input
      }
      desk.check(changed.container, sound: parts.container)
    }
  }
}

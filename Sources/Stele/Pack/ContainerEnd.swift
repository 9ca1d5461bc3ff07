import SteleContainer
import SteleCore
import SteleFile

/// All that follows the data frames. See Spec §6.
struct ContainerEnd {
  let profile: Profile
  let common: FrameCommons
  let dataSize: UInt64
  /// The digests of all data blocks.
  let blocks: [Digest]
  let index: ContainerIndex
  let facts: TarFacts
  let contentDigest: Digest
  let packageDigest: Digest
  /// The footer of a package of a later revision, which says what that added. See Spec §6.6.
  var later: Footer?

  /// Makes the parity of the data frames that stand in the output already, and writes all that follows them.
  ///
  /// - Returns: The footer, and the stored bytes of its frame.
  func write(
    to output: PackageOutput, threads: Int, _ progress: ProgressHandler?
  ) async throws -> (footer: Footer, frame: [UInt8]) {
    // A stream keeps no copy to read from if there is no parity.
    let parity =
      common.parityRatio == .none
      ? nil
      : try await ParitySection.make(
        common, dataSize: dataSize, from: try output.written(), scratch: output.scratch, threads: threads,
        progress)
    let tail = tail(parity)
    return (tail.footer, try tail.write(parity, to: output))
  }

  /// What the sections hold.
  func tail(_ parity: ParitySection?) -> ContainerTail {
    var tail = ContainerTail(
      profile: profile, common, dataSize: dataSize, blocks: blocks, index: index, facts: facts,
      parity: parity?.facts, contentDigest: contentDigest, packageDigest: packageDigest)
    if let later { tail.footer.takeLater(from: later) }
    return tail
  }
}

extension ContainerTail {
  /// Writes the sections.
  ///
  /// - Parameter additional: Writes what a later revision added.
  /// - Returns: The stored bytes of the footer's frame.
  @discardableResult
  func write(
    _ parity: ParitySection?, to output: PackageOutput, additional: () throws -> Void = {}
  ) throws -> [UInt8] {
    let encoder = FrameEncoder(profile: footer.profile, footer.common)
    /// Not all of a section at once: an index may have gigabytes.
    func write(_ content: [UInt8], as kind: FrameKind) throws {
      for start in stride(from: 0, to: content.count, by: Section.pieceLength << 7) {
        let part = Array(content[start...].prefix(Section.pieceLength << 7))
        try output.write(encoder.sectionFrames(kind, part, from: UInt64(start)))
      }
    }
    try write(blockTable, as: .blockTable)
    if let parity {
      try parity.write(encoder, to: output)
      try write(blockTable, as: .secondBlockTable)
    }
    try write(index, as: .index)
    try additional()
    let frame = encoder.sectionFrames(.footer, footer.bytes)
    try output.write(frame)
    return frame
  }
}

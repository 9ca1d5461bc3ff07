import SteleContainer
import SteleCore
import SteleFile

/// Writes all that follows the data frames, which stand in the output already. See Spec §6.
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
  /// What a later revision added: what the footer says of it, and what writes its sections. See Spec §6.6.
  var later: (footer: Footer, write: (PackageOutput) throws -> Void)?

  /// - Returns: The footer, and the stored bytes of its frame.
  func write(
    to output: PackageOutput, threads: Int, _ progress: ProgressHandler?
  ) async throws -> (footer: Footer, frame: [UInt8]) {
    let parity = try await ParitySection.make(
      common, dataSize: dataSize, from: output, threads: threads, progress)
    var tail = ContainerTail(
      profile: profile, common, dataSize: dataSize, blocks: blocks, index: index, facts: facts,
      parity: parity?.facts, contentDigest: contentDigest, packageDigest: packageDigest)
    let encoder = FrameEncoder(profile: profile, common)
    try output.write(encoder.sectionFrames(.blockTable, tail.blockTable))
    if let parity {
      try parity.write(encoder, to: output)
      try output.write(encoder.sectionFrames(.secondBlockTable, tail.blockTable))
    }
    try output.write(encoder.sectionFrames(.index, tail.index))
    if let later {
      try later.write(output)
      tail.footer.takeLater(from: later.footer)
    }
    let frame = encoder.sectionFrames(.footer, tail.footer.bytes)
    try output.write(frame)
    return (tail.footer, frame)
  }
}

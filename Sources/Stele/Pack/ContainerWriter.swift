import SteleContainer
import SteleCore

/// Writes a container: data frames as they come, then the sections. See Spec §6.1.
struct ContainerWriter {
  private let profile: Profile
  private let level: Int
  private let threads: Int
  private let bag: BagBuilder.Result
  private let common: FrameCommons

  init(profile: Profile, level: Int?, threads: Int, parity: ParityRatio, bag: BagBuilder.Result) {
    self.profile = profile
    self.level = level ?? profile.defaultLevel
    self.threads = threads
    self.bag = bag
    common = FrameCommons(
      blockSize: BlockSize(tarSize: bag.plan.facts.tarSize), parityRatio: parity,
      packageTag: PackageTag(bag.packageDigest))
  }

  struct Written: Sendable {
    let containerDigest: Digest
    let size: UInt64
  }

  /// - Parameter stream: The tar in pieces.
  func write(
    _ stream: TarStream, to output: PackageOutput, _ progress: ProgressHandler?
  ) async throws -> Written {
    let data = try await writeData(stream, to: output, progress)
    let end = ContainerEnd(
      profile: profile, common: common, dataSize: data.size, blocks: data.blocks, index: data.index,
      facts: bag.plan.facts, contentDigest: bag.contentDigest, packageDigest: bag.packageDigest)
    let (footer, frame) = try await end.write(to: output, threads: threads, progress)
    return Written(containerDigest: Digest(hashing: frame), size: footer.containerSize)
  }

  private struct Data {
    var size: UInt64 = 0
    var blocks: [Digest] = []
    var index: ContainerIndex
  }

  private func writeData(
    _ stream: TarStream, to output: PackageOutput, _ progress: ProgressHandler?
  ) async throws -> Data {
    let (profile, level, common) = (profile, level, common)
    var stream = stream
    var hasher = BlockHasher(common.blockSize)
    var data = Data(index: bag.index)
    var state = Progress(phase: .writing, totalBytes: bag.plan.facts.tarSize)
    try await OrderedTasks.run(
      width: threads * 2,
      next: { try stream.next() },
      work: { raw in
        let encoder = FrameEncoder(profile: profile, level: level, common)
        return (raw, encoder.dataFrame(raw.bytes[...], place: raw.place, stored: raw.stored))
      },
      consume: { raw, frame in
        data.index.frames.append(FrameRecord(offset: data.size, place: raw.place))
        hasher.update(frame[...])
        data.size += UInt64(frame.count)
        try output.write(frame)
        state.bytes = raw.place + UInt64(raw.bytes.count)
        progress?(state)
      })
    data.blocks = hasher.finish()
    return data
  }
}

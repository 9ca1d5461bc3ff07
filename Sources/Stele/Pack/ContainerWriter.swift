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

  private struct Encoded: Sendable {
    let bytes: [UInt8]
    /// The offsets in the tar of what it holds.
    let place: UInt64
    let end: UInt64
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
    let lane = BlockLane(BlockWorker(common.blockSize, weights: nil))
    var data = Data(index: bag.index)
    var state = Progress(phase: .writing, totalBytes: bag.plan.facts.tarSize)
    try await OrderedTasks.run(
      threads: threads, width: threads * 4, weight: { $0.count },
      room: OrderedTasks.roomForFrames(threads: threads),
      next: { try stream.next() },
      first: { raw in
        let encoder = FrameEncoder(profile: profile, level: level, common)
        let frame = try encoder.dataFrame(raw.bytes()[...], place: raw.place, raw.effort)
        return Encoded(bytes: frame, place: raw.place, end: raw.place + UInt64(raw.count))
      },
      order: { frame in
        data.index.frames.append(FrameRecord(offset: data.size, place: frame.place))
        data.size += UInt64(frame.bytes.count)
        lane.push(frame.bytes[...])
        return frame
      },
      second: { frame in
        lane.drain()
        return frame
      },
      consume: { frame in
        try output.write(frame.bytes)
        state.bytes = frame.end
        progress?(state)
      })
    data.blocks = lane.withWorker { $0.digests }
    return data
  }
}

import SteleContainer
import SteleCore

/// Writes a container: data frames as they come, then block table, index and footer. See Spec §6.1.
struct ContainerWriter {
  private let profile: Profile
  private let level: Int
  private let threads: Int
  private let bag: BagBuilder.Result

  init(profile: Profile, level: Int, threads: Int, bag: BagBuilder.Result) {
    self.profile = profile
    self.level = level
    self.threads = threads
    self.bag = bag
  }

  struct Written: Sendable {
    let containerDigest: Digest
    let size: UInt64
  }

  /// - Parameters:
  ///   - stream: The tar in pieces.
  ///   - output: Takes stored bytes, in order.
  ///   - progress: Takes the number of bytes of tar done.
  func write(
    _ stream: TarStream, to output: ([UInt8]) throws -> Void, progress: (UInt64) -> Void
  ) async throws -> Written {
    let blockSize = BlockSize(tarSize: bag.plan.facts.tarSize)
    let tag = PackageTag(bag.packageDigest)
    let (profile, level) = (profile, level)
    var stream = stream
    var hasher = BlockHasher(blockSize)
    var index = bag.index
    var dataSize: UInt64 = 0
    try await OrderedTasks.run(
      width: threads * 2,
      next: { try stream.next() },
      work: { raw in
        let encoder = FrameEncoder(profile: profile, level: level, packageTag: tag, blockSize: blockSize)
        return (
          raw, encoder.dataFrame(raw.bytes[...], place: raw.place, stored: raw.stored)
        )
      },
      consume: { raw, frame in
        index.frames.append(FrameRecord(offset: dataSize, place: raw.place))
        hasher.update(frame[...])
        dataSize += UInt64(frame.count)
        try output(frame)
        progress(raw.place + UInt64(raw.bytes.count))
      })
    let tail = ContainerTail(
      profile: profile, blockSize: blockSize, dataSize: dataSize, blocks: hasher.finish(), index: index,
      facts: bag.plan.facts, contentDigest: bag.contentDigest, packageDigest: bag.packageDigest)
    let encoder = FrameEncoder(profile: profile, level: level, packageTag: tag, blockSize: blockSize)
    try output(tail.sectionFrames(encoder))
    let footer = tail.footerFrame(encoder)
    try output(footer)
    return Written(containerDigest: Digest(hashing: footer), size: tail.footer.containerSize)
  }
}

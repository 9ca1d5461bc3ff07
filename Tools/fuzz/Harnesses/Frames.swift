import SteleContainer
import SteleCore

extension Harness {
  /// The walk through a container's frames, from the front and behind damage, and what can be had of each.
  static var frames: Harness {
    Harness(name: "frames") { input in
      guard var scanner = try? FrameScanner(Pieces(rest: input[...])) else { return }
      var offset = 0
      while let run = try? scanner.next() {
        require(!run.bytes.isEmpty, "a run has bytes")
        require(run.offset == offset && input[offset...].starts(with: run.bytes), "runs are the container")
        offset += run.bytes.count
        read(run)
      }
      require(offset == input.count, "runs go to the container's end")
    }
  }

  private static func read(_ run: StoredRun) {
    _ = FrameBeginning.isPossible(run.bytes, run.profile)
    let decoder = FrameDecoder(profile: run.profile)
    guard case .frame(let descriptor) = run.content else {
      _ = decoder.contents(ofUndescribed: run.bytes)
      return
    }
    require(Int(descriptor.storedLength) == run.bytes.count, "a frame is as long as it says")
    if descriptor.kind == FrameKind.data.rawValue {
      let beginning = decoder.beginning(run.bytes, descriptor)
      guard let (bytes, problem) = try? decoder.data(run.bytes, descriptor) else { return }
      require(bytes.count == Int(descriptor.rawLength), "a frame decodes to as much as it says")
      if problem == nil { require(beginning == bytes, "the beginning of a sound frame is all of it") }
    } else if let kind = FrameKind(rawValue: descriptor.kind), run.problem == nil,
      run.profile.isPieceFraming(run.bytes, descriptor),
      let blockSize = BlockSize(log2: descriptor.blockSizeLog2),
      let ratio = ParityRatio(hundredths: descriptor.parityHundredths)
    {
      let piece = run.bytes.dropFirst(run.profile.pieceOffset).prefix(Int(descriptor.rawLength))
      guard CRC32.checksum(piece) == descriptor.rawChecksum else { return }
      let common = FrameCommons(blockSize: blockSize, parityRatio: ratio, packageTag: descriptor.packageTag)
      let encoder = FrameEncoder(profile: run.profile, common)
      require(
        encoder.pieceFrame(kind, piece, place: descriptor.place) == Array(run.bytes),
        "a piece's frame is written as it was read")
    }
  }

  /// The data of one frame: the first byte says which profile, the others are a deflate stream or a zstd frame.
  static var data: Harness {
    Harness(name: "data") { input in
      guard let first = input.first else { return }
      let profile: Profile = first % 2 == 0 ? .gzip : .zstd
      let body = input.dropFirst()
      let head = profile == .gzip ? GzipFraming.headerLength : 0
      let tail = profile == .gzip ? 8 : ZstdFraming.descriptorFrameLength
      let frame = [UInt8](repeating: 0, count: head) + body + [UInt8](repeating: 0, count: tail)
      let common = FrameCommons(
        blockSize: BlockSize(log2: 9)!, parityRatio: .none, packageTag: PackageTag(Digest(hashing: [])))
      let decoder = FrameDecoder(profile: profile)
      let most = FrameDescriptor(
        kind: .data, common: common, place: 0, storedLength: frame.count, rawLength: profile.maximumRawLength,
        rawChecksum: 0)
      // How much it decodes to is not known before, and is asked for exactly.
      let beginning = decoder.beginning(frame[...], most)
      require(beginning.count <= profile.maximumRawLength, "no frame gives more than one may hold")
      guard !beginning.isEmpty else { return }
      let exact = FrameDescriptor(
        kind: .data, common: common, place: 0, storedLength: frame.count, rawLength: beginning.count,
        rawChecksum: 0)
      guard let (bytes, _) = try? decoder.data(frame[...], exact) else { return }
      require(bytes == beginning, "two decoders give the same bytes")
      let efforts: [FrameEncoder.Effort] = [.chosen, .least, .none]
      let encoded = FrameEncoder(profile: profile, common).dataFrame(
        bytes[...], place: 0, efforts[Int(first >> 1) % efforts.count])
      let descriptor = FrameDescriptor(
        kind: .data, common: common, place: 0, storedLength: encoded.count, rawLength: bytes.count,
        rawChecksum: CRC32.checksum(bytes[...]))
      let again = try? decoder.data(encoded[...], descriptor)
      require(again?.bytes == bytes && again?.problem == nil, "a frame that was written is read")
    }
  }
}

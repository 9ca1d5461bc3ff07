import SteleCore

/// What can be had of damaged data frames. It proves nothing; the digests of the files in it may.
extension FrameDecoder {
  /// The beginning of the piece of tar in a frame that ``data(_:_:)`` refuses: at most as many bytes as its descriptor
  /// says. The last of them may be wrong.
  package func beginning(_ frame: ArraySlice<UInt8>, _ descriptor: FrameDescriptor) -> [UInt8] {
    let limit = min(Int(descriptor.rawLength), profile.maximumRawLength)
    switch profile {
    case .gzip:
      return DeflateBeginning.inflate(frame.dropFirst(GzipFraming.headerLength), limit: limit).bytes
    case .zstd:
      return ZstdBeginning.decompress(Self.withMagic(frame), limit: limit).bytes
    }
  }

  /// The most bytes that ``beginning(_:_:)`` gives for the frame that is torn in a run, or
  /// ``contents(ofUndescribed:)`` for a run without one.
  package static func mostDecoded(fromDamaged run: StoredRun) -> Int {
    let longest = run.profile.maximumRawLength
    guard let torn = run.torn, torn.kind == FrameKind.data.rawValue else { return 3 * longest }
    return min(Int(torn.rawLength), longest)
  }

  /// The bytes of a zstd frame with its magic number, which is known, whatever stands there.
  private static func withMagic(_ frame: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    frame.starts(with: ZstdFraming.frameMagic)
      ? frame : ArraySlice(ZstdFraming.frameMagic + frame.dropFirst(ZstdFraming.frameMagic.count))
  }

  /// The tar in frames of which no descriptor can be read, one after the other, if `run` begins where one does.
  package func contents(ofUndescribed run: ArraySlice<UInt8>) -> [UndescribedPiece] {
    var pieces: [UndescribedPiece] = []
    var count = 0
    // A copy, in which magic numbers can be put right.
    var bytes = Array(run)
    var start = 0
    // The scanner hands on no more than two frames' length at a time.
    while bytes.count - start >= profile.minimumStoredLength, count < 2 * profile.maximumRawLength {
      let length: Int?
      let content: [UInt8]
      switch profile {
      case .gzip:
        let result = DeflateBeginning.inflate(
          bytes[start...].dropFirst(GzipFraming.headerLength), limit: profile.maximumRawLength)
        content = result.bytes
        length =
          result.hasEnded ? GzipFraming.headerLength + result.read + GzipFraming.trailerLength : nil
      case .zstd:
        bytes.replaceSubrange(start..<start + ZstdFraming.frameMagic.count, with: ZstdFraming.frameMagic)
        let result = ZstdBeginning.decompress(bytes[start...], limit: profile.maximumRawLength)
        content = result.bytes
        length = result.frameLength.map { $0 + ZstdFraming.descriptorFrameLength }
      }
      let hasChecksum =
        length.map {
          $0 <= bytes.count - start && self.hasChecksum(bytes[start...].prefix($0), content.count)
        } ?? false
      pieces.append(UndescribedPiece(bytes: content, isDoubtful: !hasChecksum))
      count += content.count
      guard let length, length <= bytes.count - start else { break }
      start += length
    }
    return pieces
  }
}

/// What a frame without a sound descriptor decodes to.
package struct UndescribedPiece: Sendable {
  /// As far as it can be decoded.
  package let bytes: [UInt8]
  /// Whether they are not all, or have not the checksum of the gzip member or zstd frame.
  package let isDoubtful: Bool
}

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
      return ZstdBeginning.decompress(frame, limit: limit).bytes
    }
  }

  /// The tar in frames of which no descriptor can be read, one after the other, if `run` begins where one does.
  package func contents(ofUndescribed run: ArraySlice<UInt8>) -> [UInt8] {
    var tar: [UInt8] = []
    var rest = run
    // The scanner hands on no more than two frames' length at a time.
    while rest.count >= profile.minimumStoredLength, tar.count < 2 * profile.maximumRawLength {
      let length: Int?
      switch profile {
      case .gzip:
        let result = DeflateBeginning.inflate(
          rest.dropFirst(GzipFraming.headerLength), limit: profile.maximumRawLength)
        tar += result.bytes
        length =
          result.hasEnded ? GzipFraming.headerLength + result.read + GzipFraming.trailerLength : nil
      case .zstd:
        // Its magic number is known, whatever stands there.
        let frame = ZstdFraming.frameMagic + rest.dropFirst(ZstdFraming.frameMagic.count)
        let result = ZstdBeginning.decompress(frame[...], limit: profile.maximumRawLength)
        tar += result.bytes
        length = result.frameLength.map { $0 + ZstdFraming.descriptorFrameLength }
      }
      guard let length else { break }
      rest = rest.dropFirst(length)
    }
    return tar
  }
}

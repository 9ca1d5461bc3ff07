import SteleCore

/// Tells a frame of which not all bytes have come yet from bytes that are none.
package enum FrameBeginning {
  /// Whether bytes that a scanner could make no frame of, up to the end of what there is, can be the beginning of one.
  package static func isPossible(_ bytes: ArraySlice<UInt8>, _ profile: Profile) -> Bool {
    switch profile {
    case .gzip:
      // A descriptor that is there whole would have been read.
      return bytes.count < GzipFraming.headerLength && agrees(bytes, GzipFraming.fixedHeader)
    case .zstd:
      if bytes.count < ZstdFraming.descriptorFrameLength, agrees(bytes, ZstdFraming.skippableMagic) {
        return true
      }
      return agrees(bytes, ZstdFraming.frameMagic) && bytes.count < profile.maximumStoredLength
        && mayBeginZstdFrame(bytes)
    }
  }

  /// Whether no byte differs, as far as both go.
  private static func agrees(_ bytes: ArraySlice<UInt8>, _ fixed: [UInt8]) -> Bool {
    zip(bytes, fixed).allSatisfy { $0 == $1 }
  }

  /// Walks the block headers (RFC 8878 §3.1.1.2), as far as there are any.
  private static func mayBeginZstdFrame(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard bytes.count >= ZstdFrameHeader.maximumByteCount else { return true }
    switch ZstdFrameHeader.extent(bytes) {
    case .notBefore: return true
    case .whole(let length):
      let rest = bytes.dropFirst(length)
      return rest.count < ZstdFraming.descriptorFrameLength && agrees(rest, ZstdFraming.skippableMagic)
    case .tooManyBlocks, nil: return false
    }
  }
}

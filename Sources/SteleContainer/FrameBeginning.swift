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
    guard let header = ZstdFrameHeader(bytes) else { return false }
    var position = bytes.startIndex + header.byteCount
    while position + 3 <= bytes.endIndex {
      let block = Int(bytes[position]) | Int(bytes[position + 1]) << 8 | Int(bytes[position + 2]) << 16
      guard block >> 1 & 3 != 3 else { return false }
      position += 3 + (block >> 1 & 3 == 1 ? 1 : block >> 3)
      guard block & 1 == 1 else { continue }
      position += header.hasChecksum ? 4 : 0
      guard position < bytes.endIndex else { return true }
      let rest = bytes[position...]
      return rest.count < ZstdFraming.descriptorFrameLength && agrees(rest, ZstdFraming.skippableMagic)
    }
    return true
  }
}

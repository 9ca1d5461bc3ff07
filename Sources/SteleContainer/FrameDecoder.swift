import SteleCore

/// Takes frames apart. One decoder serves one task at a time; it keeps codec contexts.
///
/// See Spec §4.2 to §4.4.
package final class FrameDecoder {
  let profile: Profile
  private lazy var deflate = DeflateDecompressor()
  private lazy var zstd = ZstdDecompressor()

  package init(profile: Profile) { self.profile = profile }

  /// The piece of tar that a data frame holds.
  ///
  /// - Parameter frame: The frame's stored bytes, as many as its descriptor says.
  /// - Returns: As many bytes as the descriptor says, and the rule that they break if they do not have the
  ///   checksum that it states: then they prove nothing, but what they hold may be proven otherwise.
  /// - Throws: The rule that it breaks: `E104`, `E105`, `E106`.
  package func data(
    _ frame: ArraySlice<UInt8>, _ descriptor: FrameDescriptor
  ) throws(ContainerError) -> (bytes: [UInt8], problem: ContainerError?) {
    let rawLength = Int(descriptor.rawLength)
    var problem: ContainerError?
    let raw: [UInt8]
    switch profile {
    case .gzip: raw = try inflate(frame, rawLength, &problem)
    case .zstd: raw = try decodeZstd(frame, rawLength)
    }
    guard raw.count == rawLength else {
      throw ContainerError(
        .frameChecksum, "the frame decodes to \(raw.count) bytes, but says that it holds \(rawLength)")
    }
    if CRC32.checksum(raw[...]) != descriptor.rawChecksum {
      problem = ContainerError(.frameChecksum, "the frame's bytes do not have the checksum that it states")
    }
    return (raw, problem)
  }

  /// Whether a data frame's lengths are within the profile's limits.
  package static func checkLengths(
    _ descriptor: FrameDescriptor, _ profile: Profile
  ) throws(ContainerError) {
    guard 1...profile.maximumRawLength ~= Int(descriptor.rawLength) else {
      throw ContainerError(
        .frameLength,
        "the frame says that it holds \(descriptor.rawLength) bytes; 1 to \(profile.maximumRawLength) are allowed"
      )
    }
    let allowed = profile.minimumStoredLength...profile.maximumStoredLength
    guard allowed ~= Int(descriptor.storedLength) else {
      throw ContainerError(
        .frameLength,
        "the frame says that it takes \(descriptor.storedLength) bytes; \(allowed.lowerBound) to \(allowed.upperBound) are allowed"
      )
    }
  }

  /// Whether a frame of which no descriptor can be read decodes to so many bytes with the checksum of its codec.
  func hasChecksum(_ frame: ArraySlice<UInt8>, _ rawLength: Int) -> Bool {
    var problem: ContainerError?
    switch profile {
    case .gzip: return (try? inflate(frame, rawLength, &problem)) != nil && problem == nil
    case .zstd: return (try? decodeZstd(frame, rawLength)) != nil
    }
  }

  private func inflate(
    _ frame: ArraySlice<UInt8>, _ rawLength: Int, _ problem: inout ContainerError?
  ) throws(ContainerError) -> [UInt8] {
    let body = frame.dropFirst(GzipFraming.headerLength).dropLast(GzipFraming.trailerLength)
    var result = DeflateDecompressor.Result.malformed
    // No more room than is stated, so that a frame that holds more cannot make us hold it.
    let raw = unsafe [UInt8](unsafeUninitializedCapacity: rawLength) { buffer, count in
      result = unsafe body.withUnsafeBytes {
        unsafe deflate.decompress($0, into: UnsafeMutableRawBufferPointer(buffer))
      }
      if case .done(_, let written) = result { count = written }
    }
    switch result {
    case .malformed:
      throw ContainerError(.frameUndecodable, "the frame's deflate data is damaged")
    case .tooLong:
      throw ContainerError(
        .frameChecksum, "the frame decodes to more than the \(rawLength) bytes that it states")
    case .done(let read, _) where read != body.count:
      throw ContainerError(
        .frameUndecodable, "the frame's deflate data ends before the frame does; other bytes follow it")
    case .done: break
    }
    var trailer = ByteReader(frame.suffix(GzipFraming.trailerLength))
    if trailer.readInteger(UInt32.self) != CRC32.checksum(raw[...])
      || trailer.readInteger(UInt32.self) != UInt32(raw.count)
    {
      problem = ContainerError(
        .frameChecksum, "the checksum or length at the end of the gzip member is wrong")
    }
    return raw
  }

  private func decodeZstd(_ frame: ArraySlice<UInt8>, _ rawLength: Int) throws(ContainerError) -> [UInt8] {
    let body = frame.dropLast(ZstdFraming.descriptorFrameLength)
    guard let header = ZstdFrameHeader(body), let contentSize = header.contentSize, header.hasChecksum,
      !header.hasDictionary, header.windowSize <= UInt64(ZstdFraming.maximumWindow)
    else {
      throw ContainerError(
        .frameHeader,
        "the zstd frame must have a content size, a checksum, no dictionary and a window of at most 8 MiB")
    }
    guard contentSize == UInt64(rawLength) else {
      throw ContainerError(
        .frameChecksum, "the zstd frame holds \(contentSize) bytes, but its descriptor says \(rawLength)")
    }
    switch ZstdFrameHeader.extent(body) {
    case .whole(body.count): break
    case .tooManyBlocks:
      throw ContainerError(
        .frameHeader, "the zstd frame has more than \(ZstdFrameHeader.maximumBlockCount) blocks")
    default:
      throw ContainerError(.frameUndecodable, "the zstd frame does not end where its descriptor begins")
    }
    var written: Int?
    let raw = unsafe [UInt8](unsafeUninitializedCapacity: rawLength) { buffer, count in
      written = unsafe body.withUnsafeBytes {
        unsafe zstd.decompress($0, into: UnsafeMutableRawBufferPointer(buffer))
      }
      count = written ?? 0
    }
    guard written != nil else {
      throw ContainerError(.frameUndecodable, "the frame's zstd data is damaged")
    }
    return raw
  }
}

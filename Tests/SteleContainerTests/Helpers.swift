import SteleCore
import Testing

@testable import SteleContainer

let tag = PackageTag(Digest(hashing: Array("package".utf8)))

/// What the frames of the tests' packages say alike.
func commons(tarSize: UInt64 = 0, _ ratio: ParityRatio = .none) -> FrameCommons {
  FrameCommons(blockSize: BlockSize(tarSize: tarSize), parityRatio: ratio, packageTag: tag)
}

extension Profile: CustomTestStringConvertible {
  public var testDescription: String { self == .gzip ? "gzip" : "zstd" }

  func encoder(level: Int? = nil, tarSize: UInt64 = 0) -> FrameEncoder {
    FrameEncoder(profile: self, level: level, commons(tarSize: tarSize))
  }

  /// Where a data frame keeps its descriptor.
  func descriptorRange(_ frame: [UInt8]) -> Range<Int> {
    self == .gzip ? 16..<56 : frame.count - 40..<frame.count
  }

  func descriptor(of frame: [UInt8]) -> FrameDescriptor {
    FrameDescriptor(frame[descriptorRange(frame)])!
  }

  /// The frame with another descriptor.
  func replacing(_ frame: [UInt8], _ change: (inout FrameDescriptor) -> Void) -> [UInt8] {
    var descriptor = descriptor(of: frame)
    change(&descriptor)
    var frame = frame
    frame.replaceSubrange(descriptorRange(frame), with: descriptor.bytes)
    return frame
  }

  /// What the decoder makes of a frame with a sound descriptor.
  func decode(_ frame: [UInt8]) throws(ContainerError) -> [UInt8] {
    let (bytes, problem) = try FrameDecoder(profile: self).data(frame[...], descriptor(of: frame))
    if let problem { throw problem }
    return bytes
  }

  /// The code that decoding a frame ends with; `nil` if it decodes.
  func code(_ frame: [UInt8]) -> RuleCode? {
    do throws(ContainerError) {
      _ = try decode(frame)
      return nil
    } catch {
      return error.code
    }
  }
}

func code(_ body: () throws(ContainerError) -> Void) -> RuleCode? {
  do throws(ContainerError) {
    try body()
    return nil
  } catch {
    return error.code
  }
}

extension FixedWidthInteger where Self: UnsignedInteger {
  var littleEndianBytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: self)
    return bytes
  }
}

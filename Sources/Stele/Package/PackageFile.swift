import SteleContainer
import SteleCore
import SteleFile
import SystemPackage

/// An open package file and its footer.
final class PackageFile: Sendable {
  let file: File
  let footer: Footer
  let footerFrame: [UInt8]

  /// Opens a package, and reads its footer from the end. See Spec §6.5.
  init(_ path: FilePath) throws {
    guard let file = try File.openPlain(path) else {
      throw SteleError(
        .inputOutput,
        "'\(path)' is no plain file; a pipe can only be verified, extracted or salvaged as a whole")
    }
    let size = try file.facts().size
    guard let (profile, frame, descriptor) = try Self.findFooter(in: file, size: size) else {
      throw try Self.noFooter(path)
    }
    let content = Self.content(ofFooter: frame, profile)
    guard CRC32.checksum(content) == descriptor.rawChecksum else {
      throw Self.damaged(
        .frameChecksum, "'\(path)': the footer does not have the checksum that its descriptor states")
    }
    do throws(ContainerError) {
      footer = try Footer(content)
    } catch {
      throw Self.damaged(error.code, "'\(path)': \(error.message)")
    }
    guard footer.profile == profile, footer.containerSize == size else {
      throw Self.damaged(.footerMismatch, "'\(path)': the footer does not describe this file")
    }
    try Self.checkRanges(footer, path)
    footerFrame = frame
    self.file = file
  }

  /// The footer in a frame of one.
  private static func content(ofFooter frame: [UInt8], _ profile: Profile) -> ArraySlice<UInt8> {
    frame.dropFirst(profile.pieceOffset).prefix(Footer.byteCount)
  }

  /// Whether a file of `size` bytes ends with the whole frame of a footer.
  static func endsWithFooter(_ file: borrowing File, size: UInt64) throws(FileError) -> Bool {
    guard let (profile, frame, descriptor) = try findFooter(in: file, size: size) else { return false }
    return CRC32.checksum(content(ofFooter: frame, profile)) == descriptor.rawChecksum
      && profile.isPieceFraming(frame[...], descriptor)
  }

  /// The frame of a footer, sound or not but for its descriptor, with which a file of `size` bytes ends; `nil` if it does not.
  static func findFooter(
    in file: borrowing File, size: UInt64
  ) throws(FileError) -> (profile: Profile, frame: [UInt8], descriptor: FrameDescriptor)? {
    for profile in Profile.allCases {
      let length = UInt64(profile.footerFrameLength)
      guard size >= length else { continue }
      let frame = try file.read(Int(length), at: size - length)
      guard
        let descriptor = FrameDescriptor(frame.prefix(profile.pieceOffset).suffix(FrameDescriptor.byteCount)),
        descriptor.kind == FrameKind.footer.rawValue, Int(descriptor.rawLength) == Footer.byteCount
      else { continue }
      return (profile, frame, descriptor)
    }
    return nil
  }

  /// Whether what the footer says of places and lengths lies in the file, so that sums of them are numbers.
  private static func checkRanges(_ footer: Footer, _ path: FilePath) throws {
    guard footer.payloadFileCount < 1 << 32 else {
      throw damaged(
        .limitExceeded, "'\(path)': the footer states more payload files than a package can have")
    }
    let places = [
      footer.dataSize, footer.blockTableLength, footer.parityOffset, footer.parityLength,
      footer.secondBlockTableOffset, footer.indexOffset, footer.indexLength, footer.additionalOffset,
      footer.additionalSize,
    ]
    guard places.allSatisfy({ $0 <= footer.containerSize }) else {
      throw damaged(.footerMismatch, "'\(path)': the footer says that a section stands outside of the file")
    }
  }

  /// What to say of a file that does not end with a footer.
  private static func noFooter(_ path: FilePath) throws -> SteleError {
    var scanner = try FrameScanner(StoredFile(path))
    // The first frame may be the damaged one.
    for _ in 0..<2 {
      guard let run = try scanner.next() else { break }
      let isFrame =
        switch run.content {
        case .frame: true
        case .noFrame(let error): error.code == .truncated || run.torn != nil
        }
      if isFrame {
        return damaged(
          .truncated, "'\(path)' does not end as a package must: it is cut off or damaged")
      }
    }
    return SteleError(.notAPackage, "'\(path)' is not a Stele package")
  }

  static func damaged(_ code: RuleCode, _ message: String) -> SteleError {
    SteleError(.damaged, "\(code): \(message)", findings: [Finding(code, message)])
  }
}

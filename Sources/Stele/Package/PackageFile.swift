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
    file = try File.open(path)
    let facts = try file.facts()
    guard facts.kind == .file else {
      throw SteleError(
        .inputOutput, "'\(path)' is no plain file; a pipe can only be verified or extracted whole")
    }
    for profile in Profile.allCases {
      let length = UInt64(profile.footerFrameLength)
      guard facts.size >= length else { continue }
      let frame = try file.read(Int(length), at: facts.size - length)
      guard
        let descriptor = FrameDescriptor(frame.prefix(profile.pieceOffset).suffix(FrameDescriptor.byteCount)),
        descriptor.kind == FrameKind.footer.rawValue, Int(descriptor.rawLength) == Footer.byteCount
      else { continue }
      let content = frame.dropFirst(profile.pieceOffset).prefix(Footer.byteCount)
      guard CRC32.checksum(content) == descriptor.rawChecksum else { continue }
      do throws(ContainerError) {
        footer = try Footer(content)
      } catch {
        throw Self.damaged(error.code, "'\(path)': \(error.message)")
      }
      guard footer.profile == profile, footer.containerSize == facts.size else {
        throw Self.damaged(.footerMismatch, "'\(path)': the footer does not describe this file")
      }
      footerFrame = frame
      return
    }
    throw try Self.noFooter(path)
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
        case .noFrame(let error): error.code == .truncated
        }
      if isFrame {
        return damaged(
          .truncated, "'\(path)' does not end as a package must: it is cut off or damaged; see 'stele verify'"
        )
      }
    }
    return SteleError(.notAPackage, "'\(path)' is not a Stele package")
  }

  static func damaged(_ code: RuleCode, _ message: String) -> SteleError {
    SteleError(.damaged, "\(code): \(message)", findings: [Finding(code, message)])
  }
}

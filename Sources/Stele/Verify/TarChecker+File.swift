import SteleContainer
import SteleCore

extension TarChecker {
  /// A payload file that was read. Its path is ``filePaths``' of the same number.
  struct File {
    let entryOffset: UInt64
    let size: UInt64
    let time: Int64
    /// `nil` if some of its bytes were missing, of a link, and until its data was worked on.
    var digest: Digest?
    let isExecutable: Bool
    private let targetNumber: UInt32

    init(_ entry: TarEntry, at offset: UInt64, size: UInt64, target: Int? = nil) {
      entryOffset = offset
      self.size = size
      time = entry.time
      isExecutable = entry.isExecutable
      targetNumber = target.map(UInt32.init) ?? .max
    }

    /// The number of the file that it is a hard link to.
    var target: Int? { targetNumber == .max ? nil : Int(targetNumber) }
  }
}

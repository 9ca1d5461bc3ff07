import SteleBag
import SteleCore
import Synchronization

/// The lines of a manifest, and what is wrong with them.
struct ManifestLines: Sendable {
  let table: ManifestTable
  let findings: FindingList

  /// Reads a manifest strictly.
  init(_ bytes: [UInt8], _ file: TagFile) {
    var findings = FindingList()
    table = ManifestTable(bytes, file) { number, error in
      // A path that no package can hold is none below data/ either.
      var code: RuleCode = error.code == .pathUnsafe ? .manifestPath : error.code
      if file == .tagManifest { code = .tagManifest }
      findings.add(
        Finding(code, path: file.rawValue, "\(file.rawValue), line \(number): \(error.message)"), of: code)
    }
    self.findings = findings
  }
}

/// A manifest that came whole, to be read by whichever task is free.
final class PendingManifest: LadenLane {
  private let lines = Mutex<ManifestLines?>(nil)
  private let bytes: WorkLane<TagFileBytes>
  private let file: TagFile

  /// - Parameter bytes: All bytes of the file.
  init(_ bytes: WorkLane<TagFileBytes>, _ file: TagFile) {
    self.bytes = bytes
    self.file = file
  }

  func drain() { _ = read() }

  /// Its lines; they are read now, or waited for, if that is due.
  func read() -> ManifestLines {
    lines.withLock { lines in
      if let lines { return lines }
      let read = ManifestLines(bytes.withWorker { $0.kept ?? [] }, file)
      lines = read
      return read
    }
  }
}

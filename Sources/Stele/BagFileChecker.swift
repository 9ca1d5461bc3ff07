internal import SteleBag
internal import SteleCore
internal import SteleFile
internal import Synchronization

/// Reads the listed files of a bag, several at a time, and holds them against the manifests.
struct BagFileChecker: Sendable {
  private let tree: SourceTree
  private let survey: BagSurvey
  private let audit: BagAudit
  /// What is to be read, sorted, so that findings come in the same order whoever is faster.
  private let paths: [PackagePath]

  struct Result: Sendable {
    var findings: [Finding] = []
    var fileCount = 0
  }

  /// Numbers from 0 on, each given to one task only.
  private final class Queue: Sendable {
    private let taken = Atomic<Int>(0)
    private let count: Int

    init(count: Int) { self.count = count }

    /// The next number; `nil` when all are given.
    func next() -> Int? {
      let number = taken.wrappingAdd(1, ordering: .relaxed).oldValue
      return number < count ? number : nil
    }
  }

  private static let bufferSize = 1 << 20

  init(_ tree: SourceTree, _ survey: BagSurvey, _ audit: BagAudit) {
    self.tree = tree
    self.survey = survey
    self.audit = audit
    paths = audit.expectations.keys.sorted()
  }

  func run(concurrency: Int, _ progress: ProgressHandler?) async throws -> Result {
    let total = paths.reduce(UInt64(0)) { $0 + (survey.tagFiles[$1] == nil ? survey.entries[$1]!.size : 0) }
    let counter = ProgressCounter(.verifying, totalBytes: total, progress)
    let queue = Queue(count: paths.count)
    var numbered: [(index: Int, findings: [Finding])] = []
    try await withThrowingTaskGroup(of: [(index: Int, findings: [Finding])].self) { group in
      for _ in 0..<max(1, min(concurrency, paths.count)) {
        group.addTask {
          var buffer = [UInt8](repeating: 0, count: Self.bufferSize)
          var found: [(index: Int, findings: [Finding])] = []
          while let index = queue.next() {
            try Task.checkCancellation()
            let findings = check(paths[index], &buffer, counter)
            counter.add(files: 1)
            if !findings.isEmpty { found.append((index, findings)) }
          }
          return found
        }
      }
      for try await part in group { numbered += part }
    }
    numbered.sort { $0.index < $1.index }
    return Result(findings: numbered.flatMap(\.findings), fileCount: paths.count)
  }

  private func check(
    _ path: PackagePath, _ buffer: inout [UInt8], _ counter: ProgressCounter
  ) -> [Finding] {
    let algorithms = audit.algorithms(for: path)
    if let bytes = survey.tagFiles[path] {
      return audit.compare(path, Checksummer.checksums(of: bytes, algorithms))
    }
    var summer = Checksummer(algorithms)
    do throws(FileError) {
      try read(survey.entries[path]!, &buffer, into: &summer, counter)
    } catch {
      return [Finding(.bagFileUnreadable, path: String(readable: path.bytes), "\(error)")]
    }
    return audit.compare(path, summer.finalize())
  }

  private func read(
    _ entry: SourceEntry, _ buffer: inout [UInt8], into summer: inout Checksummer,
    _ counter: ProgressCounter
  ) throws(FileError) {
    let file = try tree.file(entry)
    if entry.size > Self.bufferSize { file.adviseSequential() }
    var failure: FileError?
    unsafe buffer.withUnsafeMutableBytes { buffer in
      do throws(FileError) {
        while true {
          let count = try unsafe file.read(into: buffer)
          if count == 0 { return }
          counter.add(bytes: UInt64(count))
          unsafe summer.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }
}

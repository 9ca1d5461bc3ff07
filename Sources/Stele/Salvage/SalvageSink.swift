import SteleBag
import SteleContainer
import SteleCore
import SteleFile

/// Writes whatever can be had of a damaged package as its tar goes by.
///
/// With a proven manifest a file gets its name if, and only if, its bytes have the digest that the manifest gives this
/// name. Without one, files go to a folder of their own.
final class SalvageSink: PayloadSink {
  private let options: SalvageOptions
  private let footer: Footer?
  private var package: PackageTag?
  /// Whether what is read now is of another package than what was read first.
  private var isOther = false
  private var hasBegun = false
  private var tagFiles = SalvagedTagFiles()
  /// `nil` if no manifest is proven.
  private var plan: SalvagePlan?
  private(set) var manifest = SalvageReport.Manifest.lost
  private var folder: SalvageFolder?
  private var current: Current?
  /// The first thing that stopped the work.
  private(set) var failure: (any Error)?
  private(set) var fileCount = 0
  private(set) var byteCount: UInt64 = 0
  /// All that was written, what is not proven too.
  private var bytesWritten: UInt64 = 0
  /// What is known of files that did not come out, in the order in which that was found.
  private(set) var damages: [PackagePath: SalvageDamage] = [:]
  private(set) var damagedPaths: [PackagePath] = []
  private(set) var unproven: [SalvageReport.Unproven] = []
  private var unprovenNumbers: [PackagePath: Int] = [:]

  /// An entry whose data comes.
  private struct Current {
    let file: ExtractFile
    /// Its path, if it may have that.
    let path: PackagePath?
    let entry: TarEntry
    var position: UInt64 = 0
    var found: UInt64 = 0
    var gaps: [Range<UInt64>] = []
  }

  /// - Parameters:
  ///   - footer: The package's footer, if it is known before the rest.
  ///   - folder: Where to, if that is open already.
  init(_ options: SalvageOptions, footer: Footer?, _ folder: SalvageFolder? = nil) {
    self.options = options
    self.footer = footer
    self.folder = folder
  }

  func topFolder(_ name: String) {}
  func framesBelong(to package: PackageTag) {
    isOther = self.package.map { $0 != package } ?? false
    self.package = self.package ?? package
  }

  var wantsTagFiles: Bool { true }
  var takesDamaged: Bool { true }
  var isSequential: Bool { true }
  var takesAnyFolder: Bool { plan == nil }

  func payloadBegins(_ contents: TagContents) {
    hasBegun = true
    // A manifest that is proven stays so; what is read a second time may prove one.
    guard plan == nil, !isOther else { return }
    attempt {
      let proven = ProvenTagFiles(contents, package: package, footer: footer)
      let folder = try folder ?? SalvageFolder(options)
      self.folder = folder
      try tagFiles.write(contents, proven, to: folder)
      if tagFiles.hasUnprovenManifest { manifest = .unproven }
      guard proven.bytes[.manifest] != nil else { return }
      manifest = .proven
      plan = SalvagePlan(proven)
    }
  }

  func folder(_ path: PackagePath) {
    attempt(for: nil) { try folder?.createFolder(path, in: plan == nil ? .unproven : .proven) }
  }

  func begin(_ path: PackagePath?, _ entry: TarEntry) -> (any PayloadWriter)? {
    current = nil
    // Without a proven manifest nothing tells what of another package is wanted.
    guard hasBegun, let folder, plan != nil || !isOther else { return nil }
    let own: PackagePath?
    if let plan {
      own = path.flatMap { plan.lists($0) ? $0 : nil }
      // Bytes without a place may be those of any file.
      guard own.map(plan.isPending) ?? plan.hasPending else { return nil }
    } else {
      guard let path, unprovenNumbers[path] == nil else { return nil }
      own = path
    }
    attempt(for: own) {
      let isExecutable = own.flatMap { plan?.claim($0)?.file?.isExecutable } ?? entry.isExecutable
      let file = try folder.create(
        own ?? PayloadFolder.path, in: plan == nil ? .unproven : .proven, isExecutable: isExecutable)
      current = Current(file: file, path: own, entry: entry)
    }
    return nil
  }

  func write(_ bytes: ArraySlice<UInt8>) {
    guard var file = current else { return }
    current = nil
    attempt(for: file.path) {
      try file.file.write(bytes, at: file.position)
      file.position += UInt64(bytes.count)
      file.found += UInt64(bytes.count)
      current = file
    }
  }

  func gap(_ count: UInt64) {
    guard let start = current?.position else { return }
    let (end, overflows) = start.addingReportingOverflow(count)
    current?.position = overflows ? .max : end
    if end > start { current?.gaps.append(start..<end) }
  }

  func end(_ ending: PayloadEnding, digest: Digest) {
    guard let file = current else { return }
    current = nil
    guard failure == nil else { return }
    guard case .ofEntry(let data, let allowance) = ending else {
      // No byte more may come out.
      return note(file, .limit, allowance: 0)
    }
    let reason: SalvageReport.Reason = ending.isWhole ? .bytesWrong : .bytesLost
    if plan == nil {
      guard data == .whole, let path = file.path else { return note(file, reason, allowance: allowance) }
      attempt(for: path) {
        try file.file.publish(time: file.entry.time, replacing: false)
        try addUnproven(path, digest, file.entry.dataSize)
      }
      return
    }
    let paths = ending.isWhole ? plan!.take(digest) : []
    guard !paths.isEmpty else { return note(file, reason, allowance: allowance) }
    let size = file.entry.dataSize
    for path in paths where path != file.path {
      // A manifest may name one content under any number of paths.
      guard bytesWritten + size * 2 <= allowance else {
        add(SalvageDamage(.limit), path)
        continue
      }
      attempt(for: path) {
        let copy = try folder!.create(path, in: .proven, isExecutable: isExecutable(path, file.entry))
        guard try file.file.copy(to: copy) == digest else { throw Self.readsBackDifferently(path) }
        try publish(copy, path, file.entry)
      }
    }
    guard let own = file.path, paths.contains(own) else { return }
    attempt(for: own) { try publish(file.file, own, file.entry) }
  }

  func link(_ path: PackagePath, to target: PackagePath?, _ entry: TarEntry) {
    guard let folder, failure == nil else { return }
    guard plan == nil else {
      // By a manifest, links come with the content that it gives them; what is left in the end has none.
      if plan!.isPending(path) { add(SalvageDamage(.targetLost), path) }
      return
    }
    // It came out when the package was read before.
    guard unprovenNumbers[path] == nil else { return }
    guard let target, let number = unprovenNumbers[target] else {
      return add(SalvageDamage(.targetLost), path)
    }
    attempt(for: path) {
      let original = try folder.open(target, in: .unproven)
      let copy = try folder.create(path, in: .unproven, isExecutable: entry.isExecutable)
      var hasher = DigestHasher()
      while true {
        let piece = try original.read(upTo: 1 << 20)
        if piece.isEmpty { break }
        hasher.update(piece[...])
        try copy.write(piece[...])
      }
      let (digest, size) = (unproven[number].digest, unproven[number].size)
      guard hasher.finalize() == digest else { throw Self.readsBackDifferently(target) }
      try copy.publish(time: entry.time, replacing: false)
      try addUnproven(path, digest, size)
    }
  }

  /// Ends the work but for the report.
  ///
  /// - Throws: What stopped it.
  func finish() throws {
    if let plan {
      let empty = Digest(hashing: [])
      // What an empty file holds is known without its entry.
      for path in self.plan!.take(empty) {
        attempt(for: path) {
          let entry = TarEntry(path: path, kind: .file(size: 0), time: 0)
          let file = try folder!.create(path, in: .proven, isExecutable: isExecutable(path, entry))
          try publish(file, path, entry)
        }
      }
      for (path, time) in plan.folders {
        attempt(for: nil) {
          try folder!.createFolder(path, in: .proven).setModified(FileTime(seconds: time))
        }
      }
    }
    if let failure { throw failure }
  }

  /// Payload files that came out, proven or not.
  var outCount: Int { fileCount + unproven.count }

  /// Whether another reading of the package can bring nothing more.
  var isDone: Bool {
    if failure != nil { return true }
    guard let plan else { return false }
    // What an empty file holds need not be read.
    let empty = Digest(hashing: [])
    return plan.lines.allSatisfy { !plan.isPending($0.path) || $0.digest == empty }
  }

  /// What did not come out, by a proven manifest.
  var pending: [(path: PackagePath, digest: Digest, claim: FileClaim?)] {
    guard let plan else { return [] }
    return plan.lines.filter { plan.isPending($0.path) || damages[$0.path]?.isFinal == true }
      .map { ($0.path, $0.digest, plan.claim($0.path)) }
  }

  /// Writes the report into the folder.
  func write(_ report: SalvageReport) throws {
    let file = try folder!.createReport()
    try file.write(report.json[...])
    try file.publish(time: nil, replacing: false)
  }
}

extension SalvageSink {
  private func isExecutable(_ path: PackagePath, _ entry: TarEntry) -> Bool {
    plan?.claim(path)?.file?.isExecutable ?? entry.isExecutable
  }

  private func publish(_ file: ExtractFile, _ path: PackagePath, _ entry: TarEntry) throws {
    try file.publish(time: plan?.claim(path)?.time ?? entry.time, replacing: false)
    fileCount += 1
    byteCount += entry.dataSize
    bytesWritten += entry.dataSize
    try forgetDamage(path)
  }

  /// What was there of a file before it came out is of no use then.
  private func forgetDamage(_ path: PackagePath) throws {
    if damages[path]?.savedAs != nil { try folder!.remove(path, in: .partial) }
    damages[path] = nil
  }

  private func addUnproven(_ path: PackagePath, _ digest: Digest, _ size: UInt64) throws {
    try forgetDamage(path)
    unprovenNumbers[path] = unproven.count
    bytesWritten += size
    unproven.append(
      SalvageReport.Unproven(
        path: path, digest: digest, size: size, savedAs: try! folder!.path(path, in: .unproven)))
  }

  /// Keeps in mind what was there of a file, and keeps that, if it is wanted.
  private func note(_ file: Current, _ reason: SalvageReport.Reason, allowance: UInt64) {
    guard let path = file.path, damages[path] == nil else { return }
    var damage = SalvageDamage(reason)
    damage.size = file.entry.dataSize
    damage.bytesFound = file.found
    damage.gaps = file.gaps
    if file.position < file.entry.dataSize { damage.gaps.append(file.position..<file.entry.dataSize) }
    let fits = file.position <= allowance && bytesWritten + file.position <= allowance
    if options.includesPartial, file.found > 0, fits {
      attempt(for: path) {
        try file.file.resize(to: file.position)
        let copy = try folder!.create(path, in: .partial)
        _ = try file.file.copy(to: copy)
        try copy.publish(time: plan?.claim(path)?.time ?? file.entry.time, replacing: false)
        damage.savedAs = try folder!.path(path, in: .partial)
        bytesWritten += file.position
      }
    }
    add(damage, path)
  }

  private func add(_ damage: SalvageDamage, _ path: PackagePath) {
    if damages[path] == nil { damagedPaths.append(path) }
    damages[path] = damage
  }

  private static func readsBackDifferently(_ path: PackagePath) -> SteleError {
    SteleError(.inputOutput, "what was written for '\(path)' reads back differently; check the disk")
  }

  private func attempt(_ body: () throws -> Void) {
    guard failure == nil else { return }
    do { try body() } catch { failure = (error as? FileError).map(SteleError.init) ?? error }
  }

  /// What only this file is the reason of, does not stop the work.
  private func attempt(for path: PackagePath?, _ body: () throws -> Void) {
    attempt {
      do {
        try body()
      } catch let error as FileError where error.isOfName {
        if let path { add(SalvageDamage(.unwritable), path) }
      } catch is PackagePathError {
        if let path { add(SalvageDamage(.unwritable), path) }
      }
    }
  }
}

/// What is known of a file that did not come out.
struct SalvageDamage {
  let reason: SalvageReport.Reason
  var size: UInt64?
  var bytesFound: UInt64 = 0
  var gaps: [Range<UInt64>] = []
  var savedAs: PackagePath?

  init(_ reason: SalvageReport.Reason) { self.reason = reason }

  /// Whether its bytes were there, and it did not come out all the same.
  var isFinal: Bool { reason == .unwritable || reason == .limit }
}

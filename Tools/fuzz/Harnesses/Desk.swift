import Dispatch
import FoundationEssentials
import Glibc
import Stele
import SteleFile
import SystemPackage

/// A folder in memory, where packages are written to be read.
struct Desk: Sendable {
  private let folder: String
  /// A small package with parity: an article, its picture, a link, an empty folder.
  let sound: [UInt8]

  init() {
    let place = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/dev/shm"
    var name = Array("\(place)/stele-fuzz-XXXXXX\0".utf8CString)
    guard unsafe mkdtemp(&name) != nil else { fatalError("there is no folder in memory") }
    let folder = String(decoding: name.dropLast(2).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    self.folder = folder
    for name in ["source", "source/empty"] { unsafe mkdir("\(folder)/\(name)", 0o755) }
    for (name, text) in [("n.md", "# Stone\n\n![p](p.png)\n"), ("p.png", "picture"), ("q.png", "picture")] {
      Self.write(Array(text.utf8), "\(folder)/source/\(name)")
    }
    let output = "\(folder)/sound.stele.tar.gz"
    _ = Self.wait { try await Packer().pack(["\(folder)/source"], to: .file(output, overwriting: true)) }
    sound = try! File.open(FilePath(output)).readToEnd(limit: 1 << 20)
  }

  /// Does with a package all that the program can do.
  ///
  /// - Parameter sound: The only bytes that a full verification may call intact; `nil` if nothing is known of that.
  func check(_ package: [UInt8], sound: [UInt8]?) {
    let path = "\(folder)/package"
    let fixed = "\(folder)/fixed"
    let out = "\(folder)/out"
    Self.write(package, path)
    let full = Self.wait { try await Verifier().verify(path) }
    let quick = Self.wait { try await Verifier().verifyQuickly(path) }
    if full?.isIntact == true {
      require(quick?.isIntact == true, "what is intact is so for a quick look, too")
      require(sound == nil || package == sound, "only the package as it was sealed is intact")
    }
    readAtRandom(path)
    let repair = Self.wait { try await Repairer().repair(path, to: fixed, overwriting: true) }
    if repair?.outcome == .repaired {
      let bytes = try? File.open(FilePath(fixed)).readToEnd(limit: 1 << 26)
      require(bytes != nil && (sound == nil || bytes == sound), "repair gives the package as it was sealed")
      unsafe unlink(fixed)
    }
    _ = Self.wait { try await Salvager(SalvageOptions(folder: out)).salvage(path) }
    // Salvage writes among no older files.
    try? FileManager.default.removeItem(atPath: out)
  }

  private func readAtRandom(_ path: String) {
    guard let package = try? Package(contentsOf: path) else { return }
    _ = try? package.name
    _ = try? package.info()
    _ = try? package.articles()
    guard let files = try? package.files() else { return }
    for file in files where !file.isFolder {
      guard let entry = try? package.file(at: file.path), let bytes = try? package.bytes(of: entry) else {
        continue
      }
      require(Digest(hashing: bytes) == entry.digest, "bytes that are handed out have their digest")
      _ = try? package.file(withDigest: entry.digest)
    }
  }

  /// Runs what is asynchronous to its end; `nil` if it fails.
  private static func wait<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) -> Value? {
    let done = DispatchSemaphore(value: 0)
    let box = Box<Value>()
    Task {
      box.value = try? await work()
      done.signal()
    }
    done.wait()
    return box.value
  }

  /// What one task writes before it signals, and another reads after that.
  private final class Box<Value: Sendable>: @unchecked Sendable {
    var value: Value?
  }

  private static func write(_ bytes: [UInt8], _ path: String) {
    let file = try! AtomicFile(at: FilePath(path))
    try! file.file.write(bytes)
    try! file.publish(replacing: true, synchronizing: false)
  }
}

import Stele
import SteleCore
import SteleFile
import SteleTestSupport
import Synchronization
import SystemPackage
import Testing

@Suite("What packing must not lose")
struct PackSafetyTests {
  private func write(_ text: String, _ path: String, in folder: TemporaryFolder) throws {
    let tree = OutputTree(root: folder.folder)
    try tree.createFile(at: try PackagePath(path)).publishing(Array(text.utf8))
  }

  @Test("A mapped file and one of the article's own never get the same path")
  func mappedPath() async throws {
    let folder = try TemporaryFolder()
    try write("#\n", "t/static/keep.txt", in: folder)
    try write("own\n", "t/a/i.example/x.png", in: folder)
    try write("mapped\n", "other/x.png", in: folder)
    try write("# T\n\n![](i.example/x.png) ![](https://i.example/x.png)\n", "t/a/art.md", in: folder)
    var options = PackOptions()
    options.addressMaps = [
      AddressMap(prefix: "https://i.example/", folder: folder.path.appending("other").string)
    ]
    let path = folder.path.appending("p.stele.tar.gz").string
    let report = try await Packer(options).pack(
      [folder.path.appending("t/a/art.md").string], to: .file(path, overwriting: false))
    #expect(report.files == 3)
    #expect(try await Verifier().verify(path).isGood)
  }

  @Test(
    "A file that is stored as a link, or is empty, is not packed if it changed",
    arguments: ["b.txt", "c.txt"])
  func change(name: String) async throws {
    let folder = try TemporaryFolder()
    for (name, text) in [("a.txt", "same\n"), ("b.txt", "same\n"), ("c.txt", "")] {
      try write(text, "source/" + name, in: folder)
    }
    let source = try folder.folder.folder(FileName("source"))
    let hasChanged = Mutex(false)
    let packing = Packer()
    await #expect(throws: SteleError.self) {
      _ = try await packing.pack(
        [folder.path.appending("source").string],
        to: .file(folder.path.appending("p.stele.tar.gz").string, overwriting: false),
        progress: { progress in
          // After the last file was hashed, before anything is written.
          guard progress.phase == .hashing, progress.files == 3, !hasChanged.withLock({ $0 }) else { return }
          hasChanged.withLock { $0 = true }
          try? source.remove(FileName(name)!)
          try? source.createFile(FileName(name)!).write(Array("other\n".utf8))
        })
    }
  }
}

extension AtomicFile {
  fileprivate consuming func publishing(_ bytes: [UInt8]) throws {
    try file.write(bytes)
    try publish()
  }
}

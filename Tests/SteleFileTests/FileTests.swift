import Dispatch
import SteleFile
import SteleTestSupport
import SystemPackage
import Testing

@Suite("Files")
struct FileTests {
  let temporary = try! TemporaryFolder()

  @Test("What is written comes back, whole or in pieces, at its place or in order")
  func roundTrip() throws {
    let file = try temporary.folder.createFile("f")
    try file.write(Array("hello ".utf8))
    try file.write("world".utf8)
    try file.write("W".utf8, at: 6)
    #expect(try file.read(upTo: 100, at: 0) == Array("hello World".utf8))
    #expect(try file.read(5, at: 6) == Array("World".utf8))
    #expect(try file.facts().size == 11)
    try file.resize(to: 5)
    try file.synchronize()
    try file.close()

    let again = try File.open(temporary["f"])
    #expect(try again.read(upTo: 3) == Array("hel".utf8))
    #expect(try again.read(upTo: 100) == Array("lo".utf8))
    #expect(try again.read(upTo: 100) == [])
  }

  @Test("A file that ends early is an error where its bytes are needed, not where they are wanted")
  func endOfFile() throws {
    try temporary.makeFile("f", "abc")
    let file = try temporary.folder.file("f")
    #expect(try file.read(upTo: 9, at: 1) == Array("bc".utf8))
    #expect(failure { () throws(FileError) in _ = try file.read(9, at: 1) }?.reason == .endOfFile)
  }

  @Test("A read error is not the end of the file")
  func readError() throws {
    // Reading a folder's bytes fails with EISDIR, as a bad disk does with EIO.
    let descriptor = try FileDescriptor.open(temporary.path, .readOnly)
    defer { try? descriptor.close() }
    let file = try File.duplicate(descriptor, name: "standard input")
    let error = failure { () throws(FileError) in _ = try file.read(upTo: 10) }
    #expect(error?.reason == .system(.isDirectory))
    #expect(error?.description == "cannot read 'standard input': is a directory")
  }

  @Test("A pipe is read to its end")
  func pipe() throws {
    let (reader, writer) = try FileDescriptor.pipe()
    try writer.writeAll("through a pipe".utf8)
    try writer.close()
    let file = try File.duplicate(reader, name: "standard input")
    try reader.close()
    #expect(try file.readToEnd(limit: 100) == Array("through a pipe".utf8))
  }

  /// Opens a named pipe and writes to it, on a thread of its own: to open it is to wait for a reader.
  private func write(_ bytes: [UInt8], to path: FilePath) {
    DispatchQueue(label: "writer").async {
      guard let writer = try? FileDescriptor.open(path, .writeOnly) else { return }
      defer { try? writer.close() }
      _ = try? writer.writeAll(bytes)
    }
  }

  @Test("A named pipe opens before somebody writes to it, and is read to its end when somebody does")
  func namedPipe() throws {
    try temporary.makeFIFO("f")
    let file = try File.open(temporary["f"])
    // More than a pipe holds.
    write([UInt8](repeating: 7, count: 300_000), to: temporary["f"])
    #expect(try file.readToEnd(limit: 1_000_000).count == 300_000)
  }

  @Test("Who waits for a named pipe stops when the task is cancelled")
  func cancelledWait() async throws {
    try temporary.makeFIFO("f")
    let path = temporary["f"]
    let waiting = Task.detached { () -> FileError? in
      failure { () throws(FileError) in _ = try File.open(path).readToEnd(limit: 100) }
    }
    waiting.cancel()
    #expect(await waiting.value?.reason == .cancelled)
  }

  @Test("What is no plain file is none, and who waits to write to a pipe waits on")
  func plain() async throws {
    try temporary.makeFile("f", "abc")
    try temporary.makeFIFO("fifo")
    #expect(try File.openPlain(temporary["f"])?.readToEnd(limit: 10) == Array("abc".utf8))
    write(Array("xyz".utf8), to: temporary["fifo"])
    for _ in 0..<100 {
      let isPlain = try File.openPlain(temporary["fifo"]) != nil
      #expect(!isPlain)
      try await Task.sleep(for: .milliseconds(1))
    }
    #expect(try File.open(temporary["fifo"]).readToEnd(limit: 10) == Array("xyz".utf8))
    #expect(
      failure { () throws(FileError) in _ = try File.openPlain(temporary.path) }?.reason
        == .wrongKind(.folder))
  }

  @Test("A file larger than its reader can hold is refused")
  func limit() throws {
    try temporary.makeFile("f", "12345")
    #expect(try temporary.folder.file("f").readToEnd(limit: 5).count == 5)
    let file = try temporary.folder.file("f")
    #expect(
      failure { () throws(FileError) in _ = try file.readToEnd(limit: 4) }?.reason == .tooLarge(limit: 4))
  }

  @Test(
    "Times are kept to the nanosecond, before 1970 too",
    arguments: [
      FileTime(seconds: 1_700_000_000, nanoseconds: 123_456_789),
      FileTime(seconds: -1, nanoseconds: 500_000_000),
    ])
  func times(_ time: FileTime) throws {
    let file = try temporary.folder.createFile("f")
    try file.setModified(time)
    #expect(try file.facts().modified == time)
  }

  @Test("The executable bit follows the bits for reading")
  func executable() throws {
    let file = try temporary.folder.createFile("f")
    try file.setMode(0o640)
    #expect(try !file.facts().isExecutable)
    try file.makeExecutable()
    #expect(try file.facts().mode == 0o750)
    #expect(try file.facts().isExecutable)
  }

  @Test("Errors say in plain words what could not be done, and which kind they are")
  func messages() throws {
    let error = failure { () throws(FileError) in _ = try File.open("/nowhere/at all") }
    #expect(error?.description == "cannot open '/nowhere/at all': no such file or directory")
    #expect(error?.isNotFound == true)
    #expect(error?.isNoPermission == false)
    let folder = temporary.path
    #expect(failure { () throws(FileError) in _ = try File.open(folder) }?.reason == .wrongKind(.folder))
    #expect(FileError(.write, path: nil, .system(.noSpace)).isNoSpace)
    #expect(FileError(.write, path: [0x61, 0x0A, 0xFF], .system(.noSpace)).path == "a\\u{a}\\xff")
  }

  @Test("One open file is read by many tasks at once")
  func concurrent() async throws {
    let numbers = (0..<4096).map { UInt8(truncatingIfNeeded: $0) }
    let file = try temporary.folder.createFile("f")
    try file.write(numbers)
    let shared = SharedFile(file)
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for offset in 0..<16 {
        group.addTask { try shared.file.read(256, at: UInt64(offset) * 256) == Array(numbers[0..<256]) }
      }
      for try await same in group { #expect(same) }
    }
  }

  final class SharedFile: Sendable {
    let file: File
    init(_ file: consuming File) { self.file = file }
  }
}

import SteleCore
import SteleTestSupport
import SystemPackage
import Testing

@testable import SteleFile

@Suite("Files that appear whole")
struct AtomicFileTests {
  let temporary = try! TemporaryFolder()

  func begin(_ nameless: Bool) throws -> AtomicFile {
    try AtomicFile("f", in: temporary.folder, mode: 0o666, nameless: nameless)
  }

  @Test("A file has its name only when it is published", arguments: [true, false])
  func publish(nameless: Bool) throws {
    let output = try begin(nameless)
    try output.file.write("whole".utf8)
    // Nothing at all stands in the folder, so that nothing can be left there by a killed process either.
    #expect(try !temporary.names().contains("f"))
    #expect(try temporary.names().isEmpty == nameless)
    try output.publish()
    #expect(try temporary.names() == ["f"])
    #expect(try temporary.text("f") == "whole")
  }

  @Test("A file that is dropped leaves nothing behind", arguments: [true, false])
  func drop(nameless: Bool) throws {
    do {
      let output = try begin(nameless)
      try output.file.write("half".utf8)
      _ = consume output
    }
    #expect(try temporary.names() == [])
  }

  @Test("A name that is taken stays as it was, and nothing is left behind", arguments: [true, false])
  func taken(nameless: Bool) throws {
    let output = try begin(nameless)
    try temporary.makeFile("f", "first")
    do throws(FileError) {
      try output.publish(synchronizing: false)
      Issue.record("it replaced a file")
    } catch {
      #expect(error.isExisting)
      #expect(error.description == "cannot publish '\(temporary["f"])': file exists")
    }
    #expect(try temporary.names() == ["f"])
    #expect(try temporary.text("f") == "first")
  }

  @Test("A file is replaced in one step where that is asked for", arguments: [true, false])
  func replace(nameless: Bool) throws {
    try temporary.makeFile("f", "first")
    let output = try begin(nameless)
    try output.file.write("second".utf8)
    #expect(try temporary.text("f") == "first")
    try output.publish(replacing: true)
    #expect(try temporary.names() == ["f"])
    #expect(try temporary.text("f") == "second")
  }

  @Test("A free name is taken where a file may be replaced", arguments: [true, false])
  func replaceNothing(nameless: Bool) throws {
    let output = try begin(nameless)
    try output.file.write("only".utf8)
    try output.publish(replacing: true, synchronizing: false)
    #expect(try temporary.names() == ["f"])
    #expect(try temporary.text("f") == "only")
  }

  @Test("A link under the name is replaced itself, never followed", arguments: [true, false])
  func link(nameless: Bool) throws {
    try temporary.makeFile("victim", "safe")
    try temporary.makeLink("f", to: "victim")
    let refused = try begin(nameless)
    do throws(FileError) {
      try refused.publish(synchronizing: false)
      Issue.record("it followed or replaced a link")
    } catch {
      #expect(error.isExisting)
    }
    let output = try begin(nameless)
    try output.file.write("new".utf8)
    try output.publish(replacing: true)
    #expect(try temporary.text("victim") == "safe")
    #expect(try temporary.folder.facts(of: "f").kind == .file)
  }

  @Test("A pipe under the name is never replaced", arguments: [true, false])
  func pipe(nameless: Bool) throws {
    try temporary.makeFIFO("f")
    let output = try begin(nameless)
    try output.file.write("new".utf8)
    do throws(FileError) {
      try output.publish(replacing: true)
      Issue.record("it replaced a pipe")
    } catch {
      #expect(error.reason == .wrongKind(.fifo))
    }
    #expect(try temporary.names() == ["f"])
    #expect(try temporary.folder.facts(of: "f").kind == .fifo)
  }

  @Test("A temporary name says what it is")
  func temporaryName() throws {
    let output = try begin(false)
    #expect(try temporary.names().allSatisfy { $0.hasPrefix(".stele-unfinished-") })
    #expect(try temporary.names().count == 1)
    _ = consume output
  }

  @Test("The process's file creation mask holds", arguments: [true, false])
  func mask(nameless: Bool) throws {
    let output = try begin(nameless)
    #expect(try output.file.facts().mode & 0o022 == 0 || currentMask() & 0o022 != 0o022)
    let plain = try temporary.folder.createFile("plain")
    #expect(try output.file.facts().mode == plain.facts().mode)
    try output.publish()
  }

  private func currentMask() throws -> UInt32 {
    try 0o666 & ~temporary.folder.createFile("mask").facts().mode
  }

  @Test("A folder that is not there is named")
  func missingFolder() throws {
    let path = temporary["none/f"]
    let error = failure { () throws(FileError) in _ = try AtomicFile(at: path) }
    #expect(error?.description == "cannot open '\(temporary["none"])': no such file or directory")
  }

  @Test("Many tasks extract files into the same folders")
  func tree() async throws {
    let tree = try OutputTree.create(temporary["out"])
    try await withThrowingTaskGroup { group in
      for number in 0..<400 {
        group.addTask {
          let path = try PackagePath("data/\(number % 100)/deep/\(number).txt")
          let output = try tree.createFile(at: path, isExecutable: number == 7)
          try output.file.write("\(number)".utf8)
          try output.publish(synchronizing: false)
        }
      }
      try await group.waitForAll()
    }
    #expect(try temporary.text("out/data/42/deep/342.txt") == "342")
    #expect(try temporary.names("out/data").count == 100)
    #expect(try tree.root.file(at: .path("data/7/deep/7.txt")).facts().isExecutable)
    #expect(try !tree.root.file(at: .path("data/8/deep/8.txt")).facts().isExecutable)
    let path = temporary["out"]
    #expect(failure { () throws(FileError) in _ = try OutputTree.create(path) }?.isExisting == true)
  }
}

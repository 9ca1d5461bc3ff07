import SteleTestSupport
import SystemPackage
import Testing

@Suite("Salvage by the command")
struct SalvageCommandTests {
  /// A package that is cut off, and another one behind it.
  func twoPackages() async throws -> CommandFolder {
    let folder = try await CommandFolder.packed()
    try folder.temporary.makeFile("other/b.txt", "other")
    let run = try await folder.run(
      """
      stele pack -q -o q other && (head -c -10 p.stele.tar.gz; cat q) > both
      stele info q | sed -n 's/^ *package digest *//p' > digest
      """)
    try #require(run.status == 0, "\(run.error)")
    return folder
  }

  @Test("Of two packages in a file the other is named, and can be chosen")
  func choice() async throws {
    let folder = try await twoPackages()
    let first = try await folder.run("stele salvage -C one both; cat digest")
    let digest = try #require(first.output.split(separator: "\n").last)
    #expect(first.error.contains("also holds frames of another package, \(digest)"), "\(first.error)")
    for line in [
      "stele salvage --expect $(cat digest) -C two both && diff -r other two/proven/data",
      "stele salvage --expect $(cat digest) -C two - < both && diff -r other two/proven/data",
      "mkfifo fifo; cat both > fifo & stele salvage --expect $(cat digest) -C two fifo && diff -r other two/proven/data",
    ] {
      let run = try await folder.run("rm -rf two; \(line)")
      #expect(run.status == 0, "\(run.error)\(run.output)")
    }
  }

  @Test("A package that is not in the file is not salvaged from another one")
  func notThere() async throws {
    let folder = try await twoPackages()
    let run = try await folder.run("stele salvage --expect $(cat digest) -C out p.stele.tar.gz")
    #expect(run.status == 1)
    #expect(run.error.contains("E317") && run.errorLines.count == 1, "\(run.error)")
    #expect(try !folder.temporary.names().contains("out"))
  }

  @Test("What only stands at another place is not called restored")
  func moved() async throws {
    let folder = try await CommandFolder.packed()
    let run = try await folder.run(
      "(head -c 777 /dev/zero; cat p.stele.tar.gz) > late; stele salvage -C out late")
    #expect(run.status == 0)
    #expect(run.output.contains("  moved ") && !run.output.contains("  restored "), "\(run.output)")
  }

  @Test(
    "A tag file that is larger than it may be costs no file",
    arguments: ["bagit.txt", "bag-info.txt", "README.txt", "tag-manifest"])
  func tagFileTooLarge(name: String) async throws {
    let folder = try CommandFolder()
    let vector = CommandFolder.top.appending("Spec/Vectors/bad/E121_\(name).stele.tar.gz")
    let run = try await folder.run("stele salvage -C out '\(vector)' && cat out/proven/data/*")
    #expect(run.status == 0, "\(run.error)")
    #expect(run.output.contains("warning  E121") && run.output.hasSuffix("\nalpha\nbeta\n"), "\(run.output)")
  }

  @Test("Where a limit of the user leaves no manifest, files come out unproven, and the limit is named")
  func ownLimit() async throws {
    let folder = try await CommandFolder.packed()
    let run = try await folder.run(
      "stele salvage --max-tag-file-size 100 -C out p.stele.tar.gz; echo $?; cmp source/a.png out/unproven/data/a.png"
    )
    #expect(
      run.output.contains("raise --max-tag-file-size") && run.output.hasSuffix("\n1\n"), "\(run.output)")
    #expect(run.status == 0)
  }
}

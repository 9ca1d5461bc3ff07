import Stele
import SteleContainer
import SteleCore
import SteleTestSupport
import Testing

@Suite("Salvage with recovery data and other copies")
struct SalvageRepairTests {
  @Test("What recovery data restores comes out as proven, the manifest too", arguments: Codec.allCases)
  func parity(codec: Codec) async throws {
    let workshop = try await Workshop.withPackage(codec)
    let sound = try workshop.temporary.bytes(codec.packageName)
    let files = Salvaging.files(try workshop.temporary.tree("source"))
    for start in [100, 70_000] {
      var damaged = sound
      for index in start..<start + 400 { damaged[index] ^= 0x5A }
      let outcome = try await Salvaging.salvage(damaged, workshop, files)
      #expect(outcome.report.isComplete && outcome.report.restored.map(\.means) == [.parity])
      #expect(outcome.proven == files)
      #expect(!outcome.tree.keys.contains { $0.hasPrefix("unproven") })
    }
  }

  @Test(
    "Where the head is cut off with all data frames, a report says that all is lost, or a copy gives it",
    arguments: Codec.allCases)
  func allDataLost(codec: Codec) async throws {
    let workshop = try await Workshop.withPackage(codec)
    let other: Codec = codec == .gzip ? .zstd : .gzip
    try await workshop.pack(other.packageName) { $0.codec = other }
    let sound = try workshop.temporary.bytes(codec.packageName)
    let files = Salvaging.files(try workshop.temporary.tree("source"))
    let end = Int(try #require(Footer(of: sound, codec)).dataSize)
    // Up to the end of the data, and up to the block table's second half.
    for start in [end - 40, end, end + 3000] {
      let alone = try await Salvaging.salvage(sound[start...], workshop, files)
      #expect(alone.report.manifest == .lost && !alone.report.isComplete, "\(start - end)")
      let copies = [workshop.path(other.packageName)]
      let both = try await Salvaging.salvage(sound[start...], workshop, files, copies: copies)
      #expect(both.report.isComplete && both.proven == files, "\(start - end)")
    }
  }

  @Test("A file that is beyond recovery is lost, and costs none of the others")
  func beyond() async throws {
    let workshop = try await Workshop.withPackage(.gzip)
    var damaged = try workshop.temporary.bytes("p.stele.tar.gz")
    let files = Salvaging.files(try workshop.temporary.tree("source"))
    damaged.removeSubrange(60_000..<90_000)
    damaged.insert(contentsOf: [UInt8].noise(77), at: 80_000)
    let outcome = try await Salvaging.salvage(damaged, workshop, files)
    #expect(outcome.report.lost.map(\.path.description) == ["data/picture.jpg"])
  }

  @Test(
    "Two copies without recovery data, each with other damage, give every file", arguments: Codec.allCases)
  func copies(codec: Codec) async throws {
    let workshop = try await Workshop.withPackage(codec, .none)
    let sound = try workshop.temporary.bytes(codec.packageName)
    let (first, second) = (sound[..<20_000] + sound[90_000...], [UInt8].noise(500) + sound[15_000...])
    try workshop.temporary.makeFile("first", bytes: Array(first))
    try workshop.temporary.makeFile("second", bytes: Array(second))
    var options = SalvageOptions(folder: workshop.path("alone"))
    #expect(try await !Salvager(options).salvage(workshop.path("first")).isComplete)
    options.folder = workshop.path("both")
    options.copies = [workshop.path("second")]
    let report = try await Salvager(options).salvage(workshop.path("first"))
    #expect(report.isComplete && report.restored.contains { $0.means == .copy })
    let proven = try workshop.temporary.tree("both/proven/data")
    #expect(try Salvaging.files(proven) == Salvaging.files(workshop.temporary.tree("source")))
  }

  @Test(
    "A copy in another container gives what its own recovery data restores, too", arguments: Codec.allCases)
  func damagedOtherContainer(codec: Codec) async throws {
    let workshop = try await Workshop.withPackage(codec)
    let other: Codec = codec == .gzip ? .zstd : .gzip
    try await workshop.pack(other.packageName) { $0.codec = other }
    let files = Salvaging.files(try workshop.temporary.tree("source"))
    var copy = try workshop.temporary.bytes(other.packageName)
    copy[5000] ^= 1
    try workshop.temporary.makeFile("copy", bytes: copy)
    var damaged = try workshop.temporary.bytes(codec.packageName)
    for index in 2000..<80_000 { damaged[index] = 0 }
    let outcome = try await Salvaging.salvage(damaged, workshop, files, copies: [workshop.path("copy")])
    #expect(outcome.report.isComplete && outcome.proven == files)
  }

  @Test("What no copy can restore comes out of a copy in another container as it stands")
  func otherContainer() async throws {
    let workshop = try await Workshop.withPackage(.gzip, .none)
    try await workshop.pack("p.stele.tar.zst") { $0.codec = .zstd }
    var damaged = try workshop.temporary.bytes("p.stele.tar.gz")
    for index in 20_000..<60_000 { damaged[index] = 0 }
    try workshop.place(damaged)
    var options = SalvageOptions(folder: workshop.path("out"))
    options.copies = [workshop.path("p.stele.tar.zst")]
    let report = try await Salvager(options).salvage(workshop.path("damaged"))
    #expect(report.isComplete)
    #expect(report.copies.map(\.path) == options.copies && report.copies[0].files > 0)
    let files = Salvaging.files(try workshop.temporary.tree("source"))
    #expect(try Salvaging.files(workshop.temporary.tree("out/proven/data")) == files)
  }

  @Test(
    "A file that is no copy of the package, or is not there, is passed over; copies of what is no file are refused"
  )
  func foreign() async throws {
    let workshop = try await Workshop.withPackage(.gzip, .none)
    let sound = try workshop.temporary.bytes("p.stele.tar.gz")
    try workshop.temporary.makeFile("other", "# no package")
    try workshop.place(Array(sound[..<20_000] + sound[30_000...]))
    var options = SalvageOptions(folder: workshop.path("whole"))
    options.copies = ["other", "missing", "p.stele.tar.gz"].map(workshop.path)
    let report = try await Salvager(options).salvage(workshop.path("damaged"))
    #expect(report.isComplete && report.copies.map(\.path) == options.copies)
    #expect(report.copies.map { $0.fault == nil } == [false, false, true])
    #expect(report.copies[0].fault == "is passed over: it holds no frame of a package")
    options.folder = workshop.path("out")
    #expect(await errorCode { _ = try await Salvager(options).salvage(descriptor: 0) } == .usage)
    #expect(try !workshop.exists("out"))
  }
}

import Stele
import SteleCore
import SteleTestSupport
import Testing

@Suite("Damage in the frame that holds the manifest (Spec §9.2)")
struct LostManifestTests {
  @Test("All files are named by the manifest that repair restores", arguments: Codec.allCases)
  func restored(codec: Codec) async throws {
    let workshop = try await Workshop.withPackage(codec)
    var bytes = try workshop.temporary.bytes(codec.packageName)
    bytes[100] ^= 1
    try workshop.place(bytes)
    let report = try await workshop.verify("damaged")
    #expect(!report.hasManifest && !report.isComplete && report.articles == nil)
    let damage = try #require(report.damage)
    #expect(damage.prospect == .possible)
    #expect(damage.touched.source == .restoredManifest)
    let files = try workshop.open(codec.packageName).files().map { "data/\($0.path)" }
    #expect(damage.touched.files == files)
    #expect(damage.touched.articles == files.filter { $0.hasSuffix(".md") })
  }

  @Test("Files are named by their entries where nothing restores the manifest", arguments: Codec.allCases)
  func found(codec: Codec) async throws {
    let (workshop, sound) = try await Salvaging.make(codec, codec.packageName)
    var bytes = try workshop.temporary.bytes(codec.packageName)
    bytes[100] ^= 1
    try workshop.place(bytes)
    let report = try await workshop.verify("damaged")
    let files = sound.keys.map { "data/\($0)" }.sorted()
    #expect(report.findings.filter { $0.code == .payloadDigest }.compactMap(\.path).sorted() == files)
    #expect(report.files == files.count && !report.hasManifest)
    let damage = try #require(report.damage)
    #expect(damage.touched.source == .entries && damage.touched.files == files)
    guard case .needsCopies = damage.prospect else {
      Issue.record("\(damage.prospect)")
      return
    }
  }
}

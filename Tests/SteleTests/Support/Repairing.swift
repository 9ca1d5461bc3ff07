import Stele
import SteleCore
import SteleTestSupport
import Testing

@testable import SteleContainer

extension Workshop {
  /// A workshop with a package of two stripes and several frames, text and noise.
  static func withPackage(_ codec: Codec, _ ratio: ParityRatio = .standard) async throws -> Workshop {
    let workshop = try Workshop()
    for number in 0..<12 {
      try workshop.temporary.makeFile(
        "source/text/\(number).md", bytes: .prose(2000 + number * 37, seed: UInt64(number)))
    }
    try workshop.temporary.makeFile("source/picture.jpg", bytes: .noise(130_000))
    try await workshop.pack(codec.packageName) {
      $0.codec = codec
      $0.parity = ratio
    }
    return workshop
  }

  /// Puts down a damaged package, and repairs it.
  func repair(
    _ damaged: [UInt8], from others: [String] = [], to name: String = "fixed"
  ) async throws -> RepairReport {
    try place(damaged)
    return try await Repairer().repair(
      path("damaged"), from: others.map(path), to: path(name), overwriting: true)
  }

  /// Repairs a damaged package, and expects it back byte for byte.
  ///
  /// - Parameter what: Tells it from others in the same test.
  func expectRepaired(
    _ damaged: [UInt8], as sound: [UInt8], _ what: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let report = try await repair(damaged)
    let isRepaired = report.outcome == .repaired
    #expect(isRepaired, "\(what): \(report.lost.map(\.message))", sourceLocation: sourceLocation)
    guard isRepaired else { return }
    let isSame = try temporary.bytes("fixed") == sound
    #expect(isSame, "\(what): it is another file", sourceLocation: sourceLocation)
  }

  /// Puts down a damaged package.
  func place(_ damaged: [UInt8]) throws {
    if try exists("damaged") { try temporary.remove("damaged") }
    try temporary.makeFile("damaged", bytes: damaged)
  }
}

extension Codec {
  var packageName: String { Self.names.first { $0.0 == self }!.1 }
  var profile: Profile { self == .gzip ? .gzip : .zstd }
}

extension Footer {
  /// The footer of a package that has one.
  init?(of package: [UInt8], _ codec: Codec) {
    let content = package.suffix(codec.profile.footerFrameLength).dropFirst(codec.profile.pieceOffset)
    guard let footer = try? Footer(content.prefix(Footer.byteCount)) else { return nil }
    self = footer
  }
}

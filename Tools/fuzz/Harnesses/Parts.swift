import SteleContainer
import SteleCore

/// A package taken apart into its data frames and the contents of its sections.
struct Parts {
  let dataFrames: [UInt8]
  var blockTable: [UInt8] = []
  var parity: [UInt8] = []
  var index: [UInt8] = []
  private let footer: Footer

  init(_ container: [UInt8]) {
    var scanner = try! FrameScanner(Pieces(rest: container[...], length: .max))
    var dataFrames: [UInt8] = []
    var footer: Footer?
    while let run = try! scanner.next() {
      guard case .frame(let descriptor) = run.content else { fatalError("the package is sound") }
      let piece = run.bytes.dropFirst(run.profile.pieceOffset).prefix(Int(descriptor.rawLength))
      switch FrameKind(rawValue: descriptor.kind)! {
      case .data: dataFrames += run.bytes
      case .blockTable: blockTable += piece
      case .parity: parity += piece
      case .secondBlockTable: break
      case .index: index += piece
      case .footer: footer = try! Footer(piece)
      }
    }
    self.dataFrames = dataFrames
    self.footer = footer!
  }

  /// The package that they make, with a footer that fits its sections.
  var container: [UInt8] {
    var footer = footer
    footer.blockTableLength = UInt64(blockTable.count)
    footer.blockTableDigest = Digest(hashing: blockTable)
    footer.parityLength = UInt64(parity.count)
    footer.parityDigest = Digest(hashing: parity)
    footer.indexLength = UInt64(index.count)
    footer.indexDigest = Digest(hashing: index)
    footer.placeSections()
    let encoder = FrameEncoder(profile: footer.profile, footer.common)
    return dataFrames + encoder.sectionFrames(.blockTable, blockTable)
      + encoder.sectionFrames(.parity, parity)
      + encoder.sectionFrames(.secondBlockTable, blockTable) + encoder.sectionFrames(.index, index)
      + encoder.sectionFrames(.footer, footer.bytes)
  }
}

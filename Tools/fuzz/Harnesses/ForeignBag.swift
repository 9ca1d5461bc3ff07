import SteleBag
import SteleCore

/// Tag files of bags of any maker, which are read with patience: the first byte says which one the others are.
extension Harness {
  static var bag: Harness {
    Harness(name: "bag") { input in
      guard let kind = input.first else { return }
      let bytes = Array(input.dropFirst())
      checkText(bytes)
      switch kind % 6 {
      case 0: _ = BagDeclaration.read(bytes)
      case 1: _ = BagInfoFields.read(bytes).info.payloadOxum()
      case 2: _ = FetchList.read(bytes)
      case 3: _ = Manifest.read(bytes, .payload, .sha256, name: "manifest-sha256.txt", version: .v100)
      case 4: _ = Manifest.read(bytes, .tags, .md5, name: "tagmanifest-md5.txt", version: .v097)
      default:
        for name in ["UTF-8", "ISO-8859-1", "UTF-16", "UTF-16LE", "UTF-16BE"] {
          guard let encoding = TagEncoding(named: name), let text = TagText(bytes, encoding) else { continue }
          require(
            encoding == .utf8 || String(validating: text.bytes, as: UTF8.self) != nil,
            "what was decoded is UTF-8")
        }
      }
    }
  }

  /// A check that takes bytes as they come says the same of any pieces.
  private static func checkText(_ bytes: [UInt8]) {
    var whole = TagTextCheck()
    whole.update(bytes[...])
    for size in [1, 3] {
      var pieces = TagTextCheck()
      for start in stride(from: 0, to: bytes.count, by: size) {
        pieces.update(bytes[start..<min(start + size, bytes.count)])
      }
      require(pieces.problem == whole.problem, "text in pieces is judged as the whole is")
    }
  }
}

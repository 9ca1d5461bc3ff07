import SteleArticle
import SteleContainer

/// One way into the program for bytes that nobody trusts.
struct Harness: Sendable {
  let name: String
  /// Reads one input. It ends the program if something does not hold that must.
  let body: @Sendable ([UInt8]) -> Void

  /// By name; the folders of `Tools/fuzz/corpus` have the same names.
  static let all: [String: @Sendable () -> Harness] = [
    "articles": { .articles }, "bag": { .bag }, "bag-info": { .bagInfo },
    "block-table": { .section(.blockTable) },
    "captures": { .captures }, "css": { .css }, "data": { .data }, "files": { .files }, "footer": { .footer },
    "frames": { .frames }, "html": { .document(.html) }, "index": { .section(.index) },
    "manifest": { .manifest },
    "markdown": { .document(.markdown) }, "package": { .package }, "parity": { .section(.parity) },
    "parity-layout": { .parityLayout }, "pax": { .pax }, "receipt": { .receipt }, "tar": { .tar },
    "tar-header": { .tarHeader },
  ]
}

/// Ends the program if something does not hold that must.
func require(_ holds: Bool, _ what: @autoclosure () -> String) {
  if !holds { fatalError("must hold: \(what())") }
}

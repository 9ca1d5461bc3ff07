import SteleContainer

/// A run of stored bytes and what of the tar it holds.
struct DecodedRun: Sendable {
  enum Contents: Sendable {
    /// Nothing, or nothing that was wanted.
    case none
    /// A data frame's piece of the tar, the rule that it breaks nevertheless, and whether it has not the checksum that
    /// the frame's descriptor states.
    case whole([UInt8], ContainerError?, isDoubtful: Bool)
    /// The piece's beginning, if that is wanted.
    case damaged(beginning: [UInt8], ContainerError)
    /// What may be tar in a run that is no frame.
    case undescribed([UndescribedPiece])
  }

  let run: StoredRun
  let contents: Contents

  /// How many bytes were decoded.
  var byteCount: Int {
    switch contents {
    case .none: 0
    case .whole(let bytes, _, _), .damaged(let bytes, _): bytes.count
    case .undescribed(let pieces): pieces.reduce(0) { $0 + $1.bytes.count }
    }
  }
}

import SteleBag
import SteleCore

/// The data of one payload file on its way to its digests, and to whoever writes it.
///
/// So many files are hashed and written side by side, and a large one beside the decoding of its frames.
typealias PayloadLane = WorkLane<PayloadWorker>

/// Works on the data of one payload file.
struct PayloadWorker: LaneWorker {
  enum Piece: Sendable {
    case bytes(ArraySlice<UInt8>)
    /// Nothing more comes; whether all bytes of the file came.
    case end(isWhole: Bool)
  }

  /// What the data came to.
  struct Result: Sendable {
    let digest: Digest
    let sha512: [UInt8]?
  }

  private var digester: FileDigester
  private let writer: (any PayloadWriter)?
  /// There when nothing more comes.
  private(set) var result: Result?

  init(includesSHA512: Bool, writer: (any PayloadWriter)?) {
    digester = FileDigester(includesSHA512: includesSHA512)
    self.writer = writer
  }

  static func size(of piece: Piece) -> Int {
    if case .bytes(let bytes) = piece { bytes.count } else { 0 }
  }

  mutating func take(_ piece: Piece) {
    switch piece {
    case .bytes(let bytes):
      digester.update(bytes)
      writer?.write(bytes)
    case .end(let isWhole):
      let (digest, sha512) = digester.finish()
      result = Result(digest: digest, sha512: sha512)
      writer?.close(isWhole: isWhole, digest: digest)
    }
  }
}

/// Writes one payload file, on any task, while others are read.
protocol PayloadWriter: AnyObject, Sendable {
  func write(_ bytes: ArraySlice<UInt8>)
  /// The data is over; if it is whole, it has this digest.
  func close(isWhole: Bool, digest: Digest)
}

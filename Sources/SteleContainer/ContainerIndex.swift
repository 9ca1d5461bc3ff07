package import SteleCore

/// What the index says of a data frame. See Spec §6.4.
package struct FrameRecord: Hashable, Sendable {
  /// Offset of the frame in the container.
  package let offset: UInt64
  /// Offset in the tar of its first byte.
  package let place: UInt64
  package static let byteCount = 16

  package init(offset: UInt64, place: UInt64) {
    self.offset = offset
    self.place = place
  }
}

/// What the index says of a payload file. See Spec §6.4.
package struct PayloadRecord: Hashable, Sendable {
  /// Offset in the tar of the entry: of its pax header if it has one.
  package let entryOffset: UInt64
  /// Offset in the tar of the file's line in `manifest-sha256.txt`.
  package let lineOffset: UInt64
  package static let byteCount = 16

  package init(entryOffset: UInt64, lineOffset: UInt64) {
    self.entryOffset = entryOffset
    self.lineOffset = lineOffset
  }
}

/// The content of the index: four tables of fixed-width records. See Spec §6.4.
package struct ContainerIndex: Sendable {
  package var frames: [FrameRecord] = []
  /// Offsets in the tar of the tag files' entries, in the order of the tar.
  package var tagFiles: [UInt64] = []
  /// Sorted by path.
  package var payload: [PayloadRecord] = []
  /// Numbers of payload records, sorted by digest, then path.
  package var byDigest: [UInt32] = []

  package init() {}

  /// The number of ``bytes``.
  package var byteCount: Int {
    frames.count * FrameRecord.byteCount + tagFiles.count * 8 + payload.count * (PayloadRecord.byteCount + 4)
  }

  package var bytes: [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(byteCount)
    forEachPiece { output += $0 }
    return output
  }

  /// The digest of ``bytes``, which need not stand in memory beside the tables for it.
  package var digest: Digest {
    var hasher = DigestHasher()
    forEachPiece { hasher.update($0[...]) }
    return hasher.finalize()
  }

  private func forEachPiece(_ body: ([UInt8]) -> Void) {
    let pieceLength = 1 << 16
    var piece: [UInt8] = []
    piece.reserveCapacity(pieceLength + FrameRecord.byteCount)
    func passOn(ifLongerThan length: Int) {
      guard piece.count > length else { return }
      body(piece)
      piece.removeAll(keepingCapacity: true)
    }
    for frame in frames {
      piece.append(littleEndian: frame.offset)
      piece.append(littleEndian: frame.place)
      passOn(ifLongerThan: pieceLength)
    }
    for offset in tagFiles { piece.append(littleEndian: offset) }
    for record in payload {
      piece.append(littleEndian: record.entryOffset)
      piece.append(littleEndian: record.lineOffset)
      passOn(ifLongerThan: pieceLength)
    }
    for number in byDigest {
      piece.append(littleEndian: number)
      passOn(ifLongerThan: pieceLength)
    }
    passOn(ifLongerThan: 0)
  }
}

/// Where the tables of an index begin in its content, from the counts in the footer. See Spec §6.4.
package struct IndexLayout: Sendable {
  package let tagFiles: UInt64
  package let payload: UInt64
  package let byDigest: UInt64
  package let end: UInt64

  /// - Throws: `E117` if the counts are larger than any index can hold.
  package init(_ footer: Footer) throws(ContainerError) {
    // Counts above 2^48 cannot be true, and below that no sum overflows.
    guard footer.frameCount < 1 << 48, footer.payloadFileCount < 1 << 32 else {
      throw ContainerError(.footerMismatch, "the footer's counts are impossible")
    }
    tagFiles = footer.frameCount * UInt64(FrameRecord.byteCount)
    payload = tagFiles + UInt64(footer.tagFileCount) * 8
    byDigest = payload + footer.payloadFileCount * UInt64(PayloadRecord.byteCount)
    end = byDigest + footer.payloadFileCount * 4
    guard end == footer.indexLength else {
      throw ContainerError(.footerMismatch, "the footer's counts do not agree with the length of the index")
    }
  }
}

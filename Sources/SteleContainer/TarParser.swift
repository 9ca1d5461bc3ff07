import SteleCore

/// What a ``TarParser`` tells of, in the order of the tar.
package protocol TarVisitor {
  /// An entry begins. Its data follows, then ``endOfEntry(_:)``.
  mutating func entry(_ entry: TarEntry, at offset: UInt64)
  /// More of the data of the entry.
  mutating func data(_ bytes: ArraySlice<UInt8>)
  /// Bytes of the data of the entry that could not be had.
  mutating func gap(_ count: UInt64)
  /// The entry ends.
  mutating func endOfEntry(_ data: EntryData)
  /// A rule does not hold. Reading goes on.
  mutating func problem(_ error: ContainerError, at offset: UInt64)
}

extension TarVisitor {
  package mutating func gap(_ count: UInt64) {}
}

/// Reads a tar strictly, piece by piece, with bounded memory. See Spec §5.
///
/// It accepts only what ``TarEntry/headerBytes`` gives. After a header that cannot be read, and after a gap,
/// it looks for the next header and goes on there.
package struct TarParser: Sendable {
  private enum State {
    case header
    /// The records and their padding; `remaining` counts both.
    case paxRecords(remaining: Int, padding: Int)
    case data(remaining: UInt64, delivered: Bool)
    case padding(remaining: Int, EntryData, delivered: Bool)
    /// One block of zeros was read.
    case end
    case ended
    /// Nothing is known of what comes; the next valid header ends this.
    case lost
  }

  private var state = State.header
  /// Bytes of the tar so far, gaps included.
  package private(set) var position: UInt64 = 0
  /// The block being filled, or the records of a pax header.
  private var buffer: [UInt8] = []
  /// The pax header that waits for its entry: all of its bytes, and what they say.
  private var pax: (bytes: [UInt8], records: PaxRecords)?
  private var entryOffset: UInt64 = 0
  /// What came so far of the data of the entry.
  private var entryData = EntryData.whole
  /// Whether the bytes that are read now are out of a frame without its checksum.
  private var isDoubtful = false
  /// Whether some of what was read of the entry's headers is.
  private var headIsDoubtful = false
  /// Whether some of the tar could not be understood, so that entries may be missing.
  package private(set) var hasLostEntries = false

  /// Whether entries are looked for behind what looks like the end: damage may look like it.
  private let searchesBehindEnd: Bool

  package init(searchesBehindEnd: Bool = false) { self.searchesBehindEnd = searchesBehindEnd }

  /// Whether the tar has ended as it must.
  package var hasEnded: Bool { if case .ended = state { true } else { false } }

  /// Reads more of the tar.
  ///
  /// - Parameter isDoubtful: Whether the bytes are out of a frame without the checksum that it states.
  package mutating func push(
    _ bytes: ArraySlice<UInt8>, isDoubtful: Bool = false, _ visitor: inout some TarVisitor
  ) {
    self.isDoubtful = isDoubtful
    var rest = bytes
    while !rest.isEmpty {
      let taken = step(rest, &visitor)
      rest = rest.dropFirst(taken)
    }
  }

  /// Passes over bytes of the tar that could not be had.
  package mutating func skip(_ count: UInt64, _ visitor: inout some TarVisitor) {
    var count = count
    position += count
    while true {
      switch state {
      case .data(let remaining, let delivered):
        entryData = .incomplete
        if delivered { visitor.gap(min(count, remaining)) }
        if count < remaining {
          state = .data(remaining: remaining - count, delivered: delivered)
          return
        }
        count -= remaining
        if delivered { visitor.endOfEntry(.incomplete) }
        lose()
        return
      case .padding(let remaining, let data, let delivered):
        if delivered { visitor.endOfEntry(data) }
        if count == remaining { state = .header } else { lose() }
        return
      case .header, .paxRecords, .end, .lost, .ended:
        lose()
        return
      }
    }
  }

  /// The tar ends here.
  package mutating func finish(_ visitor: inout some TarVisitor) {
    switch state {
    case .ended, .lost: break
    case .data(_, let delivered):
      visitor.problem(ContainerError(.entryCutOff, "the tar ends inside an entry"), at: position)
      if delivered { visitor.endOfEntry(.incomplete) }
    case .padding(_, let data, let delivered):
      visitor.problem(ContainerError(.entryCutOff, "the tar ends inside an entry's padding"), at: position)
      if delivered { visitor.endOfEntry(data) }
    case .paxRecords:
      visitor.problem(ContainerError(.entryCutOff, "the tar ends inside a pax header"), at: position)
    case .header where !buffer.isEmpty:
      visitor.problem(ContainerError(.entryCutOff, "the tar ends inside a header"), at: position)
    case .header, .end:
      visitor.problem(
        ContainerError(.endOfArchive, "the tar does not end with two blocks of zeros"), at: position)
    }
    state = .ended
  }

  /// The tar breaks off here, which is known and reported already.
  package mutating func breakOff(_ visitor: inout some TarVisitor) {
    switch state {
    case .data(_, delivered: true): visitor.endOfEntry(.incomplete)
    case .padding(_, let data, delivered: true): visitor.endOfEntry(data)
    default: break
    }
    state = .ended
  }

  /// Goes on at another place of the tar, where nothing is known of what comes.
  package mutating func jump(to place: UInt64, _ visitor: inout some TarVisitor) {
    breakOff(&visitor)
    position = place
    lose()
  }

  private mutating func lose() {
    pax = nil
    buffer = []
    headIsDoubtful = false
    hasLostEntries = true
    state = .lost
  }

  /// Takes some bytes; how many.
  private mutating func step(_ bytes: ArraySlice<UInt8>, _ visitor: inout some TarVisitor) -> Int {
    switch state {
    case .data(let remaining, let delivered):
      let part = bytes.prefix(Int(min(remaining, UInt64(bytes.count))))
      if isDoubtful, !part.isEmpty, entryData == .whole { entryData = .doubtful }
      if delivered { visitor.data(part) }
      position += UInt64(part.count)
      advanceData(remaining - UInt64(part.count), delivered, &visitor)
      return part.count
    case .padding(let remaining, let data, let delivered):
      let part = bytes.prefix(remaining)
      if part.contains(where: { $0 != 0 }) {
        visitor.problem(
          ContainerError(.paddingNonzero, "the padding after an entry's data is not zero"), at: position)
      }
      position += UInt64(part.count)
      if part.count == remaining {
        state = .header
        if delivered { visitor.endOfEntry(data) }
      } else {
        state = .padding(remaining: remaining - part.count, data, delivered: delivered)
      }
      return part.count
    case .paxRecords(let remaining, let padding):
      let part = bytes.prefix(remaining)
      buffer += part
      headIsDoubtful = headIsDoubtful || isDoubtful
      position += UInt64(part.count)
      if part.count == remaining {
        readPaxRecords(padding, &visitor)
      } else {
        state = .paxRecords(remaining: remaining - part.count, padding: padding)
      }
      return part.count
    case .header, .end, .lost:
      // Blocks stand at multiples of 512; after a gap the first one may be cut off at its front.
      let phase = Int(position % 512)
      if case .lost = state, buffer.isEmpty, phase != 0 {
        let part = bytes.prefix(512 - phase)
        position += UInt64(part.count)
        return part.count
      }
      if case .lost = state, buffer.isEmpty {
        let count = TarHeaderReader.countBeforeHeader(bytes)
        position += UInt64(count)
        if count > 0 { return count }
      }
      let part = bytes.prefix(512 - buffer.count)
      buffer += part
      headIsDoubtful = headIsDoubtful || isDoubtful
      position += UInt64(part.count)
      if buffer.count == 512 {
        let block = buffer
        buffer.removeAll(keepingCapacity: true)
        readBlock(block, &visitor)
      }
      return part.count
    case .ended:
      visitor.problem(
        ContainerError(.endOfArchive, "bytes follow the end of the tar"), at: position)
      if searchesBehindEnd {
        lose()
        return 0
      }
      position += UInt64(bytes.count)
      return bytes.count
    }
  }

  private mutating func advanceData(
    _ remaining: UInt64, _ delivered: Bool, _ visitor: inout some TarVisitor
  ) {
    if remaining > 0 {
      state = .data(remaining: remaining, delivered: delivered)
      return
    }
    let padding = Int((512 - position % 512) % 512)
    if padding > 0 {
      state = .padding(remaining: padding, entryData, delivered: delivered)
    } else {
      state = .header
      if delivered { visitor.endOfEntry(entryData) }
    }
  }

  private mutating func readBlock(_ block: [UInt8], _ visitor: inout some TarVisitor) {
    let offset = position - 512
    let isZero = block.allSatisfy { $0 == 0 }
    switch state {
    case .lost:
      guard !isZero, let found = try? TarHeaderReader.read(block, nil) else {
        headIsDoubtful = false
        return
      }
      begin(found, block, offset, &visitor)
    case .end:
      if isZero {
        state = .ended
      } else {
        visitor.problem(
          ContainerError(.endOfArchive, "the tar has one block of zeros where two must end it"), at: offset)
        state = .ended
        if let header = try? TarHeaderReader.read(block, nil) { begin(header, block, offset, &visitor) }
      }
    default:
      if isZero {
        if pax != nil {
          visitor.problem(ContainerError(.paxMalformed, "no entry follows a pax header"), at: entryOffset)
          pax = nil
        }
        state = .end
      } else {
        readHeader(block, offset, &visitor)
      }
    }
  }

  private mutating func readHeader(
    _ block: [UInt8], _ offset: UInt64, _ visitor: inout some TarVisitor
  ) {
    do throws(ContainerError) {
      begin(try TarHeaderReader.read(block, pax?.records), block, offset, &visitor)
    } catch {
      visitor.problem(error, at: offset)
      lose()
    }
  }

  /// Goes on after a header that could be read.
  private mutating func begin(
    _ header: TarHeaderReader.Header, _ block: [UInt8], _ offset: UInt64, _ visitor: inout some TarVisitor
  ) {
    switch header {
    case .pax(let size):
      if pax != nil {
        visitor.problem(ContainerError(.paxMalformed, "a pax header follows a pax header"), at: offset)
      }
      entryOffset = offset
      buffer = block
      let padding = (512 - size % 512) % 512
      state = .paxRecords(remaining: size + padding, padding: padding)
      if size == 0 { readPaxRecords(0, &visitor) }
    case .other(let size, let problem):
      visitor.problem(problem, at: offset)
      pax = nil
      headIsDoubtful = false
      advance(over: size, delivered: false, &visitor)
    case .entry(let entry):
      let start = pax == nil ? offset : entryOffset
      if let problem = TarHeaderReader.check(entry, pax, block) { visitor.problem(problem, at: start) }
      pax = nil
      entryData = headIsDoubtful ? .doubtful : .whole
      headIsDoubtful = false
      visitor.entry(entry, at: start)
      advance(over: entry.dataSize, delivered: true, &visitor)
    }
  }

  private mutating func advance(
    over size: UInt64, delivered: Bool, _ visitor: inout some TarVisitor
  ) {
    advanceData(size, delivered, &visitor)
  }

  private mutating func readPaxRecords(_ padding: Int, _ visitor: inout some TarVisitor) {
    if buffer.suffix(padding).contains(where: { $0 != 0 }) {
      visitor.problem(
        ContainerError(.paddingNonzero, "the padding after a pax header's records is not zero"),
        at: entryOffset)
    }
    let records = PaxRecords(buffer.dropFirst(512).dropLast(padding))
    for problem in records.problems { visitor.problem(problem, at: entryOffset) }
    // Padding that is not zero is reported once.
    pax = (buffer.dropLast(padding) + [UInt8](repeating: 0, count: padding), records)
    buffer.removeAll(keepingCapacity: true)
    state = .header
  }
}

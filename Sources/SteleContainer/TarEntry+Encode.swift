import SteleCore

extension TarEntry {
  /// The entry's bytes up to its data: a pax header if it needs one, and the ustar header. These are the only
  /// bytes that stand for the entry. See Spec §5.2 to §5.4.
  package var headerBytes: [UInt8] {
    let records = paxRecords
    var output: [UInt8] = []
    if !records.isEmpty {
      output += Self.header(
        name: Array(PaxHeader.name.utf8), prefix: [], mode: "0000644", size: UInt64(records.count), time: 0,
        type: "x", link: [])
      output += records
      output += [UInt8](repeating: 0, count: (512 - records.count % 512) % 512)
    }
    let name = TarName(headerPath, topFolder: path.firstName)
    var link: [UInt8] = []
    let type: Unicode.Scalar
    switch kind {
    case .file: type = "0"
    case .folder: type = "5"
    case .link(let target):
      type = "1"
      link = TarName.linkName(target, topFolder: path.firstName)
    }
    output += Self.header(
      name: name.name, prefix: name.prefix,
      mode: isExecutable || kind == .folder ? "0000755" : "0000644",
      size: dataSize > Self.maximumHeaderSize ? 0 : dataSize, time: UInt64(time), type: type, link: link)
    return output
  }

  private var paxRecords: [UInt8] {
    var records: [UInt8] = []
    let headerPath = headerPath
    if TarName(headerPath, topFolder: path.firstName).record.isMet(statesPath) {
      records += PaxHeader.record("path", headerPath)
    }
    if case .link(let target) = kind, TarName.linkRecord(target).isMet(statesTarget) {
      records += PaxHeader.record("linkpath", target.bytes)
    }
    if dataSize > Self.maximumHeaderSize {
      records += PaxHeader.record("size", Array(String(dataSize).utf8))
    }
    return records
  }

  private static func header(
    name: [UInt8], prefix: [UInt8], mode: String, size: UInt64, time: UInt64, type: Unicode.Scalar,
    link: [UInt8]
  ) -> [UInt8] {
    var header = [UInt8](repeating: 0, count: 512)
    func put(_ bytes: some Sequence<UInt8>, _ offset: Int) {
      var place = offset
      for byte in bytes {
        header[place] = byte
        place += 1
      }
    }
    func putOctal(_ value: UInt64, _ offset: Int, digits: Int) {
      for index in 0..<digits {
        header[offset + index] = UInt8(ascii: "0") + UInt8(value >> (3 * UInt64(digits - 1 - index)) & 7)
      }
    }
    put(name, 0)
    put(mode.utf8, 100)
    putOctal(0, 108, digits: 7)
    putOctal(0, 116, digits: 7)
    putOctal(size, 124, digits: 11)
    putOctal(time, 136, digits: 11)
    for place in 148..<156 { header[place] = UInt8(ascii: " ") }
    header[156] = UInt8(ascii: type)
    put(link, 157)
    put("ustar\0".utf8, 257)
    put("00".utf8, 263)
    putOctal(0, 329, digits: 7)
    putOctal(0, 337, digits: 7)
    put(prefix, 345)
    putOctal(header.reduce(0) { $0 + UInt64($1) }, 148, digits: 6)
    header[154] = 0
    return header
  }
}

/// The pax header before an entry. See Spec §5.4.
enum PaxHeader {
  static let name = "././@PaxHeader"
  /// The most bytes of records.
  static let maximumLength = 16_384

  /// A record: its length in decimal, its own digits included, a space, key, `=`, value, line feed.
  static func record(_ key: String, _ value: [UInt8]) -> [UInt8] {
    let rest = key.utf8.count + value.count + 3
    var length = rest + String(rest).utf8.count
    if String(length).utf8.count != String(rest).utf8.count { length = rest + String(length).utf8.count }
    return Array("\(length) \(key)=".utf8) + value + [UInt8(ascii: "\n")]
  }
}

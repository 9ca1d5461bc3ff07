import SteleCore

extension TarEntry {
  /// The entry's bytes up to its data: a pax header if it needs one, and the ustar header. These are the only
  /// bytes that stand for the entry. See Spec §5.2 to §5.4.
  package var headerBytes: [UInt8] {
    let records = paxRecords
    guard !records.isEmpty else { return header }
    var output = Self.header(
      name: Array(PaxHeader.name.utf8), prefix: [], isExecutable: false, size: UInt64(records.count), time: 0,
      type: "x", link: [])
    output += records
    output += [UInt8](repeating: 0, count: (512 - records.count % 512) % 512)
    output += header
    return output
  }

  /// The ustar header alone.
  private var header: [UInt8] {
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
    return Self.header(
      name: name.name, prefix: name.prefix, isExecutable: isExecutable || kind == .folder,
      size: dataSize > Self.maximumHeaderSize ? 0 : dataSize, time: UInt64(time), type: type, link: link)
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
    name: [UInt8], prefix: [UInt8], isExecutable: Bool, size: UInt64, time: UInt64, type: Unicode.Scalar,
    link: [UInt8]
  ) -> [UInt8] {
    var header = template
    func put(_ bytes: [UInt8], _ offset: Int) {
      for index in bytes.indices { header[offset + index] = bytes[index] }
    }
    put(name, 0)
    if isExecutable { put(executableMode, 100) }
    putOctal(size, 124, digits: 11, in: &header)
    putOctal(time, 136, digits: 11, in: &header)
    header[156] = UInt8(ascii: type)
    put(link, 157)
    put(prefix, 345)
    putOctal(UInt64(TarHeaderFields.sum(header[...])), 148, digits: 6, in: &header)
    header[154] = 0
    return header
  }

  private static func putOctal(_ value: UInt64, _ offset: Int, digits: Int, in header: inout [UInt8]) {
    for index in 0..<digits {
      header[offset + index] = UInt8(ascii: "0") + UInt8(value >> (3 * UInt64(digits - 1 - index)) & 7)
    }
  }

  static let executableMode = Array("0000755".utf8)

  /// What all headers have, with the mode of a plain file, and with spaces for the checksum.
  private static let template: [UInt8] = {
    var header = [UInt8](repeating: 0, count: 512)
    for (text, offset) in [
      ("0000644", 100), ("0000000", 108), ("0000000", 116), ("        ", 148), ("ustar\0", 257), ("00", 263),
      ("0000000", 329), ("0000000", 337),
    ] {
      header.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
    }
    return header
  }()
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

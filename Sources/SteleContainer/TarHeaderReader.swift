internal import Glibc
import SteleCore

/// Makes an entry of a header block, or says which rule it breaks. See Spec §5.
enum TarHeaderReader {
  enum Header {
    case entry(TarEntry)
    /// A pax header with so many bytes of records.
    case pax(size: Int)
    /// An entry that is refused, with so many bytes of data to pass over.
    case other(size: UInt64, ContainerError)
  }

  /// Reads a block.
  ///
  /// - Throws: A rule that is broken so that nothing can be said of what follows the block.
  static func read(_ block: [UInt8], _ pax: PaxRecords?) throws(ContainerError) -> Header {
    let fields = TarHeaderFields(block[...])
    guard fields.checksumIsRight else {
      throw ContainerError(.headerChecksum, "a tar header must stand here; its checksum is wrong")
    }
    guard fields.isUstar else {
      throw ContainerError(.headerField, "the tar header is not a POSIX ustar header")
    }
    guard let headerSize = fields.size, fields.time != nil else {
      throw ContainerError(.headerField, "size or mtime in the tar header is not written in octal digits")
    }
    switch Unicode.Scalar(fields.type) {
    case "x":
      guard headerSize <= UInt64(PaxHeader.maximumLength) else {
        throw ContainerError(
          .paxMalformed, "the pax header has \(headerSize) bytes; \(PaxHeader.maximumLength) are allowed")
      }
      return .pax(size: Int(headerSize))
    case "0", "1", "5":
      return entry(fields, pax?.size ?? headerSize, pax)
    default:
      let type =
        fields.type > 0x20 && fields.type < 0x7F ? "'\(Unicode.Scalar(fields.type))'" : "\(fields.type)"
      return .other(
        size: pax?.size ?? headerSize,
        ContainerError(
          .entryType,
          "'\(shown(pax?.path ?? fields.path))' is an entry of type \(type); only files, hard links and folders are allowed"
        ))
    }
  }

  /// How many bytes at the front are whole blocks that cannot be headers, since the magic's first byte is not there.
  static func countBeforeHeader(_ bytes: ArraySlice<UInt8>) -> Int {
    var block = bytes.startIndex
    while bytes.endIndex - block >= 512,
      bytes[block + TarHeaderFields.magicOffset] != TarHeaderFields.magic[0]
    {
      block += 512
    }
    return block - bytes.startIndex
  }

  private static func entry(_ fields: TarHeaderFields, _ size: UInt64, _ pax: PaxRecords?) -> Header {
    let isFolder = fields.type == UInt8(ascii: "5")
    let isFile = fields.type == UInt8(ascii: "0")
    let dataSize = isFile ? size : 0
    var pathBytes = pax?.path ?? fields.path
    if isFolder, pathBytes.last == UInt8(ascii: "/") { pathBytes.removeLast() }
    let path: PackagePath
    do throws(PackagePathError) {
      path = try PackagePath(pathBytes)
    } catch {
      return .other(
        size: dataSize,
        ContainerError(.pathUnsafe, "the path '\(shown(pathBytes))' is refused: \(error.rawValue)"))
    }
    var kind = isFolder ? TarEntry.Kind.folder : .file(size: size)
    if fields.type == UInt8(ascii: "1") {
      let targetBytes = pax?.linkPath ?? fields.link
      do throws(PackagePathError) {
        kind = .link(target: try PackagePath(targetBytes))
      } catch {
        return .other(
          size: 0,
          ContainerError(
            .linkTarget,
            "the hard link '\(path)' has the target '\(shown(targetBytes))', which is refused: \(error.rawValue)"
          ))
      }
    }
    var entry = TarEntry(
      path: path, kind: kind, isExecutable: !isFolder && fields.mode.starts(with: TarEntry.executableMode),
      time: Int64(fields.time ?? 0))
    entry.statesPath = pax?.path != nil
    entry.statesTarget = pax?.linkPath != nil
    return .entry(entry)
  }

  /// Whether the bytes read are the only ones that stand for the entry; else which rule they break.
  static func check(
    _ entry: TarEntry, _ pax: (bytes: [UInt8], records: PaxRecords)?, _ block: [UInt8]
  ) -> ContainerError? {
    let expected = entry.headerBytes
    let start = pax?.bytes ?? []
    if expected.count == start.count + block.count, expected.starts(with: start),
      unsafe expected.withUnsafeBytes({ expected in
        unsafe block.withUnsafeBytes {
          unsafe memcmp(expected.baseAddress! + start.count, $0.baseAddress!, $0.count)
        }
      }) == 0
    {
      return nil
    }
    guard pax?.records.problems.isEmpty ?? true else { return nil }
    if let records = pax?.records {
      let needed = PaxRecords(expected.count > 512 ? expected[512..<(expected.count - 512)].trimmedNULs : [])
      for (key, has, needs) in [
        ("path", records.path != nil, needed.path != nil),
        ("linkpath", records.linkPath != nil, needed.linkPath != nil),
        ("size", records.size != nil, needed.size != nil),
      ] where has && !needs {
        return ContainerError(
          .paxKeyUnexpected, "'\(entry.path)' has a pax key '\(key)' that it must not have")
      }
    }
    let header = Array(expected.suffix(512))
    if let difference = zip(header, block).enumerated().first(where: { $1.0 != $1.1 })?.offset {
      return ContainerError(
        .headerField,
        "the field '\(field(at: difference))' in the tar header of '\(entry.path)' is not as it must be")
    }
    return ContainerError(.headerField, "the pax header of '\(entry.path)' is not as it must be")
  }

  private static func field(at offset: Int) -> String {
    let fields = [
      (0, "name"), (100, "mode"), (108, "uid"), (116, "gid"), (124, "size"), (136, "mtime"), (148, "chksum"),
      (156, "typeflag"), (157, "linkname"), (257, "magic"), (263, "version"), (265, "uname"), (297, "gname"),
      (329, "devmajor"), (337, "devminor"), (345, "prefix"), (500, "reserved"),
    ]
    return fields.last { $0.0 <= offset }!.1
  }

  private static func shown(_ bytes: [UInt8]) -> String {
    let text = bytes.prefix(200).map { byte -> String in
      byte < 0x20 || byte == 0x7F ? "\\x" + Hex.encode([byte]) : ""
    }
    if text.allSatisfy(\.isEmpty), let string = String(validating: bytes.prefix(200), as: UTF8.self) {
      return string
    }
    return bytes.prefix(200).map {
      0x20..<0x7F ~= $0 ? String(Unicode.Scalar($0)) : "\\x" + Hex.encode([$0])
    }.joined()
  }
}

extension ArraySlice where Element == UInt8 {
  fileprivate var trimmedNULs: ArraySlice<UInt8> {
    self[startIndex..<((lastIndex { $0 != 0 }) ?? startIndex - 1) + 1]
  }
}

import SteleCore

/// The records of a pax header as they are read. See Spec §5.4.
struct PaxRecords {
  private(set) var path: [UInt8]?
  private(set) var linkPath: [UInt8]?
  private(set) var size: UInt64?

  /// What is wrong with the records; reading goes on where it can.
  private(set) var problems: [ContainerError] = []

  init(_ data: ArraySlice<UInt8>) {
    if data.isEmpty { problems.append(ContainerError(.paxMalformed, "a pax header has no records")) }
    var rest = data
    var seen: Set<String> = []
    var last = 0
    while !rest.isEmpty {
      guard let (key, value, length) = Self.record(rest) else {
        problems.append(
          ContainerError(.paxMalformed, "the pax header is not a sequence of 'length key=value' records"))
        return
      }
      rest = rest.dropFirst(length)
      guard seen.insert(key).inserted else {
        problems.append(ContainerError(.paxKeyTwice, "the pax key '\(key)' stands twice"))
        continue
      }
      let place = ["path", "linkpath", "size"].firstIndex(of: key) ?? last
      if place < last {
        problems.append(ContainerError(.paxKeyUnexpected, "the pax key '\(key)' stands in the wrong order"))
      }
      last = place
      switch key {
      case "path": path = Array(value)
      case "linkpath": linkPath = Array(value)
      case "size":
        size = UInt64(String(decoding: value, as: UTF8.self))
        if size == nil {
          problems.append(ContainerError(.paxMalformed, "the pax size is not a number"))
        }
      default:
        problems.append(
          ContainerError(.paxKeyUnexpected, "the pax key '\(key)' is not allowed in a package"))
      }
    }
  }

  private static func record(_ bytes: ArraySlice<UInt8>) -> (String, ArraySlice<UInt8>, Int)? {
    guard let space = bytes.prefix(8).firstIndex(of: UInt8(ascii: " ")), space > bytes.startIndex,
      bytes[..<space].allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
      bytes.first != UInt8(ascii: "0"),
      let length = Int(String(decoding: bytes[..<space], as: UTF8.self)),
      length > space - bytes.startIndex + 1, length <= bytes.count,
      bytes[bytes.startIndex + length - 1] == UInt8(ascii: "\n")
    else { return nil }
    let body = bytes[(space + 1)..<(bytes.startIndex + length - 1)]
    guard let equals = body.firstIndex(of: UInt8(ascii: "=")),
      let key = String(validating: body[..<equals], as: UTF8.self), !key.isEmpty
    else { return nil }
    return (key, body[(equals + 1)...], length)
  }
}

internal import CYAML

/// Reads YAML into a ``MetadataValue`` through libyaml's events.
///
/// Aliases are not followed, so a document cannot grow by referring to itself, and nesting is bounded.
enum YAMLReader {
  private enum Frame {
    case list([MetadataValue])
    case table([MetadataValue.Member], key: String?)
  }

  /// Why libyaml cannot be loaded; `nil` if it is. Who reads nothing need not have it.
  static var problem: String? { unsafe stele_yaml_load().map { unsafe String(cString: $0) } }

  /// The first document, up to the first error, and whether there was none; `nil` if nothing could be read.
  static func read(_ bytes: [UInt8]) -> (value: MetadataValue, isWhole: Bool)? {
    var parser = unsafe yaml_parser_t()
    guard unsafe stele_yaml_parser_initialize(&parser) == 1 else { return nil }
    defer { unsafe stele_yaml_parser_delete(&parser) }
    return unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe stele_yaml_parser_set_input_string(&parser, buffer.baseAddress, buffer.count)
      return unsafe readDocument(&parser)
    }
  }

  @unsafe private static func readDocument(_ parser: inout yaml_parser_t) -> (
    value: MetadataValue, isWhole: Bool
  )? {
    var stack: [Frame] = []
    var root: MetadataValue?

    /// Puts a finished value where it belongs.
    func place(_ value: MetadataValue) {
      switch stack.popLast() {
      case nil: root = root ?? value
      case .list(var items):
        items.append(value)
        stack.append(.list(items))
      case .table(var members, let key):
        if let key {
          members.append(.init(key: key, value: value))
          stack.append(.table(members, key: nil))
        } else {
          stack.append(.table(members, key: value.firstText ?? ""))
        }
      }
    }
    func close() {
      switch stack.popLast() {
      case .list(let items): place(.list(items))
      case .table(let members, _): place(.table(members))
      case nil: break
      }
    }

    var isWhole = false
    reading: while true {
      var event = unsafe yaml_event_t()
      guard unsafe stele_yaml_parser_parse(&parser, &event) == 1 else { break }
      defer { unsafe stele_yaml_event_delete(&event) }
      switch unsafe event.type {
      case YAML_SCALAR_EVENT:
        let scalar = unsafe event.data.scalar
        let text = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
        unsafe place(.text(String(decoding: text, as: UTF8.self)))
      case YAML_ALIAS_EVENT: place(.text(""))
      case YAML_SEQUENCE_START_EVENT: stack.append(.list([]))
      case YAML_MAPPING_START_EVENT: stack.append(.table([], key: nil))
      case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: close()
      case YAML_DOCUMENT_END_EVENT, YAML_STREAM_END_EVENT:
        isWhole = true
        break reading
      default: break
      }
      if stack.count > MetadataValue.maximumDepth { break }
    }
    // After an error, what was read before it still counts.
    while !stack.isEmpty { close() }
    return root.map { ($0, isWhole) }
  }
}

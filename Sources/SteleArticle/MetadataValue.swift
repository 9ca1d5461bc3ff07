internal import FoundationEssentials

/// A value as front matter and JSON-LD hold it: scalars are text, members keep their order.
indirect enum MetadataValue: Hashable, Sendable {
  case text(String)
  case list([MetadataValue])
  case table([Member])

  struct Member: Hashable, Sendable {
    let key: String
    let value: MetadataValue
    /// The key by which it is found: in lower case, without `_` and `-`.
    let name: String

    init(key: String, value: MetadataValue) {
      self.key = key
      self.value = value
      name = MetadataValue.normalized(key)
    }
  }

  /// The deepest nesting that is read; front matter and JSON-LD in use stay far below it.
  static let maximumDepth = 32

  /// The value of the first member whose key is `key`, compared without case, `_` and `-`; `key` in that form.
  subscript(key: String) -> MetadataValue? {
    guard case .table(let members) = self else { return nil }
    return members.first { $0.name == key }?.value
  }

  /// A key in lower case without `_` and `-`, so that `date_published` and `datePublished` are one.
  static func normalized(_ key: String) -> String {
    String(decoding: key.utf8.lazy.filter { $0 != 0x5F && $0 != 0x2D }.map(\.lowered), as: UTF8.self)
  }

  /// The text itself, the first of a list, or what a table gives as its name or value.
  var firstText: String? { texts.first }

  /// Every text of the value: a list's items; for a table, its name, value or address.
  var texts: [String] {
    switch self {
    case .text(let text):
      let text = text.trimmed
      return text.isEmpty || text == "~" || text == "null" ? [] : [text]
    case .list(let items): return items.flatMap(\.texts)
    case .table:
      for key in ["name", "@value", "title", "@id", "url"] {
        if let texts = self[key]?.texts, !texts.isEmpty { return texts }
      }
      return []
    }
  }
}

extension MetadataValue: Decodable {
  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    guard decoder.codingPath.count <= Self.maximumDepth else {
      self = .list([])
      return
    }
    if let container = try? decoder.container(keyedBy: Key.self) {
      self = .table(
        try container.allKeys.map {
          Member(key: $0.stringValue, value: try container.decode(MetadataValue.self, forKey: $0))
        })
    } else if var container = try? decoder.unkeyedContainer() {
      var items: [MetadataValue] = []
      while !container.isAtEnd { items.append(try container.decode(MetadataValue.self)) }
      self = .list(items)
    } else {
      let container = try decoder.singleValueContainer()
      self = .text((try? container.decode(String.self)) ?? "")
    }
  }

  /// Reads JSON; `nil` if the bytes are not that.
  init?(json: [UInt8]) {
    guard let value = try? JSONDecoder().decode(MetadataValue.self, from: Data(json)) else { return nil }
    self = value
  }
}

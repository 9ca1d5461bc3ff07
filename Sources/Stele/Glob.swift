import SteleCore

/// A pattern for paths, as tar and unzip know it: `*` stands for any characters, `/` too; `?` for one; `[a-z]` for one
/// of a set, `[!a-z]` for one that is not; `\` takes the meaning from what follows.
struct Glob: Sendable {
  private enum Part: Sendable {
    case any
    case one
    case set(ranges: [ClosedRange<Unicode.Scalar>], isNegated: Bool)
    case literal(Unicode.Scalar)
  }

  private let parts: [Part]
  private let hasSlash: Bool
  let pattern: String

  /// Whether it is a path as it stands: it has folders, and nothing that stands for something else.
  var isPath: Bool {
    hasSlash && !pattern.contains("\\")
      && parts.allSatisfy { part in
        if case .literal = part { true } else { false }
      }
  }

  init(_ pattern: String) {
    self.pattern = pattern
    let scalars = Array(pattern.unicodeScalars)
    hasSlash = scalars.contains("/")
    var parts: [Part] = []
    var index = 0
    while index < scalars.count {
      switch scalars[index] {
      case "*": parts.append(.any)
      case "?": parts.append(.one)
      case "[":
        if let (set, end) = Self.set(scalars, from: index) {
          parts.append(set)
          index = end
        } else {
          parts.append(.literal("["))
        }
      case "\\" where index + 1 < scalars.count:
        index += 1
        parts.append(.literal(scalars[index]))
      case let scalar: parts.append(.literal(scalar))
      }
      index += 1
    }
    self.parts = parts
  }

  /// The set that begins at `start`, and the index of its `]`; `nil` if it does not end.
  private static func set(_ scalars: [Unicode.Scalar], from start: Int) -> (Part, Int)? {
    var index = start + 1
    guard index < scalars.count else { return nil }
    let isNegated = scalars[index] == "!" || scalars[index] == "^"
    if isNegated { index += 1 }
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    let first = index
    while index < scalars.count {
      let scalar = scalars[index]
      if scalar == "]", index > first { return (.set(ranges: ranges, isNegated: isNegated), index) }
      if index + 2 < scalars.count, scalars[index + 1] == "-", scalars[index + 2] != "]",
        scalar <= scalars[index + 2]
      {
        ranges.append(scalar...scalars[index + 2])
        index += 3
      } else {
        ranges.append(scalar...scalar)
        index += 1
      }
    }
    return nil
  }

  /// Whether the pattern is the path's, that of a folder above it, or, if it has no `/`, its last name's.
  func matches(_ path: PackagePath) -> Bool {
    var candidate: PackagePath? = path
    while let current = candidate {
      if matches(current.description) { return true }
      candidate = current.parent
    }
    return !hasSlash && matches(String(decoding: path.lastName, as: UTF8.self))
  }

  /// Whether the pattern stands for all of the text. Time is at most the product of their lengths.
  private func matches(_ text: String) -> Bool {
    let text = Array(text.unicodeScalars)
    var position = 0
    var part = 0
    var retry: (position: Int, part: Int)?
    while position < text.count {
      if part < parts.count {
        if case .any = parts[part] {
          part += 1
          retry = (position, part)
          continue
        }
        if matches(parts[part], text[position]) {
          part += 1
          position += 1
          continue
        }
      }
      guard let last = retry else { return false }
      retry = (last.position + 1, last.part)
      (position, part) = (last.position + 1, last.part)
    }
    return parts[part...].allSatisfy { if case .any = $0 { true } else { false } }
  }

  private func matches(_ part: Part, _ scalar: Unicode.Scalar) -> Bool {
    switch part {
    case .any, .one: true
    case .literal(let literal): literal == scalar
    case .set(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
    }
  }
}

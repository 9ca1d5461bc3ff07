internal import CUTF8Proc

/// Unicode's canonical forms of text, as UTF-8, by utf8proc.
///
/// Text that is ASCII or unified Chinese characters alone needs no tables, and gets none: that is most names.
package enum CanonicalText {
  /// Normalisation Form C: letters composed with their marks.
  package static func composed(_ text: [UInt8]) -> [UInt8] {
    isInert(text) ? text : map(text, [UTF8PROC_STABLE, UTF8PROC_COMPOSE])
  }

  /// Whether text is in Normalisation Form C.
  package static func isComposed(_ text: [UInt8]) -> Bool {
    // Below U+0300, which is CC 80, nothing composes with what stands before it.
    text.allSatisfy { $0 < 0xCC } || composed(text) == text
  }

  /// What is left of text without case and normalisation: full case folding (Unicode's classes C and F) of its
  /// decomposed form. Two texts have the same value if and only if they are a canonical caseless match.
  package static func caseless(_ text: [UInt8]) -> [UInt8] {
    if isInert(text) { return text.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 } }
    // Decomposed before and after: folding takes a mark apart that decomposing must have put in its place
    // (Unicode's definition D145).
    return map(
      map(text, [UTF8PROC_STABLE, UTF8PROC_DECOMPOSE]),
      [UTF8PROC_STABLE, UTF8PROC_DECOMPOSE, UTF8PROC_CASEFOLD])
  }

  /// Whether each character is ASCII or one of U+4000 to U+9FFF, which have neither case nor decompositions.
  private static func isInert(_ text: [UInt8]) -> Bool {
    text.allSatisfy { $0 < 0xC0 || (0xE4...0xE9).contains($0) }
  }

  /// - Parameter text: Valid UTF-8.
  private static func map(_ text: [UInt8], _ options: [utf8proc_option_t]) -> [UInt8] {
    let options = utf8proc_option_t(rawValue: options.reduce(0) { $0 | $1.rawValue })
    var capacity = text.count + 16
    while true {
      switch map(text, options, capacity) {
      case .done(let result): return result
      case .needs(let count): capacity = count
      }
    }
  }

  private enum Attempt {
    case done([UInt8])
    /// It takes room for so many characters.
    case needs(Int)
  }

  private static func map(_ text: [UInt8], _ options: utf8proc_option_t, _ capacity: Int) -> Attempt {
    // One more, since utf8proc ends its result with a NUL.
    unsafe withUnsafeTemporaryAllocation(of: utf8proc_int32_t.self, capacity: capacity + 1) { buffer in
      let count = unsafe text.withUnsafeBufferPointer {
        unsafe utf8proc_decompose($0.baseAddress, $0.count, buffer.baseAddress, capacity, options)
      }
      // A path is valid UTF-8 and short, so that utf8proc has no reason to fail.
      precondition(count >= 0, "utf8proc cannot decompose text: error \(count)")
      guard count <= capacity else { return .needs(count) }
      let length = unsafe utf8proc_reencode(buffer.baseAddress, count, options)
      precondition(length >= 0, "utf8proc cannot encode text: error \(length)")
      return unsafe .done(Array(UnsafeRawBufferPointer(buffer).prefix(length)))
    }
  }
}

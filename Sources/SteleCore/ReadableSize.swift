/// A number of bytes for people, as `Bag-Size` and the commands write it. See Spec §7.3.
package enum ReadableSize {
  /// `999 B`, `43.7 MB`: powers of 1,000, cut to one decimal place.
  package static func text(_ bytes: UInt64) -> String {
    if bytes < 1000 { return "\(bytes) B" }
    var unit: UInt64 = 1000
    for name in ["kB", "MB", "GB"] {
      if bytes < unit * 1000 { return "\(bytes / unit).\(bytes % unit * 10 / unit) \(name)" }
      unit *= 1000
    }
    return "\(bytes / unit).\(bytes % unit / (unit / 10)) TB"
  }
}

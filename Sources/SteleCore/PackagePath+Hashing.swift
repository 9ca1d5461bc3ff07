extension PackagePath {
  /// Hashes the bytes as one run: an array's own hash takes them one by one, which for the paths of a large
  /// manifest costs more than reading it.
  public func hash(into hasher: inout Hasher) {
    unsafe bytes.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
  }
}

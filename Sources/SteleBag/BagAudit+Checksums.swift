package import SteleCore

extension BagAudit {
  /// The algorithms whose checksums a file needs, each once.
  package func algorithms(for path: PackagePath) -> [ChecksumAlgorithm] {
    let needed = Set(expectations[path, default: []].map(\.checksum.algorithm))
    return ChecksumAlgorithm.allCases.filter(needed.contains)
  }

  /// Holds a file's checksums against every line that lists it.
  ///
  /// - Parameter checksums: One for each of ``algorithms(for:)``.
  package func compare(_ path: PackagePath, _ checksums: [Checksum]) -> [Finding] {
    expectations[path, default: []].compactMap { expectation in
      let wanted = expectation.checksum
      guard let found = checksums.first(where: { $0.algorithm == wanted.algorithm }) else {
        preconditionFailure("no \(wanted.algorithm) checksum was computed")
      }
      if found == wanted { return nil }
      return Finding(
        .checksumMismatch, path: String(readable: path.bytes),
        "its \(wanted.algorithm.rawValue) is \(found.hex), but \(expectation.manifest) says \(wanted.hex);"
          + " it was changed or damaged")
    }
  }
}

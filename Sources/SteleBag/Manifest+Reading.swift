package import SteleCore

extension Manifest {
  /// Reads a manifest of any maker, and reports every line that is wrong (an error; the line is left out) or
  /// oddly spelled (a warning for each kind of spelling).
  ///
  /// - Parameters:
  ///   - text: The manifest's text as UTF-8.
  ///   - name: The manifest's file name.
  ///   - version: From 1.0 on, a path listed again is an error even with the same checksum.
  package static func read(
    _ text: [UInt8], _ scope: ManifestScope, _ algorithm: ChecksumAlgorithm, name: String,
    version: BagVersion
  ) -> (manifest: Manifest, findings: [Finding]) {
    var manifest = Manifest(scope, algorithm)
    var findings: [Finding] = []
    var known: [PackagePath: Checksum] = [:]
    var odd: [(quirk: TolerantManifestLine.Quirks, text: String, first: Int, count: Int)] =
      TolerantManifestLine.Quirks.descriptions.map { ($0.0, $0.1, 0, 0) }
    for line in TagLines(text) where !line.bytes.allSatisfy(\.isBlank) {
      let parsed: TolerantManifestLine
      do throws(TolerantManifestLine.Fault) {
        parsed = try TolerantManifestLine(line, scope, algorithm)
      } catch {
        let isUnsafe = if case .unsafe = error { true } else { false }
        findings.append(
          Finding(
            isUnsafe ? .manifestPathUnsafe : .manifestLineSyntax, path: name, "line \(line.number): \(error)")
        )
        continue
      }
      for index in odd.indices where parsed.quirks.contains(odd[index].quirk) {
        if odd[index].count == 0 { odd[index].first = line.number }
        odd[index].count += 1
      }
      let entry = parsed.entry
      guard let first = known.updateValue(entry.checksum, forKey: entry.path) else {
        manifest.entries.append(entry)
        continue
      }
      let shown = String(readable: entry.path.bytes)
      if first != entry.checksum {
        // Both are checked, and one of them fails.
        manifest.entries.append(entry)
        findings.append(
          Finding(
            .manifestPathTwice, path: name,
            "line \(line.number) lists '\(shown)' again, with another checksum; ask the sender which is right"
          ))
      } else {
        findings.append(
          Finding(
            version >= .v100 ? .manifestPathTwice : .manifestPathRepeated, path: name,
            "line \(line.number) lists '\(shown)' again, with the same checksum; remove one of the lines"))
      }
    }
    for (_, text, first, count) in odd where count > 0 {
      let lines = count == 1 ? "line \(first) has" : "\(count) lines, from line \(first) on, have"
      findings.append(Finding(.manifestSpelling, path: name, "\(lines) \(text)"))
    }
    return (manifest, findings)
  }
}

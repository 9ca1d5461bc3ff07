package import SteleCore

/// Why a manifest is not one that Stele wrote.
package struct ManifestError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Counted from 1.
  package let line: Int
  package let description: String
}

extension Manifest {
  /// Reads a manifest as Stele writes it and takes no other spelling, so that ``bytes`` gives the same
  /// bytes again. The order of the lines is the caller's to check.
  ///
  /// - Throws: The first line that is otherwise, or that lists a path again.
  package init(
    strict bytes: [UInt8], _ scope: ManifestScope, _ algorithm: ChecksumAlgorithm
  ) throws(ManifestError) {
    self.init(scope, algorithm)
    var paths: Set<PackagePath> = []
    for line in TagLines(bytes) {
      let parsed: ManifestLine
      do throws(ManifestLine.Fault) {
        parsed = try ManifestLine(line, scope, algorithm)
      } catch {
        throw ManifestError(line: line.number, description: error.description)
      }
      // A backslash is a name's own business where it is not a separator; the packer warns of it.
      let quirks = parsed.quirks.subtracting(.backslash)
      if let (_, text) = ManifestLine.Quirks.descriptions.first(where: { quirks.contains($0.0) }) {
        throw ManifestError(
          line: line.number, description: "it has \(text)")
      }
      guard paths.insert(parsed.entry.path).inserted else {
        throw ManifestError(line: line.number, description: "it lists '\(parsed.entry.path)' again")
      }
      // What is written has no literal form; dropping it keeps equal manifests equal.
      entries.append(Entry(parsed.entry.path, parsed.entry.checksum))
    }
  }

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
    var odd: [(quirk: ManifestLine.Quirks, text: String, first: Int, count: Int)] =
      ManifestLine.Quirks.descriptions.map { ($0.0, $0.1, 0, 0) }
    for line in TagLines(text) where !line.bytes.allSatisfy(\.isBlank) {
      let parsed: ManifestLine
      do throws(ManifestLine.Fault) {
        parsed = try ManifestLine(line, scope, algorithm)
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

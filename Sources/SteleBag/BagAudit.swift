package import SteleCore

/// The rules on what a bag must list and hold (RFC 8493 §3), without reading a file: says what is wrong with
/// the lists, and which checksums each file must have.
package struct BagAudit: Sendable {
  /// All findings that need no file's contents, in a fixed order.
  package private(set) var findings: [Finding] = []
  /// What is listed and there, by the file's true path.
  package private(set) var expectations: [PackagePath: [Expectation]] = [:]
  /// The payload as it stands in the folder, without what operating systems left there.
  package private(set) var payload = PayloadOxum(byteCount: 0, fileCount: 0)
  /// Some files that `fetch.txt` lists are not there.
  package private(set) var isHoley = false

  /// What one line of a manifest says of a file.
  package struct Expectation: Hashable, Sendable {
    package let checksum: Checksum
    package let manifest: String
  }

  private let inventory: BagInventory
  private let fetched: Set<PackagePath>
  private var spellings: [PathSpelling: [PackagePath]]?

  package init(_ inventory: BagInventory) {
    self.inventory = inventory
    fetched = Set(inventory.fetch.entries.map(\.path))
    checkStructure()
    let payloadSets = inventory.payloadManifests.map { resolve($0) }
    let tagSets = inventory.tagManifests.map { resolve($0) }
    checkFetch()
    checkPayload(payloadSets)
    checkTagFiles(tagSets)
    checkCollisions()
    checkOxum()
  }

  private mutating func report(_ code: RuleCode, _ path: String?, _ message: String) {
    findings.append(Finding(code, path: path, message))
  }

  private mutating func report(_ code: RuleCode, _ path: PackagePath, _ message: String) {
    report(code, String(readable: path.bytes), message)
  }

  private mutating func checkStructure() {
    let unchecked = inventory.uncheckedManifests
    if inventory.payloadManifests.isEmpty {
      if let first = unchecked.first(where: { $0.scope == .payload }) {
        report(
          .checksumAlgorithmUnknown, first.name,
          "its algorithm is not known here, and no other manifest lists the payload; nothing can be checked")
      } else {
        report(.payloadManifestMissing, nil, "there is no payload manifest, such as manifest-sha256.txt")
      }
    }
    for manifest in unchecked where manifest.scope == .tags || !inventory.payloadManifests.isEmpty {
      report(.manifestUnchecked, manifest.name, "its algorithm is not known here; it was not checked")
    }
  }

  /// Finds the files that a manifest lists, notes what is expected of them, and reports those not there.
  private mutating func resolve(_ manifest: Manifest) -> Set<PackagePath> {
    var found: Set<PackagePath> = []
    for entry in manifest.entries {
      if manifest.scope == .tags, entry.path.isPayload || entry.path.manifestScope == .tags {
        report(
          .tagManifestScope, manifest.name,
          "it lists '\(String(readable: entry.path.bytes))', which is not a tag manifest's to list")
      }
      if let path = file(for: entry, in: manifest) {
        found.insert(path)
        expectations[path, default: []].append(Expectation(checksum: entry.checksum, manifest: manifest.name))
      } else if fetched.contains(entry.path) {
        // `checkFetch` reports it, once for all manifests.
        found.insert(entry.path)
      } else {
        report(
          .fileMissing, String(readable: entry.path.bytes),
          "it is listed in \(manifest.name) but is not there; get it from the sender")
      }
    }
    return found
  }

  /// The file that an entry means: the one of that name; else the one whose name is spelled as the line is;
  /// else the only one that differs in case or normalisation alone.
  private mutating func file(for entry: Manifest.Entry, in manifest: Manifest) -> PackagePath? {
    if inventory.files[entry.path] != nil { return entry.path }
    if let literal = entry.literalPath, inventory.files[literal] != nil {
      report(
        .manifestSpelling, manifest.name,
        "'\(String(readable: literal.bytes))' has a '%' in its name, which is to be listed as %25")
      return literal
    }
    if spellings == nil {
      spellings = Dictionary(grouping: inventory.files.keys) { PathSpelling($0) }
    }
    guard let similar = spellings?[PathSpelling(entry.path)], similar.count == 1 else { return nil }
    report(
      .fileNameSpelling, String(readable: similar[0].bytes),
      "\(manifest.name) lists it as '\(String(readable: entry.path.bytes))', which differs in case or in"
        + " Unicode normalisation")
    return similar[0]
  }

  private mutating func checkFetch() {
    let listings = inventory.payloadManifests.map { manifest in
      (manifest.name, Set(manifest.entries.map(\.path)))
    }
    for entry in inventory.fetch.entries {
      for (name, paths) in listings where !paths.contains(entry.path) {
        report(
          .fetchPathUnlisted, entry.path,
          "fetch.txt lists it, but \(name) does not, so that it cannot be checked")
      }
      if let size = inventory.files[entry.path] {
        if let length = entry.length, length != size {
          report(
            .fetchLengthMismatch, entry.path,
            "it has \(size) bytes; fetch.txt says that it should have \(length)")
        }
      } else {
        isHoley = true
        report(
          .fileNotFetched, entry.path,
          "it is not there yet; fetch it from \(String(readable: entry.url.utf8)) and verify again")
      }
    }
  }

  private mutating func checkPayload(_ sets: [Set<PackagePath>]) {
    var byteCount: UInt64 = 0
    var fileCount: UInt64 = 0
    let names = inventory.payloadManifests.map(\.name)
    for path in inventory.files.keys.filter(\.isPayload).sorted() {
      let missing = zip(names, sets).filter { !$0.1.contains(path) }.map(\.0)
      let isListed = missing.count < sets.count
      if path.isSystemFile {
        report(
          .systemFile, path,
          isListed
            ? "it is listed, but is a file that an operating system leaves behind and may remove"
            : "it is not listed; an operating system left it there; remove it")
        if !isListed { continue }
      } else if !isListed, !sets.isEmpty {
        report(.payloadFileUnlisted, path, "no manifest lists it; it is not part of what was sealed")
      } else if !missing.isEmpty, inventory.version >= .v100 {
        report(
          .payloadFileUnlisted, path,
          "\(missing.joined(separator: ", ")) does not list it, and each manifest must list every file")
      }
      byteCount += inventory.files[path]!
      fileCount += 1
    }
    payload = PayloadOxum(byteCount: byteCount, fileCount: fileCount)
  }

  private mutating func checkTagFiles(_ sets: [Set<PackagePath>]) {
    for path in inventory.files.keys.filter({ !$0.isPayload }).sorted() {
      if path.isSignature || path.manifestScope == .tags || sets.contains(where: { $0.contains(path) }) {
        continue
      }
      if path.isSystemFile {
        report(.systemFile, path, "an operating system left it there; remove it")
      } else if inventory.isStele {
        report(
          .steleTagFileUnlisted, path,
          "no tag manifest lists it; it is not part of what was sealed")
      } else if !sets.isEmpty {
        report(.tagFileUnlisted, path, "no tag manifest lists it, so that a change to it cannot be seen")
      }
    }
  }

  private mutating func checkCollisions() {
    let listed = inventory.payloadManifests.flatMap { $0.entries.map(\.path) }
    let paths = Set(listed).union(inventory.files.keys.lazy.filter(\.isPayload))
    for group in PathSpelling.collisions(of: paths) {
      let others = group.dropFirst().map { "'\(String(readable: $0.bytes))'" }.joined(separator: ", ")
      report(
        .bagPathCollision, String(readable: group[0].bytes),
        "some file systems take it and \(others) for one name; extract the bag where case and normalisation"
          + " count")
    }
  }

  private mutating func checkOxum() {
    let (oxum, oxumFindings) = inventory.info.payloadOxum(name: inventory.infoName)
    findings += oxumFindings
    // What is still to be fetched counts in the sum; that it is not there is said already.
    guard let oxum, oxum != payload, !isHoley else { return }
    report(
      .payloadOxumMismatch, inventory.infoName,
      "Payload-Oxum says \(oxum.words), but the payload has \(payload.words); if no other finding says why,"
        + " Payload-Oxum itself is wrong")
  }
}

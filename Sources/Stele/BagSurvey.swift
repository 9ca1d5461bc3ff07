internal import SteleBag
internal import SteleCore
internal import SteleFile

/// What a bag's folder holds, and what its tag files say, with what is wrong with them.
struct BagSurvey: Sendable {
  private(set) var findings: [Finding] = []
  private(set) var inventory: BagInventory
  /// The files as the walk found them.
  private(set) var entries: [PackagePath: SourceEntry] = [:]
  /// The bytes of the tag files that were read: what is hashed later is what was believed.
  private(set) var tagFiles: [PackagePath: [UInt8]] = [:]
  private let tree: SourceTree
  private var encoding = BagDeclaration.assumed.encoding

  /// Walks the folder.
  init(_ tree: SourceTree) {
    self.tree = tree
    var sizes: [PackagePath: UInt64] = [:]
    var hasPayloadFolder = false
    var problems: [Finding] = []
    for item in tree.walk() {
      switch item {
      case .entry(let entry) where entry.kind == .file:
        entries[entry.path] = entry
        sizes[entry.path] = entry.size
      case .entry(let entry):
        if entry.path == PayloadFolder.path { hasPayloadFolder = true }
      case .problem(let problem):
        problems.append(
          Finding(.bagFileUnreadable, path: String(readable: problem.path), "\(problem); it was not checked"))
      }
    }
    inventory = BagInventory(version: BagDeclaration.assumed.version, files: sizes)
    if !hasPayloadFolder {
      findings.append(
        Finding(.payloadFolderMissing, path: "data", "there is no folder 'data'; is this a bag?"))
    }
    findings += problems
  }

  /// Reads the declaration, then the manifests and the other tag files in the encoding that it names.
  mutating func readTagFiles() {
    if let bytes = bytes(of: BagFileName.declaration) {
      let (declaration, declarationFindings) = BagDeclaration.read(bytes)
      inventory.version = declaration.version
      encoding = declaration.encoding
      findings += declarationFindings
    } else if !findings.contains(where: { $0.path == BagFileName.declaration }) {
      findings.append(
        Finding(.bagDeclarationMissing, path: BagFileName.declaration, "it is not there; is this a bag?"))
    }
    for path in inventory.files.keys.filter({ $0.parent == nil }).sorted() {
      guard let (scope, algorithm) = Manifest.kind(ofFileNamed: path.bytes) else { continue }
      let name = path.description
      guard let algorithm else {
        inventory.uncheckedManifests.append((name, scope))
        continue
      }
      guard let text = text(of: name) else { continue }
      let (manifest, manifestFindings) = Manifest.read(
        text, scope, algorithm, name: name, version: inventory.version)
      findings += manifestFindings
      if scope == .payload {
        inventory.payloadManifests.append(manifest)
      } else {
        inventory.tagManifests.append(manifest)
      }
    }
    if let text = text(of: BagFileName.fetch) {
      let (list, fetchFindings) = FetchList.read(text)
      inventory.fetch = list
      findings += fetchFindings
    }
    for name in [BagFileName.info, BagFileName.oldInfo] {
      guard let text = text(of: name) else { continue }
      let (info, infoFindings) = BagInfoFields.read(text, name: name)
      inventory.info = info
      inventory.infoName = name
      findings += infoFindings
      break
    }
  }

  /// The text of a tag file as UTF-8; `nil`, with a finding if it is there, if it cannot be had.
  private mutating func text(of name: String) -> [UInt8]? {
    guard let bytes = bytes(of: name) else { return nil }
    guard let text = TagText(bytes, encoding) else {
      findings.append(
        Finding(.tagFileEncoding, path: name, "it is not text in the encoding that bagit.txt names"))
      return nil
    }
    if text.hadMark, encoding == .utf8 || encoding == .ascii {
      findings.append(Finding(.tagFileForm, path: name, "it begins with a byte-order mark; remove the mark"))
    }
    return text.bytes
  }

  private mutating func bytes(of name: String) -> [UInt8]? {
    guard let path = try? PackagePath(name), let entry = entries[path] else { return nil }
    do throws(FileError) {
      let bytes = try tree.file(entry).readToEnd(limit: BagFolderVerifier.tagFileLimit)
      tagFiles[path] = bytes
      return bytes
    } catch {
      findings.append(Finding(.bagFileUnreadable, path: name, "\(error)"))
      return nil
    }
  }
}

extension BagSurvey {
  private func digest(_ scope: ManifestScope) -> Digest? {
    guard let path = try? PackagePath(Manifest.name(scope, .sha256)) else { return nil }
    return tagFiles[path].map { Digest(hashing: $0) }
  }

  /// The SHA-256 of `manifest-sha256.txt`, if that is there.
  var contentDigest: Digest? { digest(.payload) }

  /// The SHA-256 of `tagmanifest-sha256.txt`, if that is there and lists a manifest of the payload that
  /// nobody can forge.
  func packageDigest(_ findings: inout [Finding]) -> Digest? {
    guard let digest = digest(.tags) else { return nil }
    let strong = [ChecksumAlgorithm.sha224, .sha256, .sha384, .sha512].map { Manifest.name(.payload, $0) }
    let isWhole = inventory.tagManifests.contains { manifest in
      manifest.algorithm == .sha256 && manifest.entries.contains { strong.contains($0.path.description) }
    }
    if isWhole { return digest }
    findings.append(
      Finding(
        .packageDigestPartial, path: Manifest.name(.tags, .sha256),
        "it lists no SHA-2 manifest of the payload, so that its digest does not stand for the bag"))
    return nil
  }
}

internal import SteleBag
package import SteleCore
internal import SteleFile
package import SystemPackage

/// Verifies a folder that is a bag, made by whatever tool: BagIt 0.93 to 0.97, and 1.0 (RFC 8493).
///
/// Reads every listed file once, several at a time, and goes on to the end whatever it finds. Reads nothing
/// outside the folder; links inside it count as what they lead to. Nothing is fetched.
package struct BagFolderVerifier: Sendable {
  /// The package digest that the user expects; `nil` if there is no expectation.
  package var expected: Digest?
  /// How many files are read at a time, at least 1.
  package var concurrency = Processors.count

  /// The largest tag file that is held in memory: a manifest of some ten million files.
  static let tagFileLimit = 1 << 30

  package init(expected: Digest? = nil) { self.expected = expected }

  /// Verifies the bag in a folder.
  ///
  /// - Parameter progress: Is told how far the work has come.
  /// - Throws: ``FileError`` if the folder itself cannot be opened, or `CancellationError`; all else is a
  ///   finding.
  package func verify(
    _ folder: FilePath, progress: ProgressHandler? = nil
  ) async throws -> BagReport {
    let tree = try SourceTree.open(folder)
    guard try Self.looksLikeBag(tree) else { return try noBag(folder, tree) }
    var survey = BagSurvey(tree)
    survey.readTagFiles()
    let audit = BagAudit(survey.inventory)
    let checked = try await BagFileChecker(tree, survey, audit).run(concurrency: concurrency, progress)

    var findings = survey.findings + audit.findings + checked.findings
    let packageDigest = survey.packageDigest(&findings)
    let isExpected = expected.map { $0 == packageDigest }
    if let expected, isExpected == false {
      findings.append(Self.unexpected(expected, packageDigest, survey.contentDigest))
    }
    return BagReport(
      findings: findings, version: survey.inventory.version.rawValue, byteCount: audit.payload.byteCount,
      fileCount: audit.payload.fileCount, checkedFileCount: checked.fileCount,
      contentDigest: survey.contentDigest, packageDigest: packageDigest, isExpected: isExpected)
  }

  /// Whether there is any of what a bag must have; if not, its files are none of ours to read.
  private static func looksLikeBag(_ tree: SourceTree) throws(FileError) -> Bool {
    try tree.root.names().contains { name in
      name.bytes.elementsEqual(BagFileName.declaration.utf8)
        || Manifest.kind(ofFileNamed: name.bytes) != nil
    }
  }

  private func noBag(_ folder: FilePath, _ tree: SourceTree) throws(FileError) -> BagReport {
    let meant = try Self.bagsAndPackages(in: tree.root)
    let shown = meant.prefix(3).map { "'\(folder.appending($0))'" }.joined(separator: ", ")
    let more = meant.count > 3 ? " and \(meant.count - 3) more" : ""
    let findings = [
      Finding(
        .bagDeclarationMissing, path: BagFileName.declaration,
        "this folder is no bag: it has neither 'bagit.txt' nor a manifest"
          + (meant.isEmpty ? "" : "; verify what is in it: \(shown)\(more)")),
      Finding(.payloadManifestMissing, "there is no manifest, so nothing in the folder can be checked"),
    ]
    return BagReport(
      findings: findings + (expected.map { [Self.unexpected($0, nil, nil)] } ?? []),
      version: BagDeclaration.assumed.version.rawValue, byteCount: 0, fileCount: 0, checkedFileCount: 0,
      contentDigest: nil, packageDigest: nil, isExpected: expected.map { _ in false })
  }

  /// The names of what the user may have meant by a folder that is no bag: bags, such as `tar x` puts into it, and
  /// packages.
  private static func bagsAndPackages(in folder: Folder) throws(FileError) -> [String] {
    var meant: [String] = []
    for name in try folder.names().sorted() {
      guard let text = String(validating: name.bytes, as: UTF8.self), let path = try? PackagePath(text),
        let declaration = try? path.appending(PackagePath(BagFileName.declaration))
      else { continue }
      let isPackage = Codec.allCases.contains { text.hasSuffix($0.fileNameExtension) }
      // What cannot be looked at is none.
      guard let found = try? folder.obstacle(at: isPackage ? path : declaration), !found.isOnTheWay,
        found.kind == .file
      else { continue }
      meant.append(text)
    }
    return meant
  }

  private static func unexpected(_ expected: Digest, _ found: Digest?, _ content: Digest?) -> Finding {
    let manifest = Manifest.name(.tags, .sha256)
    if expected == content {
      return Finding(
        .bagDigestNotExpected,
        "\(expected) is the content digest, which says nothing of the bag's description; compare the package"
          + " digest")
    }
    guard let found else {
      return Finding(
        .bagDigestNotExpected,
        "\(expected) is expected, but the bag has no package digest: no \(manifest) that lists the payload's"
          + " manifest; get the bag again")
    }
    return Finding(
      .bagDigestNotExpected, path: manifest,
      "\(expected) is expected, but the package digest is \(found); this is another package or version")
  }
}

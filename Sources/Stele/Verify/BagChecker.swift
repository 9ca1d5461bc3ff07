import SteleBag
import SteleContainer
import SteleCore

/// Compares the tag files with each other and with the payload. See Spec §7.
struct BagChecker {
  let tar: TarChecker
  let findings: Findings
  let extent: Extent
  let threads: Int

  /// How much of the tar could be read.
  enum Extent {
    case whole
    /// Some was lost: what is missing may have been there.
    case damaged
    /// The rest is still to come: what is missing is no fault.
    case beginning
  }

  private var hasGaps: Bool { extent != .whole }

  /// What the tag files say, as far as they could be read.
  struct Result: Sendable {
    var packageDigest: Digest?
    var contentDigest: Digest?
    /// The lines of the manifest.
    var lines = ManifestTable()
    /// Which of these lists which file.
    fileprivate(set) var listing = PayloadListing()
    /// What the index must say of the payload; nothing if some of the package is lost.
    fileprivate(set) var index = PayloadIndex()
    /// Whether the manifest could be read whole.
    var hasManifest = false
    /// What `articles.jsonl` says of the payload, and how much it speaks of; `nil` if it could not be read whole.
    var articles: CompactList<ArticleClaims>?
    var counts: PackageArticleCounts?

    /// The digest that the manifest gives a path.
    ///
    /// - Parameter file: The number of the file with this path; `nil` if there is none.
    func digest(of path: PackagePath, file: Int?) -> Digest? {
      if let line = file.flatMap(listing.line(ofFile:)) { return lines.digest(line) }
      return lines.digest(of: path)
    }
  }

  /// - Parameter claims: What lines of tag files say, not to be held elsewhere: of millions of files it is let go of as soon
  ///   as it was checked.
  /// - Throws: `CancellationError`.
  func check(_ claims: consuming TagContents.Claims) async throws -> Result {
    var result = Result()
    checkPresence()
    let bytes = tar.contents.bytes
    if let bytes = bytes[.bagit], bytes != BagDeclaration.bytes {
      findings.add(.bagitDeclaration, path: TagFile.bagit.rawValue, "'bagit.txt' does not say what it must")
    }
    result.packageDigest = tar.contents.digests[.tagManifest]
    result.contentDigest = tar.contents.digests[.manifest]
    if let bytes = bytes[.tagManifest] { checkTagManifest(bytes) }
    if let manifest = tar.contents.manifests[.manifest] {
      result.hasManifest = true
      findings.take(manifest.findings)
      let lines = manifest.table
      result.lines = lines
      result.listing = checkPayload(lines, .manifest) { file, line in
        tar.digest(of: tar.files[file]).map { $0 == lines.digest(line) }
      }
    } else {
      reportUnproven()
    }
    if let manifest = tar.contents.manifests[.manifestSHA512] {
      findings.take(manifest.findings)
      let lines = manifest.table
      _ = checkPayload(lines, .manifestSHA512) { file, line in
        tar.sha512(ofFile: file).map { $0 == lines[line].digest }
      }
    }
    if let bytes = bytes[.bagInfo] { checkBagInfo(bytes) }
    if let files = claims.files {
      FilesChecker(tar: tar, findings: findings, hasGaps: hasGaps).check(files)
    }
    claims.files = nil
    // It is made beside the checks that follow, of copies.
    let (payload, lines, listing) = (tar.files, result.lines, result.listing)
    let entry = hasGaps ? nil : tar.tagFiles.first { $0.file == .manifest }
    async let index = entry.map { PayloadIndex(payload, lines, listing, manifestOffset: $0.dataOffset) }
    if let articles = claims.articles {
      try await ArticlesChecker(paths: tar.paths, files: tar.files, bag: result, hasGaps: hasGaps)
        .check(articles, findings, threads: threads)
      result.articles = articles
      result.counts = tar.contents.articleTotals.map(PackageArticleCounts.init)
    }
    // Without a manifest there is nothing to agree with; that it is lost is reported.
    if let captures = claims.captures, result.hasManifest {
      CapturesChecker(tar: tar, findings: findings).check(captures, lines: result.lines)
    }
    result.index = await index ?? PayloadIndex()
    return result
  }

  private func checkPresence() {
    // After a limit nothing more was taken in.
    if tar.isStopped || extent == .beginning { return }
    let present = Set(tar.tagFiles.map(\.file))
    for file in TagFile.allCases where file.isRequired && !present.contains(file) {
      findings.add(
        .tagFileMissing, path: file.rawValue,
        hasGaps
          ? "'\(file.rawValue)' is lost in a damaged part of the package" : "'\(file.rawValue)' is not there")
    }
    if tar.files.isEmpty, !hasGaps {
      findings.add(.entryOrder, "the package holds no payload file")
    }
  }

  private func checkTagManifest(_ bytes: [UInt8]) {
    let name = TagFile.tagManifest.rawValue
    let manifest = ManifestLines(bytes, .tagManifest)
    findings.take(manifest.findings)
    let lines = manifest.table
    let expected = Set(tar.tagFiles.map(\.file)).subtracting([.tagManifest])
    for line in lines {
      if let file = tar.additional.first(where: { $0.path == line.path }) {
        if let digest = file.digest, digest.hexDigits != line.digest {
          findings.add(
            .tagDigest, path: file.path.description,
            "'\(file.path)' does not have the digest that the tag manifest states")
        }
        continue
      }
      guard let file = TagFile(path: line.path), file != .tagManifest else {
        findings.add(.tagManifest, path: name, "the tag manifest lists '\(line.path)', which is no tag file")
        continue
      }
      guard let digest = tar.contents.digests[file] else {
        if !expected.contains(file) {
          findings.add(
            .tagManifest, path: file.rawValue, "the tag manifest lists '\(line.path)', which is not there")
        }
        continue
      }
      if digest.hexDigits != line.digest {
        findings.add(
          .tagDigest, path: file.rawValue,
          "'\(file.rawValue)' does not have the digest that the tag manifest states")
      }
    }
    let paths = Set(lines.map(\.path))
    for file in tar.additional where !paths.contains(file.path) {
      findings.add(
        .tagManifest, path: file.path.description, "the tag manifest does not list '\(file.path)'")
    }
    let listed = Set(lines.compactMap { TagFile(path: $0.path) })
    for file in TagFile.allCases where expected.contains(file) && !listed.contains(file) {
      findings.add(.tagManifest, path: file.rawValue, "the tag manifest does not list '\(file.rawValue)'")
    }
  }

  /// Holds the payload against a manifest.
  ///
  /// - Parameter isRight: Whether the file with a number has the digest that a line states; `nil` if some of the file was
  ///   missing.
  /// - Returns: Which line lists which file.
  private func checkPayload(
    _ lines: ManifestTable, _ manifest: TagFile, isRight: (Int, Int) -> Bool?
  ) -> PayloadListing {
    var listing = PayloadListing(lines: lines.count, files: tar.files.count)
    for line in lines.indices {
      let path = lines.path(line)
      guard let number = tar.number(ofFileAt: path) else {
        // After a limit nothing more was taken in.
        if tar.isStopped || extent == .beginning { continue }
        findings.add(
          .payloadMissing, path: path.description,
          hasGaps
            ? "'\(path)' is lost: its entry stood in a damaged part of the package"
            : "'\(path)' is listed in \(manifest.rawValue) but is not there")
        continue
      }
      listing.note(line: line, listsFile: number)
      guard let isRight = isRight(number, line) else {
        findings.add(
          .payloadDigest, path: path.description, "'\(path)' lies in a damaged part of the package")
        continue
      }
      if !isRight {
        findings.add(
          .payloadDigest, path: path.description,
          "'\(path)' does not have the digest that \(manifest.rawValue) states")
      }
    }
    for number in tar.files.indices where listing.line(ofFile: number) == nil {
      let path = tar.paths[number]
      findings.add(
        .payloadUnlisted, path: path.description, "'\(path)' is not listed in \(manifest.rawValue)")
    }
    return listing
  }

  /// There is no manifest that could prove a file. See Spec §9.2.
  private func reportUnproven() {
    // After a limit nothing more was taken in.
    if tar.isStopped || extent == .beginning { return }
    for path in tar.filePaths {
      findings.add(
        .payloadDigest, path: path.description,
        "nothing proves '\(path)': \(TagFile.manifest.rawValue) is \(hasGaps ? "damaged or lost" : "not there")"
      )
    }
  }

  private func checkBagInfo(_ bytes: [UInt8]) {
    let name = TagFile.bagInfo.rawValue
    do throws(BagError) {
      let info = try BagInfo(bytes[...])
      if tar.contents.hasAllArticles, let totals = tar.contents.articleTotals, info.articles != totals {
        findings.add(
          .articleTotals, path: name,
          "bag-info.txt states \(info.articles); articles.jsonl has \(totals)")
      }
      let count = UInt64(tar.files.count)
      guard !hasGaps else { return }
      if info.bagSize != ReadableSize.text(tar.payloadSize) {
        findings.add(
          .bagInfoLine, path: name,
          "Bag-Size states \(info.bagSize), not \(ReadableSize.text(tar.payloadSize))")
      }
      if info.payloadSize != tar.payloadSize || info.payloadFileCount != count {
        findings.add(
          .payloadOxum, path: name,
          "Payload-Oxum states \(info.payloadSize) bytes in \(info.payloadFileCount) files; there are \(tar.payloadSize) in \(count)"
        )
      }
    } catch {
      findings.add(error.code, path: name, "bag-info.txt: \(error.message)")
    }
  }
}

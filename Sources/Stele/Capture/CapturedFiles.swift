import SteleArticle
import SteleBag
import SteleCore
import SteleFile
import SystemPackage

/// What was captured for one package, and where it stands in it.
struct CapturedFiles {
  private let capturer: any AssetCapturer
  private let tree: SourceTree
  private let progress: ProgressHandler?
  private var paths: CapturePaths
  private var results: [WebAddress: CaptureResult] = [:]
  private var items: [WebAddress: PackItem] = [:]
  /// In the order in which they were asked for.
  private var order: [WebAddress] = []
  private(set) var exchangeItem: PackItem?

  /// - Parameter items: What is packed besides.
  init(_ capturer: any AssetCapturer, besides items: [PackItem], _ progress: ProgressHandler?) throws {
    self.capturer = capturer
    self.progress = progress
    tree = try SourceTree.open(FilePath(capturer.folder))
    paths = CapturePaths(besides: items.lazy.map { $0.path.firstName })
  }

  /// Fetches what is not there yet.
  ///
  /// - Returns: Whether anything was asked for.
  mutating func fetch(_ wanted: [(address: WebAddress, expectation: CaptureRequest.Expectation)]) async throws
    -> Bool
  {
    var requests: [CaptureRequest] = []
    var addresses: [WebAddress] = []
    var seen: Set<WebAddress> = []
    for (address, expectation) in wanted where results[address] == nil && seen.insert(address).inserted {
      requests.append(CaptureRequest(url: address.text, expectation: expectation))
      addresses.append(address)
    }
    guard !requests.isEmpty else { return false }
    for (address, result) in zip(addresses, try await capturer.capture(requests, progress: progress)) {
      results[address] = result
      order.append(address)
      guard let file = result.file else { continue }
      guard let entry = try tree.entry(at: file), entry.kind == .file else {
        throw SteleError(.inputOutput, "'\(file)' is gone from the folder '\(capturer.folder)'")
      }
      let path = paths.add(address, type: result.record.encodingFormat ?? "")
      items[address] = PackItem(
        path: path, tree: tree, entry: entry, isMapped: true,
        captured: .from(result.record.finalURL.flatMap { WebAddress($0) } ?? address))
    }
    return true
  }

  /// The file that an address gave.
  func item(_ address: WebAddress) -> PackItem? { items[address] }

  /// Why an address gave none; `nil` if it did, or was not asked for.
  func failure(_ address: WebAddress) -> String? { results[address]?.record.error }

  /// Has the exchanges written, where that is wanted.
  mutating func writeExchanges() throws {
    guard let file = try capturer.exchanges(of: order.map { results[$0]! }),
      let entry = try tree.entry(at: file.path)
    else { return }
    exchangeItem = PackItem(
      path: paths.path(named: file.name), tree: tree, entry: entry, isMapped: true, captured: .exchanges)
  }

  /// The bytes of `captures.jsonl`; none if nothing was asked for. See Spec §8.4.
  func lines() throws(PackagePathError) -> [UInt8] {
    var bytes: [UInt8] = []
    for address in order.sorted() {
      let path = try items[address].map { item throws(PackagePathError) in
        try PayloadFolder.path.appending(item.path)
      }
      bytes += results[address]!.record.json(path: path).canonicalBytes
      bytes.append(0x0A)
    }
    return bytes
  }

  /// Sees that a captured file is the one that was fetched.
  func check(_ hashes: [(PackItem, HashedFile?)]) throws {
    let digests = Dictionary(
      items.map { ($1.path, results[$0]!.record.digest) }, uniquingKeysWith: { first, _ in first })
    for (item, hash) in hashes {
      if let digest = digests[item.path], digest != hash?.digest { throw SourceCheck.changed(item) }
    }
  }

  var summary: CaptureSummary {
    var summary = CaptureSummary()
    summary.requests = results.count
    for result in results.values {
      if let error = result.record.error {
        summary.failures[error, default: 0] += 1
      } else if result.wasCached {
        summary.cached += 1
      } else {
        summary.fetched += 1
        summary.fetchedBytes += result.record.contentSize ?? 0
      }
    }
    return summary
  }

  /// Warnings of answers that were not what they said. See Spec §8.4.
  var findings: [Finding] {
    order.sorted().compactMap { address in
      switch failure(address) {
      case CaptureJudgement.truncated:
        Finding(
          .captureTruncated, "'\(address.text)': the server sent fewer bytes than it announced; it is missing"
        )
      case CaptureJudgement.wrongType:
        Finding(
          .captureType,
          "'\(address.text)': what the server sent is \(results[address]?.record.encodingFormat ?? "something else"); it is missing"
        )
      default: nil
      }
    }
  }
}

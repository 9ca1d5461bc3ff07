import SteleBag
import SteleContainer
import SteleCore
import SteleFile

/// What other systems and stock tools will stumble over in a package that is about to be written. See Spec §7.8.
enum Portability {
  /// What names and times alone tell.
  ///
  /// - Parameter items: What is packed, with final paths.
  static func findings(name: String, items: [PackItem]) throws(PackagePathError) -> [Finding] {
    var findings = NamePortability.findings(ofPackageName: name)
    findings += try NamePortability.findings(
      of: items.map { item throws(PackagePathError) in
        NamePortability.Entry(path: try PayloadFolder.path.appending(item.path), isFolder: item.isFolder)
      })
    for item in items {
      let time = item.entry.modified.seconds
      guard !(0...TarEntry.maximumTime).contains(time) else { continue }
      findings.append(
        Finding(
          .timeOutOfRange, path: String(readable: try PayloadFolder.path.appending(item.path).bytes),
          "its time, \(time) seconds from 1970, does not fit a tar header, which has years from 1970 to 2242;"
            + " common tools set it to the nearest that does"))
    }
    return findings
  }

  /// Names that do not fit the headers of the tar.
  static func findings(name: String, plan: TarPlan) -> [Finding] {
    longNames(plan.entries.dropFirst(plan.tagFileCount).map(\.entry), below: name)
  }

  /// The same, as far as it can be told before it is known which files become links.
  static func longNames(name: String, items: [PackItem]) throws(PackagePathError) -> [Finding] {
    let top = try PackagePath(name)
    return longNames(
      try items.map { item throws(PackagePathError) in
        let path = try top.appending(PayloadFolder.path).appending(item.path)
        return TarEntry(path: path, kind: item.isFolder ? .folder : .file(size: item.entry.size))
      }, below: name)
  }

  private static func longNames(_ entries: [TarEntry], below name: String) -> [Finding] {
    entries.filter(\.hasStandIn).map { entry in
      Finding(
        .nameLong, path: shown(entry.path, below: name),
        "it, or the file that it is a link to, does not fit a tar header's fields; a program that knows no"
          + " pax headers gives it another name")
    }
  }

  /// A path in the tar, as one in the bag.
  private static func shown(_ path: PackagePath, below name: String) -> String {
    String(readable: path.bytes.dropFirst(name.utf8.count + 1))
  }
}

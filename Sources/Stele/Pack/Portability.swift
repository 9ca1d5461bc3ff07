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
    findings += NamePortability.findings(
      of: items.lazy.map { NamePortability.Entry(path: $0.path, isFolder: $0.isFolder) },
      below: PayloadFolder.path)
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
  static func findings(name: String, plan: TarPlan) throws(PackagePathError) -> [Finding] {
    var findings: [Finding] = []
    for entry in plan.entries.dropFirst(plan.tagFiles.count) {
      findings += longName(try plan.tarEntry(of: entry.content), below: name)
    }
    return findings
  }

  /// The same, as far as it can be told before it is known which files become links.
  static func longNames(name: String, items: [PackItem]) throws(PackagePathError) -> [Finding] {
    let top = try PackagePath(name)
    var findings: [Finding] = []
    for item in items {
      let path = try top.appending(PayloadFolder.path).appending(item.path)
      findings += longName(
        TarEntry(path: path, kind: item.isFolder ? .folder : .file(size: item.entry.size)), below: name)
    }
    return findings
  }

  private static func longName(_ entry: TarEntry, below name: String) -> [Finding] {
    guard entry.hasStandIn else { return [] }
    return [
      Finding(
        .nameLong, path: shown(entry.path, below: name),
        "it, or the file that it is a link to, does not fit a tar header's fields; a program that knows no"
          + " pax headers gives it another name")
    ]
  }

  /// A path in the tar, as one in the bag.
  private static func shown(_ path: PackagePath, below name: String) -> String {
    String(readable: path.bytes.dropFirst(name.utf8.count + 1))
  }
}

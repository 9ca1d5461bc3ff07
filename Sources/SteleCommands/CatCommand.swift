import ArgumentParser
import Stele

struct CatCommand: RandomAccessCommand {
  static let configuration = CommandConfiguration(
    commandName: "cat",
    _superCommandName: SteleCommand.name,
    abstract: "Write one file's bytes to standard output.",
    usage: "stele cat PKG PATH\nstele cat PKG sha256:DIGEST",
    discussion: """
      PATH is an original path; only if no file has that, one in the bag (data/…), or a tag file's name. The bytes \
      are compared with their digest on the way: only exit status 0 says that they are right.

      EXIT STATUS
        0  done, and every byte is right
        1  the package is damaged; do not use what came
        2  wrong usage
        3  no package, no such file, or something cannot be read or written

      EXAMPLE
        stele cat news.stele.tar.gz news/n1001.md | less
      """)

  @OptionGroup var file: PackageArgument

  @Argument(
    help: ArgumentHelp("A file's path or digest.", valueName: "path")
  )
  var path: String

  @OptionGroup var limits: LimitOptions
  // Nothing but the bytes and errors is printed in any case; scripts may give it to every command alike.
  @OptionGroup var options: QuietOption

  func run() throws {
    let package = try file.open(limits.limits)
    if path.hasPrefix("sha256:") {
      guard let digest = Digest(path) else {
        throw ValidationError("'\(path)' is no digest: sha256: and 64 hex digits")
      }
      return try write(try package.file(withDigest: digest), of: package)
    }
    let wanted: PackagePath
    do {
      wanted = try PackagePath(path)
    } catch let error {
      throw ValidationError("'\(path)' is no path in a package: \(error.rawValue)")
    }
    do {
      try write(try package.file(at: wanted), of: package)
    } catch let error as SteleError where error.code == .notFound {
      // A tag file is no payload, but who asks for it by its name wants it.
      guard let bytes = try? package.tagFile(path) else { throw error }
      try Terminal.write(bytes)
    }
  }

  private func write(_ entry: PackageEntry, of package: Package) throws {
    try package.read(entry) {
      try Task.checkCancellation()
      try Terminal.write($0)
    }
  }
}

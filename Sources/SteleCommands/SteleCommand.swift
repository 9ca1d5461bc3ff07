public import ArgumentParser

/// The `stele` command: it has no work of its own.
public struct SteleCommand: AsyncParsableCommand {
  /// What each command is a part of. Those that say so are not asked for completion scripts when they are parsed by
  /// themselves: that would take as long again.
  static let name = "stele"

  public static let configuration = CommandConfiguration(
    commandName: name,
    abstract: "Keep articles and what they show in a file that proves what it holds.",
    discussion: """
      A package is a plain tar.gz (or tar.zst) with a BagIt bag in it: any computer opens it with \
      'tar xf' and checks it with 'sha256sum -c manifest-sha256.txt'.

      EXIT STATUS
          0  done as asked
          1  a package is not intact, not complete, or not the expected one
          2  wrong usage
          3  something cannot be read, packed or written, is there already or is
             not there
        130  interrupted; nothing is left half-done

      EXAMPLE
        stele pack articles/              # makes articles.stele.tar.gz
        stele verify articles.stele.tar.gz
        stele extract articles.stele.tar.gz
      """,
    version: "0.1.0 (format 1.0)",
    subcommands: [
      PackCommand.self, VerifyCommand.self, ExtractCommand.self, ListCommand.self, ShowCommand.self,
      CatCommand.self, InfoCommand.self, ReceiptCommand.self, RepairCommand.self, SalvageCommand.self,
    ])

  public init() {}
}

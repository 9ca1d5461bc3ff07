public import ArgumentParser
import Stele

/// The `stele` command.
public struct SteleCommand: AsyncParsableCommand {
  public static let configuration = CommandConfiguration(commandName: "stele", subcommands: [PackCommand.self])
  public init() {}
}

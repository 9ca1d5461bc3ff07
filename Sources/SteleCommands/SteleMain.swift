import ArgumentParser
import Dispatch
import Stele

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Runs the command line, and makes one exit status of whatever happens.
public enum SteleMain {
  /// Never returns. Called on the main thread.
  public static func run() -> Never {
    // Who reads our output may stop: that is an error to report, not a signal to die of.
    signal(SIGPIPE, SIG_IGN)
    let words = Array(CommandLine.arguments.dropFirst())
    if let message = UsageText.unknownCommand(in: words) {
      Diagnostics.error(message)
      Diagnostics.hint(UsageText.hint(SteleCommand.self))
      exit(ExitStatus.usage.rawValue)
    }
    let parsed: any ParsableCommand
    do {
      parsed = try parse(words)
    } catch {
      exit(report(error, UsageText.command(in: words) ?? SteleCommand.self))
    }
    if parsed is PackCommand {
      // What it frees of large frames is given back: to compress them takes far longer than to clear new pages, and what they
      // leave free between them would be as much as they need.
      Memory.keepFreed(upTo: 4 << 20)
    } else {
      Memory.keepFreed(upTo: 32 << 20)
      Memory.reserve(64 << 20)
    }
    guard let asynchronous = parsed as? any AsyncParsableCommand else { exit(status(parsed)) }
    // Only the task uses it from here on.
    nonisolated(unsafe) let command = asynchronous
    // Tasks have threads of their own, which take a tenth of the time of a short command to begin.
    Task { unsafe await exit(interruptibleStatus(command)) }
    dispatchMain()
  }

  /// Parses a command line. A command by itself is parsed in half the time that the tree of all commands takes, but only
  /// this knows the words for what is wrong, and for help.
  private static func parse(_ words: [String]) throws -> any ParsableCommand {
    if let command = UsageText.command(in: words), words.first != "help",
      let parsed = try? command.parseAsRoot(Array(words.dropFirst())), type(of: parsed) == command
    {
      return parsed
    }
    return try SteleCommand.parseAsRoot(words)
  }

  /// Whether a command has something to clear away when it is interrupted. What only goes into a pipe is not: to write
  /// there may mean to wait for a reader for ever.
  private static func writesFiles(_ command: any ParsableCommand) -> Bool {
    switch command {
    case let pack as PackCommand: pack.output != "-" || pack.capture
    case let receipt as ReceiptCommand: receipt.output ?? "-" != "-"
    default: command is ExtractCommand || command is RepairCommand || command is SalvageCommand
    }
  }

  /// Runs a command that has tasks; if it writes files, a signal cancels them.
  private static func interruptibleStatus(_ parsed: sending any AsyncParsableCommand) async -> Int32 {
    // Who only reads has nothing to clear away: a signal ends it at once, as it ends any program.
    guard writesFiles(parsed) else { return await status(parsed) }
    nonisolated(unsafe) let command = parsed
    let interruption = Interruption()
    await interruption.listen()
    let work = Task { unsafe await status(command) }
    interruption.cancels(work)
    let outcome = await work.value
    return outcome == ExitStatus.interrupted.rawValue ? interruption.status ?? outcome : outcome
  }

  private static func status(_ command: any AsyncParsableCommand) async -> Int32 {
    do {
      var command = command
      try await command.run()
      return ExitStatus.done.rawValue
    } catch {
      return reportRun(error, command)
    }
  }

  private static func status(_ command: any ParsableCommand) -> Int32 {
    do {
      var command = command
      try command.run()
      return ExitStatus.done.rawValue
    } catch {
      return reportRun(error, command)
    }
  }

  /// What stopped a command that was run.
  private static func reportRun(_ error: any Error, _ command: any ParsableCommand) -> Int32 {
    let status = report(error, type(of: command))
    DamageHint.give(after: error, command)
    do {
      try ErrorReport.give(error, command)
      return status
    } catch {
      return report(error, type(of: command))
    }
  }

  private static func report(_ error: any Error, _ command: any ParsableCommand.Type) -> Int32 {
    switch error {
    case let code as ExitCode:
      return code.rawValue
    case is CancellationError:
      Diagnostics.error("interrupted; nothing was left half-done")
      return ExitStatus.interrupted.rawValue
    case let error as OutputError:
      if error.code != EPIPE { Diagnostics.error(error.message) }
      return ExitStatus.inputOutput.rawValue
    case let error as SteleError:
      for finding in error.findings where !error.message.contains(finding.message) {
        Diagnostics.error(Diagnostics.line(finding))
      }
      Diagnostics.error(Diagnostics.shown(error.message))
      if error.code == .usage { Diagnostics.hint(UsageText.hint(command)) }
      return ExitStatus(error.code).rawValue
    default:
      return reportUsage(error, command)
    }
  }

  /// Errors of the parser, and its answers to --help and --version.
  private static func reportUsage(_ error: any Error, _ command: any ParsableCommand.Type) -> Int32 {
    var text = SteleCommand.fullMessage(for: error)
    // The help of a command that has no subcommands ends with an empty line.
    while text.hasSuffix("\n") { text.removeLast() }
    if SteleCommand.exitCode(for: error) == .success {
      do {
        try Terminal.write(text + "\n")
        return ExitStatus.done.rawValue
      } catch {
        return report(error, command)
      }
    }
    Diagnostics.error(Diagnostics.shown(UsageText.message(SteleCommand.message(for: error), command)))
    Diagnostics.hint(UsageText.hint(command))
    return ExitStatus.usage.rawValue
  }
}

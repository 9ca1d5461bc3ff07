import Glibc
import Stele

/// Verifies, repairs and salvages damaged packages one after the other, for `Tools/fault-injection --in-process`: a start
/// of the command for each would take ten times as long.
///
/// Each line of standard input has three paths with tabs between them: the damaged package, where to repair it to, and the
/// folder to salvage it to. Each line of standard output says what came of these: `intact`, `damaged` or an error's code for
/// full and for quick verification; the outcome for repair; `done` or an error's code for salvage.
@main
enum Worker {
  static func main() async {
    while let line = readLine() {
      let paths: [String] = line.split(separator: "\t").map(String.init)
      let full = await word { try await Verifier().verify(paths[0]).isIntact ? "intact" : "damaged" }
      let quick = await word { try Verifier().verifyQuickly(paths[0]).isIntact ? "intact" : "damaged" }
      let repair = await word { try await Repairer().repair(paths[0], to: paths[1]).outcome.rawValue }
      let salvage = await word {
        _ = try await Salvager(SalvageOptions(folder: paths[2])).salvage(paths[0])
        return "done"
      }
      // Not by `print`, which keeps what goes into a pipe until there is more of it.
      let answer = [full, quick, repair, salvage].joined(separator: "\t") + "\n"
      unsafe write(STDOUT_FILENO, answer, answer.utf8.count)
    }
  }

  private static func word(_ work: @Sendable () async throws -> String) async -> String {
    do {
      return try await work()
    } catch let error as SteleError {
      return "\(error.code)"
    } catch {
      return "another error: \(error)"
    }
  }
}

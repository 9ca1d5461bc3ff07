import Glibc
import Stele

/// Verifies, repairs and salvages damaged packages one after the other, for `Tools/fault-injection --in-process`: a start
/// of the command for each would take ten times as long.
///
/// Each line of standard input has three paths with tabs between them: the damaged package, where to repair it to, and the
/// folder to salvage it to; perhaps also another copy to repair it from. Each line of standard output says what came of these:
/// `intact`, `damaged` or an error's code for full and for quick verification; the outcome for repair, or `ofCopy` and `ofFiles` if
/// a copy alone or nothing proves the new container; `done` or an error's code for salvage.
@main
enum Worker {
  static func main() async {
    while let line = readLine() {
      let paths: [String] = line.split(separator: "\t").map(String.init)
      let full = await word { try await Verifier().verify(paths[0]).isIntact ? "intact" : "damaged" }
      let quick = await word { try await Verifier().verifyQuickly(paths[0]).isIntact ? "intact" : "damaged" }
      let repair = await word { try await repaired(paths[0], from: Array(paths[3...]), to: paths[1]) }
      let salvage = await word {
        _ = try await Salvager(SalvageOptions(folder: paths[2])).salvage(paths[0])
        return "done"
      }
      // Not by `print`, which keeps what goes into a pipe until there is more of it.
      let answer = [full, quick, repair, salvage].joined(separator: "\t") + "\n"
      unsafe write(STDOUT_FILENO, answer, answer.utf8.count)
    }
  }

  private static func repaired(_ path: String, from copies: [String], to fixed: String) async throws -> String
  {
    let report = try await Repairer().repair(path, from: copies, to: fixed)
    return switch report.proof {
    case .copy: "ofCopy"
    case .files: "ofFiles"
    case .sealed, .receipt, nil: report.outcome.rawValue
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

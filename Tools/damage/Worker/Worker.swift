import Glibc
import Stele

/// Verifies, repairs and salvages damaged packages one after the other, for `Tools/fault-injection --in-process`: a start
/// of the command for each would take ten times as long.
///
/// Each line of standard input has three paths with tabs between them: the damaged package, where to repair it to, and the
/// folder to salvage it to; perhaps also another copy to repair it from, and the folder to salvage it to with that. Each line of
/// standard output says what came of these: `intact`, `damaged` or an error's code for full and for quick verification; the outcome
/// for repair, or `ofCopy` and `ofFiles` if a copy alone or nothing proves the new container; `done` or an error's code for salvage,
/// and again for that with the copy.
@main
enum Worker {
  static func main() async {
    while let line = readLine() {
      let paths: [String] = line.split(separator: "\t").map(String.init)
      let full = await word {
        let report = try await Verifier().verify(paths[0])
        if report.findings.contains(where: { $0.code == .notAPackage }) { return "notAPackage" }
        return report.isIntact ? "intact" : "damaged"
      }
      let quick = await word { try await Verifier().verifyQuickly(paths[0]).isIntact ? "intact" : "damaged" }
      let copies = paths.count > 3 ? [paths[3]] : []
      let repair = await word { try await repaired(paths[0], from: copies, to: paths[1]) }
      let salvage = await word { try await salvaged(paths[0], from: [], to: paths[2]) }
      var words = [full, quick, repair, salvage]
      if !copies.isEmpty {
        words.append(await word { try await salvaged(paths[0], from: copies, to: paths[4]) })
      }
      // Not by `print`, which keeps what goes into a pipe until there is more of it.
      let answer = words.joined(separator: "\t") + "\n"
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

  private static func salvaged(_ path: String, from copies: [String], to folder: String) async throws
    -> String
  {
    var options = SalvageOptions(folder: folder)
    options.copies = copies
    _ = try await Salvager(options).salvage(path)
    return "done"
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

import ArgumentParser

/// What is said of wrong usage.
enum UsageText {
  /// A message of the parser as ours are: in lower case, its sentences joined, without a full stop; and with a near name
  /// for an option that there is not, since the parser takes almost any for near.
  static func message(_ message: String, _ command: any ParsableCommand.Type) -> String {
    if let unknown = message.prefixMatch(of: /Unknown option '(--[^']+)'/) {
      return "unknown option '\(unknown.1)'" + suggestion(for: String(unknown.1), among: options(of: command))
    }
    var text = message.replacing("\n", with: " ").replacing(". Please provide ", with: "; use ")
    if text.hasSuffix(".") { text.removeLast() }
    // A word that begins a sentence, not a name in capitals.
    guard text.dropFirst().first?.isLowercase ?? false else { return text }
    return text.prefix(1).lowercased() + text.dropFirst()
  }

  /// How a command is used, in one line, and where that is said at length.
  static func hint(_ command: any ParsableCommand.Type) -> String {
    let name = command == SteleCommand.self ? "stele" : "stele \(name(of: command))"
    let usage = command.configuration.usage?.split(separator: "\n").first ?? "stele COMMAND …"
    return "usage: \(usage); '\(name) --help' says more"
  }

  /// The command that the words of a command line name.
  static func command(in words: [String]) -> (any ParsableCommand.Type)? {
    let name = commandName(in: words)
    return commands.first { Self.name(of: $0) == name || $0.configuration.aliases.contains(name ?? "") }
  }

  /// What is said if the words of a command line name a command that there is not.
  static func unknownCommand(in words: [String]) -> String? {
    guard let name = commandName(in: words), name != "help", command(in: words) == nil else { return nil }
    let names = commands.map(Self.name)
    let near = suggestion(for: name, among: names + commands.flatMap { $0.configuration.aliases })
    return "'\(Diagnostics.shown(name))' is no command"
      + (near.isEmpty ? "; there are \(names.joined(separator: ", "))" : near)
  }

  private static var commands: [any ParsableCommand.Type] { SteleCommand.configuration.subcommands }

  private static func name(of command: any ParsableCommand.Type) -> String {
    command.configuration.commandName ?? ""
  }

  /// The first word, or the one after `help`, if it is no option.
  private static func commandName(in words: [String]) -> String? {
    let name = words.first == "help" && words.count > 1 ? words[1] : words.first
    return name?.hasPrefix("-") ?? true ? nil : name
  }

  /// All options that a command has, as its help has them.
  private static func options(of command: any ParsableCommand.Type) -> [String] {
    command.helpMessage(includeHidden: true).split(separator: "\n").compactMap { line in
      line.prefixMatch(of: #/  (?:-\w, )?(--[a-z0-9-]+)/#).map { String($0.1) }
    }
  }

  private static func suggestion(for name: String, among names: [String]) -> String {
    nearest(to: name, among: names).map { "; did you mean '\($0)'?" } ?? ""
  }

  /// The name that was meant: one that goes on where the given one ends, or that differs in a slip or two; `nil` if
  /// there is none, since a wrong guess is worse than none.
  private static func nearest(to name: String, among names: [String]) -> String? {
    let longer = names.filter { $0.hasPrefix(name) }
    if let longer = longer.min(by: { $0.count < $1.count }) { return longer }
    let letters = name.drop { $0 == "-" }
    let near = names.map { (name: $0, distance: distance(Array($0), Array(name))) }
      .filter {
        $0.name.drop { $0 == "-" }.first == letters.first && $0.distance <= (letters.count < 4 ? 1 : 2)
      }
    return near.min { $0.distance < $1.distance }?.name
  }

  /// How many characters must be put in, taken out or changed to make one of the other (Levenshtein).
  private static func distance(_ a: [Character], _ b: [Character]) -> Int {
    var row = Array(0...b.count)
    for (i, character) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for j in b.indices {
        let change = diagonal + (character == b[j] ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(change, diagonal + 1, row[j] + 1)
      }
    }
    return row[b.count]
  }
}

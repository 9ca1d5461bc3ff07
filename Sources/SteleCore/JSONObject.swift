/// The members of a JSON object: each name once, in the order of the names' bytes. See Spec §8.1.
///
/// Not a dictionary, for `String` takes two names as one that differ in Unicode's normalisation form alone.
package struct JSONObject: Sendable {
  package private(set) var members: [(name: String, value: JSONValue)] = []

  package init() {}

  /// Takes members in any order, each name once.
  package init(_ members: some Sequence<(String, JSONValue)>) {
    self.members = members.sorted { Self.precedes($0.0, $1.0) }.map { (name: $0.0, value: $0.1) }
    precondition(zip(self.members, self.members.dropFirst()).allSatisfy { Self.precedes($0.name, $1.name) })
  }

  /// The member with a name; setting it to `nil` leaves it out.
  package subscript(name: String) -> JSONValue? {
    get {
      let place = place(of: name)
      return isName(name, at: place) ? members[place].value : nil
    }
    set {
      let place = place(of: name)
      let old = isName(name, at: place) ? 1 : 0
      members.replaceSubrange(place..<place + old, with: newValue.map { [(name, $0)] } ?? [])
    }
  }

  /// Adds a member behind all others.
  ///
  /// - Returns: Whether its name comes after theirs; if not, nothing is added.
  mutating func append(_ name: String, _ value: JSONValue) -> Bool {
    if let last = members.last, !Self.precedes(last.name, name) { return false }
    members.append((name, value))
    return true
  }

  /// How many members have names before this one.
  private func place(of name: String) -> Int {
    members.indices.partitionPoint { Self.precedes(members[$0].name, name) }
  }

  private func isName(_ name: String, at place: Int) -> Bool {
    place < members.count && ExactText(members[place].name) == ExactText(name)
  }

  private static func precedes(_ a: String, _ b: String) -> Bool { ExactText(a) < ExactText(b) }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral members: (String, JSONValue)...) { self.init(members) }
}

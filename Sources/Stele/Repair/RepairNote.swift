package import SteleCore
import SteleFile

/// What the user of a repair or salvage should know of a file that was given to it. See Spec §9.5.
public struct RepairNote: Hashable, Sendable {
  /// What it is about.
  public enum Kind: String, Sendable {
    /// A copy that has nothing of the package, or cannot be read, and was passed over.
    case unusable
    /// A copy that holds the same package in another container: at another level, with another codec, parity or name.
    case otherContainer = "other container"
    /// The damaged file also holds another package.
    case otherPackage = "other package"
    /// The copies were left aside, since the package cannot be repaired with them, but can without.
    case leftAside = "left aside"
  }

  /// What it is about.
  public let kind: Kind
  /// The file's path.
  public let path: String
  /// What there is to say of it, to be read behind its name: lower case, no full stop.
  public let message: String

  init(_ kind: Kind, _ path: String, _ message: String) {
    self.kind = kind
    self.path = path
    self.message = message
  }

  /// - Parameter error: Why the copy cannot be used.
  /// - Throws: What does not concern the copy: that the task is cancelled.
  init(passingOver path: String, _ error: any Error) throws {
    let reason: String
    switch error {
    case let error as SteleError: reason = error.message
    case let error as FileError: reason = SteleError(error).message
    default: throw error
    }
    self.init(.unusable, path, "is passed over: \(reason)")
  }

  /// The note as JSON. See `Spec/schemas/repair.schema.json`.
  package var json: JSONValue {
    .object(["kind": .string(kind.rawValue), "file": .string(path), "message": .string(message)])
  }

  static func leftAside(_ path: String) -> RepairNote {
    RepairNote(
      .leftAside, path, "cannot be made whole with the copies, but can without them: these were left aside")
  }
}

/// What proves that a repaired file is the container that was sealed, to the last bit. See Spec §9.5.
public enum RepairProof: Hashable, Sendable {
  /// The damaged file itself: its own footer, block table or parity.
  case sealed
  /// The receipt that the user gave.
  case receipt
  /// A copy alone: nothing that is left of the damaged file tells the container. With its path.
  case copy(String)
  /// Nothing: all files in it are proven, but bits of the container that decode to nothing may be others.
  case files

  /// The word for it in JSON.
  package var name: String {
    switch self {
    case .sealed: "sealed"
    case .receipt: "receipt"
    case .copy: "copy"
    case .files: "files"
    }
  }
}

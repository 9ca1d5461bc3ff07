import SteleCore

/// Why a package cannot be made as it was sealed. See Spec §9.5.
struct RepairObstacle: Error {
  /// In one line: lower case, no full stop.
  let message: String
  /// What is lost or wrong: a finding for each file, and for each run of stored bytes.
  let findings: [Finding]
  /// Whether more copies may have what is lost; `false` if the package was sealed so, if a limit was met, or if it is
  /// another package.
  let isLoss: Bool

  /// Something that other copies may have.
  static func lost(_ code: RuleCode, _ message: String) -> RepairObstacle {
    RepairObstacle(message: message, findings: [Finding(code, message)], isLoss: true)
  }

  /// A fault that no damage made.
  static func sealed(_ code: RuleCode, offset: UInt64? = nil, _ message: String) -> RepairObstacle {
    let message = "\(message): it was sealed so, and repair cannot put that right"
    return RepairObstacle(
      message: message, findings: [Finding(code, offset: offset, message)], isLoss: false)
  }

  /// A finding of what was sealed.
  static func sealed(_ fault: Finding) -> RepairObstacle {
    // Who stopped at a limit of his own cannot say what was sealed.
    fault.code == .limitExceeded
      ? RepairObstacle(message: fault.message, findings: [fault], isLoss: false)
      : sealed(fault.code, offset: fault.offset, "\(fault.code): \(fault.message)")
  }

  /// The data can be read, but what is left behind it is not of these bytes; which of them are others, nothing tells any more.
  static func unlike(_ part: String) -> RepairObstacle {
    lost(
      .blockDigest,
      "what was put together does not fit the \(part) that is left, and with the block tables lost nothing tells which of its bytes are wrong"
    )
  }

  /// The file is not of the package that the user named.
  static let isAnother = RepairObstacle(
    message: "nothing of the package that was named can be found in the file",
    findings: [Finding(.digestUnexpected, "no frame of the package that was named can be found in the file")],
    isLoss: false)

  static let tooLittleIsLeft = lost(
    .truncated,
    "too little is left of the package to tell how large it was; 'stele salvage' may get files out")
}

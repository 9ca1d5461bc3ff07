package import SteleCore

/// A rule of the container that does not hold, where no reading on is possible or wanted.
package struct ContainerError: Error, Hashable, Sendable {
  package let code: RuleCode
  package let message: String

  package init(_ code: RuleCode, _ message: String) {
    self.code = code
    self.message = message
  }
}

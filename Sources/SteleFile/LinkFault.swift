/// Why a symbolic link in a source was not followed.
package enum LinkFault: String, Hashable, Sendable, CustomStringConvertible {
  case dangling = "the link leads to nothing"
  case outside = "the link leads out of the source folder"
  case loop = "the link leads back to itself or to a folder that it stands in"
  case tooMany = "too many links lead to this folder"

  package var description: String { rawValue }
}

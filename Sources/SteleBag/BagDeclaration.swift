/// `bagit.txt` of a package. See Spec §7.2.
package enum BagDeclaration {
  package static let bytes = Array("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n".utf8)
}

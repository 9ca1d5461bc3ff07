/// `README.txt` of a package: what a reader needs who has nothing but this file. See Spec §7.4.
package enum BagReadme {
  package static func bytes(hasLinks: Bool, hasCaptures: Bool = false) -> [UInt8] {
    var text = """
      This folder is a BagIt bag (RFC 8493): files that somebody wanted kept, with their
      checksums. It came as one file, a Stele package: a plain tar.gz or tar.zst archive.

        data/                    the files, under their original names
        articles.jsonl           the articles among them: title, author, date, original
                                 address, and the pictures and documents that they show
        files.jsonl              size, time and type of every file
      \(hasCaptures ? captures : "")\
        manifest-sha256.txt      the SHA-256 checksum of every file
        bag-info.txt, bagit.txt  what this bag says of itself
        tagmanifest-sha256.txt   the checksums of all .txt and .jsonl files in this folder
                                 but itself

      To unpack it on any computer:      tar xf PACKAGE
      Then, in the folder, to check it:  sha256sum -c manifest-sha256.txt
                                         sha256sum -c tagmanifest-sha256.txt
      The package's own name, its digest, to compare with what you were told:
                                         sha256sum tagmanifest-sha256.txt

      Files that end in .jsonl are text: one JSON object on each line.

      """
    if hasLinks {
      text += """
        Files with the same content are stored once, as hard links. Unpack all of it, on a
        disk that knows hard links (not FAT or exFAT), or use the program 'stele'. What tar
        unpacks as links is one file under several names: to change one, copy it first.

        """
    }
    return Array(text.utf8)
  }

  private static let captures = """
      captures.jsonl           where and how the files in data/captured were fetched, and
                               what could not be fetched

    """
}

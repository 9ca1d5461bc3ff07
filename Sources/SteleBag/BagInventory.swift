package import SteleCore

/// What stands in a bag's folder and what its tag files say: everything that the rules need but the files'
/// checksums.
package struct BagInventory: Sendable {
  package var version: BagVersion
  /// Every file of the bag with its size in bytes.
  package var files: [PackagePath: UInt64]
  package var payloadManifests: [Manifest] = []
  package var tagManifests: [Manifest] = []
  /// The file names of manifests of algorithms that are not known here.
  package var uncheckedManifests: [(name: String, scope: ManifestScope)] = []
  package var fetch = FetchList()
  package var info = BagInfoFields()
  /// The file name that ``info`` was read from.
  package var infoName = BagFileName.info

  package init(version: BagVersion, files: [PackagePath: UInt64]) {
    self.version = version
    self.files = files
  }

  /// The bag says that Stele made it, so that it is held to Stele's own rules too.
  package var isStele: Bool { !info["Stele-Version"].isEmpty }
}

extension PackagePath {
  /// Whether it stands below `data/`.
  package var isPayload: Bool { bytes.starts(with: "data/".utf8) }

  /// Whether it stands below `signatures/`. See Spec §6.7.
  package var isSignature: Bool { bytes.starts(with: (BagFileName.signatureFolder + "/").utf8) }

  /// The scope of the manifest that it is, by its name; `nil` if it is none.
  var manifestScope: ManifestScope? {
    Manifest.kind(ofFileNamed: bytes)?.scope
  }
}

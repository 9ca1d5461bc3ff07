// swift-tools-version: 6.2
import PackageDescription

var swiftSettings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
]
// A warning in our own targets, and in those alone, becomes an error; `.ci/run` asks for it.
if Context.environment["STELE_WARNINGS"] == "error" {
  swiftSettings.append(.treatAllWarnings(as: .error))
}

let package = Package(
  name: "stele",
  products: [
    .library(name: "Stele", targets: ["Stele"]),
    // By itself, so that who packs without fetching needs no libcurl.
    .library(name: "SteleCapture", targets: ["SteleCapture"]),
    .executable(name: "stele", targets: ["SteleTool"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
  ],
  targets: [
    // One system library a C library; `Tools/setup/debian-packages` lists the Debian packages.
    .systemLibrary(name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CISAL", pkgConfig: "libisal", providers: [.apt(["libisal-dev"])]),
    .systemLibrary(name: "CXML2Headers", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
    .systemLibrary(
      name: "CCmarkGFMHeaders", pkgConfig: "libcmark-gfm",
      providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
    .systemLibrary(name: "CYAMLHeaders", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    // No pkgConfig: it asks for a flag that only Windows needs and that the package manager refuses aloud.
    .systemLibrary(name: "CUTF8Proc", providers: [.apt(["libutf8proc-dev"])]),

    // No Debian package: glibc itself.
    .systemLibrary(name: "CMalloc"),

    // Loads C libraries when they are asked for.
    .target(name: "CLoader"),
    // libcurl; needs its headers alone, Debian's libcurl4-openssl-dev.
    .target(name: "CCurl", dependencies: ["CLoader"]),
    // What reads articles: libxml2, cmark-gfm and libyaml.
    .target(name: "CXML2", dependencies: ["CLoader", "CXML2Headers"]),
    .target(name: "CCmarkGFM", dependencies: ["CLoader", "CCmarkGFMHeaders"]),
    .target(name: "CYAML", dependencies: ["CLoader", "CYAMLHeaders"]),

    .target(
      name: "SteleCore",
      dependencies: [.product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: swiftSettings),
    .target(
      name: "SteleFile",
      dependencies: ["SteleCore", .product(name: "SystemPackage", package: "swift-system")],
      swiftSettings: swiftSettings),
    .target(
      name: "SteleContainer", dependencies: ["SteleCore", "CDeflate", "CZlib", "CZstd"],
      swiftSettings: swiftSettings),
    .target(
      name: "SteleParity", dependencies: ["SteleCore", "CISAL"], swiftSettings: swiftSettings),
    .target(
      name: "SteleBag",
      dependencies: ["SteleCore", "CUTF8Proc", .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: swiftSettings),
    .target(
      name: "SteleArticle", dependencies: ["SteleCore", "CXML2", "CCmarkGFM", "CYAML"],
      swiftSettings: swiftSettings),
    .target(
      name: "Stele",
      dependencies: [
        "SteleCore", "SteleFile", "SteleContainer", "SteleParity", "SteleBag", "SteleArticle", "CMalloc",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: swiftSettings),
    .target(
      name: "SteleCapture",
      dependencies: [
        "Stele", "SteleArticle", "SteleCore", "SteleFile", "CCurl",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: swiftSettings),
    .target(
      name: "SteleCommands",
      dependencies: [
        "Stele", "SteleCapture", "SteleCore",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "SteleTool",
      dependencies: [
        "SteleCommands", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: swiftSettings),

    // What more than one test target needs.
    .target(
      name: "SteleTestSupport",
      dependencies: [
        "SteleCore", "SteleContainer", "SteleFile", .product(name: "SystemPackage", package: "swift-system"),
      ],
      path: "Tests/SteleTestSupport", swiftSettings: swiftSettings),
    .testTarget(
      name: "SteleCoreTests", dependencies: ["SteleCore"], swiftSettings: swiftSettings),
    .testTarget(
      name: "SteleFileTests",
      dependencies: [
        "SteleCore", "SteleFile", "SteleTestSupport",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "SteleContainerTests", dependencies: ["SteleContainer", "SteleCore", "SteleTestSupport"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "SteleParityTests", dependencies: ["SteleCore", "SteleParity", "SteleTestSupport"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "SteleBagTests", dependencies: ["SteleCore", "SteleBag"], swiftSettings: swiftSettings),
    .testTarget(
      name: "SteleTests",
      dependencies: [
        "Stele", "SteleCore", "SteleFile", "SteleContainer", "SteleParity", "SteleBag", "SteleTestSupport",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "SteleCaptureTests",
      dependencies: [
        "Stele", "SteleCapture", "SteleCore", "SteleFile", "SteleTestSupport",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "SteleCommandsTests",
      dependencies: [
        "SteleContainer", "SteleCore", "SteleFile", "SteleTestSupport",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      exclude: ["Snapshots"], swiftSettings: swiftSettings),
    .testTarget(
      name: "SteleArticleTests", dependencies: ["SteleArticle", "SteleCore"],
      swiftSettings: swiftSettings),
  ],
  swiftLanguageModes: [.v6]
)

// Programs that test, which nobody else needs: Tools/fuzz/run and Tools/fault-injection ask for them. The first also needs
// libFuzzer, and every target instrumented.
if Context.environment["STELE_TOOLS"] == "1" {
  package.targets += [
    .systemLibrary(name: "CLibFuzzer", path: "Tools/fuzz/CLibFuzzer"),
    .executableTarget(
      name: "SteleFuzz",
      dependencies: [
        "CLibFuzzer", "Stele", "SteleCore", "SteleFile", "SteleContainer", "SteleParity", "SteleBag",
        "SteleArticle", .product(name: "SystemPackage", package: "swift-system"),
      ],
      path: "Tools/fuzz/Harnesses", swiftSettings: swiftSettings),
    .executableTarget(
      name: "SteleFaults", dependencies: ["Stele"], path: "Tools/damage/Worker", swiftSettings: swiftSettings),
  ]
}

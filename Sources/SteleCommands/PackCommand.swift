import ArgumentParser
import Stele

struct PackCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "pack")
  @Option(name: .short) var output: String
  @Option var codec: String = "gzip"
  @Argument var sources: [String]

  func run() async throws {
    var options = PackOptions()
    options.codec = Codec(rawValue: codec)!
    let report = try await Packer(options).pack(sources, to: .file(output, overwriting: true))
    print(report)
  }
}

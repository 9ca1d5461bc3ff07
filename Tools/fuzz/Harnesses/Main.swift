import CLibFuzzer
import Glibc

/// Runs one harness: `SteleFuzz --harness=NAME`, and then libFuzzer's own options and folders.
///
/// The option has two dashes since libFuzzer passes over those, and hands them on to the processes that it starts.
@main
enum Main {
  private static let harness = chosen()

  static func main() {
    // Made before the first input, so that what making it costs counts for none.
    _ = harness.name
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = unsafe CommandLine.unsafeArgv
    let status = unsafe LLVMFuzzerRunDriver(&count, &arguments) { data, size in
      unsafe Main.harness.body(Array(UnsafeBufferPointer(start: data, count: size)))
      return 0
    }
    exit(status)
  }

  private static func chosen() -> Harness {
    let option = "--harness="
    let name = CommandLine.arguments.first { $0.hasPrefix(option) }?.dropFirst(option.count)
    guard let make = Harness.all[String(name ?? "")] else {
      print("usage: SteleFuzz --harness=NAME [OPTION-OF-LIBFUZZER…] [FOLDER…]")
      for name in Harness.all.keys.sorted() { print("  \(name)") }
      exit(2)
    }
    return make()
  }
}

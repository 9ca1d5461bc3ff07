import ArgumentParser
import SteleCommands

@main
enum SteleTool {
  static func main() async {
    await SteleCommand.main()
  }
}

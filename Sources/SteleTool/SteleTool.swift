import SteleCommands

@main
enum SteleTool {
  static func main() async {
    await SteleMain.run()
  }
}

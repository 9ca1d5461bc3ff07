import SteleCommands

@main
enum SteleTool {
  static func main() {
    SteleMain.run()
  }
}

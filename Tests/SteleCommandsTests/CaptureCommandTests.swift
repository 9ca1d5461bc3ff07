import Foundation
import SteleTestSupport
import SystemPackage
import Testing

@Suite("stele pack --capture")
struct CaptureCommandTests {
  let folder: CommandFolder
  let server: WebServer

  init() throws {
    folder = try CommandFolder()
    let picture: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + .noise(100)
    server = try WebServer(
      ["a.png": picture, "slow.png": picture + .noise(3 << 20)],
      server: "location = /slow.png { limit_rate_after 1500k; limit_rate 1; }")
    try folder.temporary.makeFile(
      "n1.md", "# T\n\n![](http://web.example/a.png) ![](http://web.example/gone.png)\n")
  }

  var options: String { "--capture --capture-cache cache --connect-to \(server.connectTo("web.example"))" }

  func run(_ line: String, _ environment: [String: String] = [:]) async throws -> CommandRun {
    defer { withExtendedLifetime(server) {} }
    return try await folder.run(line, environment: environment)
  }

  @Test("What was captured, and what could not be, is said in one line each")
  func summary() async throws {
    let run = try await run("stele pack \(options) -o p n1.md")
    #expect(run.status == 0)
    #expect(run.output.contains("assets          1 included, 1 missing, 0 skipped\n"))
    #expect(run.output.contains("captured        1 fetched (108 B), 0 from the cache, 1 failed\n"))
    #expect(
      run.error
        == "stele: warning: 1 of 2 addresses could not be captured (1 404); captures.jsonl says more\n")
    #expect(try await self.run("stele verify -q p").status == 0)
  }

  @Test("Its JSON fits the schema, and so do the records of captures")
  func json() async throws {
    let run = try await run("stele pack --json \(options) -o p n1.md")
    let report = try JSON(run.output)
    #expect(try JSONSchema(named: "pack").problems(report).isEmpty)
    #expect(report["capture"]?["failures"] == .object(["404": .integer(1)]))
    let lines = try await self.run("tar xzOf p n1/captures.jsonl").output.split(separator: "\n")
    #expect(lines.count == 2)
    let schema = try JSONSchema(named: "captures")
    for line in lines { #expect(try schema.problems(JSON(line)).isEmpty) }
    for line in try await self.run("stele list --json p").output.split(separator: "\n") {
      #expect(try JSONSchema(named: "article").problems(JSON(line)).isEmpty)
    }
  }

  @Test("With --require-complete nothing is made, and what is missing is named")
  func requireComplete() async throws {
    let run = try await run("stele pack \(options) --require-complete -o p n1.md")
    #expect(run.status == 1 && run.output.isEmpty)
    #expect(run.error.contains("1 of 2 assets are missing: http://web.example/gone.png (404)"))
    #expect(try !folder.temporary.names().contains("p"))
  }

  @Test("A second run, and one that may ask nobody, ask nobody")
  func offline() async throws {
    try folder.temporary.makeFile("n2.md", "![](http://web.example/a.png)\n")
    let first = try await run("stele pack -q \(options) -o p n2.md")
    let before = try server.requests().count
    let second = try await run("stele pack -q \(options) -o q n2.md && cmp p q")
    let third = try await run("stele pack -q \(options) --offline -o r n2.md && cmp p r")
    #expect(first.status == 0 && second.status == 0 && third.status == 0)
    #expect(try server.requests().count == before)
  }

  @Test("The cache that nobody named is in the user's folder for caches")
  func standardCache() async throws {
    let line = "stele pack -q --capture --connect-to \(server.connectTo("web.example")) -f -o p n1.md"
    #expect(try await run(line, ["XDG_CACHE_HOME": folder.temporary["x"].string]).status == 0)
    #expect(try await run(line, ["HOME": folder.temporary["home"].string]).status == 0)
    #expect(try !folder.temporary.names("x/stele/capture/objects").isEmpty)
    #expect(try !folder.temporary.names("home/.cache/stele/capture/objects").isEmpty)
  }

  @Test(
    "Options that make no sense are wrong usage",
    arguments: [
      "stele pack --offline n1.md", "stele pack http://web.example/", "stele pack --capture --retry -1 n1.md",
      "stele pack --capture --max-asset-size 1Z n1.md", "stele pack --capture --proxy socks5://a:1 n1.md",
      "stele pack --capture ftp://web.example/a", "stele pack --capture http://me:secret@web.example/a",
      "stele pack --capture --connect-to a n1.md", "stele pack --capture --delay -1 n1.md", "stele pack",
    ])
  func usage(line: String) async throws {
    let run = try await run(line, ["HOME": folder.temporary.path.string])
    #expect(run.status == 2 && !run.error.contains("secret"), "\(run.error)")
    #expect(try folder.temporary.names().filter { $0.hasSuffix(".gz") }.isEmpty)
  }

  @Test("Interrupted, it leaves a cache to go on with and no package", .timeLimit(.minutes(2)))
  func interrupted() async throws {
    try folder.temporary.makeFile("n3.md", "![](http://web.example/a.png) ![](http://web.example/slow.png)\n")
    let wait =
      "until [ -n \"$(find cache/partial -size +1000k 2>&-)\" ] && [ -s cache/journal ]; do sleep 0.05; done"
    let run = try await run(
      "\"$STELE\" pack \(options) -o p n3.md & \(wait); kill -TERM $!; wait $!")
    #expect(run.status == 143, "\(run.error)")
    #expect(run.error.contains("interrupted"))
    #expect(try !folder.temporary.names().contains("p"))
    #expect(try folder.temporary.names("cache/partial").count == 1)
    #expect(try folder.temporary.names("cache/objects").count == 1)
  }

  @Test("Killed again and again, it goes on with what it has, and the package is the same in the end")
  func killed() async throws {
    let names = (0..<120).map { "k\($0).png" }
    for name in names {
      try server.temporary.makeFile(
        "www/" + name,
        bytes: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Array(name.utf8) + .noise(3000))
    }
    try folder.temporary.makeFile("k.md", names.map { "![](http://web.example/\($0))\n" }.joined())
    // Later and later, so that wherever it is in its work, it is killed there once.
    let run = try await run(
      """
      kills=0
      for time in 0.05 0.1 0.15 0.2 0.25 0.3 0.35 0.4 0.5 0.6; do
        timeout -s KILL $time "$STELE" pack -q --delay 0.005 \(options) -o p k.md && break
        kills=$((kills + 1))
        # It may be killed between the package's last step and its own end. Then the package is whole.
        [ ! -e p ] || break
      done
      [ -e p ] || stele pack -q \(options) -o p k.md || exit 8
      stele pack -q \(options.replacing("cache cache", with: "cache other")) -o q k.md || exit 7
      echo $kills
      stele verify -q p && stele info --json p && stele info --json q
      """)
    let lines = run.output.split(separator: "\n")
    try #require(run.status == 0 && lines.count == 3, "\(run.status) \(run.error)")
    let digests = try lines[1...].map { try JSON($0)["contentDigest"]?.string }
    #expect(digests[0] != nil && digests[0] == digests[1])
    // No more is asked for twice than was under way; the second package asks for everything once more.
    let kills = try #require(Int(lines[0]))
    #expect(try server.requests().count <= 2 * names.count + 4 * kills)
  }
}

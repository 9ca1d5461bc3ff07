import SteleContainer
import SteleTestSupport
import Testing

@Suite("Bytes that are kept for later")
struct CompactBytesTests {
  @Test(
    "They come back as they were, time and again",
    arguments: [
      [], [0], Array("a line of text\n".utf8), .noise(300_000), [UInt8](repeating: 7, count: 5 << 20),
    ])
  func roundTrip(bytes: [UInt8]) {
    let compact = CompactBytes(bytes)
    #expect(compact.count == bytes.count)
    #expect(compact.bytes == bytes)
    #expect(compact.bytes == bytes)
  }
}

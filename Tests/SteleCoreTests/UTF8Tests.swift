import SteleCore
import Testing

@Suite("Whether bytes are UTF-8 (RFC 3629)")
struct UTF8Tests {
  @Test("Characters of every length are, wherever they stand")
  func wellFormed() {
    let texts = [
      "", "a", "é", "文", "😀", "a，b。文字 é😀 and a longer part of ASCII alone", "\u{FFFF}\u{E000}\u{D7FF}\u{800}",
    ]
    for text in texts {
      for before in 0...9 {
        #expect((Array(repeating: 0x61, count: before) + Array(text.utf8)).isUTF8)
        #expect((Array(repeating: 0x61, count: before) + Array(text.utf8))[before...].isUTF8)
        #expect((Array("文".utf8) + Array(text.utf8) + Array(repeating: 0x61, count: before)).isUTF8)
      }
    }
  }

  @Test(
    "What is cut off, too long for what it says, a surrogate or no character is not, wherever it stands",
    arguments: [
      [0x80], [0xC3], [0xC0, 0x80], [0xC1, 0xBF], [0xE6, 0x96], [0xE6, 0x96, 0x61], [0xE6, 0x61, 0x87],
      [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xEF, 0xBF], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98],
      [0xF4, 0x90, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFF], [0xE6, 0x96, 0xC7],
    ] as [[UInt8]])
  func malformed(bytes: [UInt8]) {
    #expect(!bytes.isUTF8)
    for before in ["", "a", "seven a", "eight as", "文", "文字 and more"] {
      #expect(!(Array(before.utf8) + bytes).isUTF8)
      #expect(!(Array(before.utf8) + bytes + Array("文 and more of it".utf8)).isUTF8)
    }
  }
}

import Testing

@testable import SteleArticle

struct MediaTypeTests {
  @Test(
    "The bytes tell a file's type before its name does",
    arguments: [
      ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0], "a.jpg", "image/png"),
      ([0xFF, 0xD8, 0xFF, 0xE0], "a", "image/jpeg"),
      (Array("GIF89a\u{1}".utf8), "a.png", "image/gif"),
      (Array("RIFF\0\0\0\0WEBPVP8".utf8), "a.jpg", "image/webp"),
      (Array("%PDF-1.4 x".utf8), "a.txt", "application/pdf"),
      (Array("\0\0\0\u{18}ftypavif".utf8), "a", "image/avif"),
      (Array("\0\0\0\u{18}ftypisom".utf8), "a.m4v", "video/mp4"),
      (Array("ID3\u{3}\0".utf8), "a", "audio/mpeg"),
      (Array("OggS\0\0OpusHead".utf8), "a.ogg", "audio/ogg"),
      (Array("<?xml version='1.0'?><svg>".utf8), "a.xml", "image/svg+xml"),
      (Array(" <svg xmlns='x'>".utf8), "a", "image/svg+xml"),
      (Array("<!DOCTYPE html><p>".utf8), "a.jpg", "text/html"),
      (
        Array("PK\u{3}\u{4}\0\0".utf8), "a.docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
      ),
      (Array("PK\u{3}\u{4}\0\0".utf8), "a.png", "application/zip"),
      ([0x1F, 0x8B, 8, 0], "a.stele.tar.gz", "application/gzip"),
      (Array("# T".utf8), "a.md", "text/markdown"), (Array("BMW and ID3 tags".utf8), "a.txt", "text/plain"),
      ([], "a.md", "text/markdown"),
      (Array("not a picture".utf8), "a.png", "text/plain"), ([0, 1, 2], "a.bin", "application/octet-stream"),
      ([], "a", "application/octet-stream"),
      (Array("文字".utf8.dropLast()), "README", "text/plain"), (Array("body{}".utf8), "a.CSS", "text/css"),
    ] as [([UInt8], String, String)])
  func types(bytes: [UInt8], name: String, expected: String) {
    #expect(MediaType.detect(prefix: bytes[...], name: Array(name.utf8)[...]).text == expected)
  }
}

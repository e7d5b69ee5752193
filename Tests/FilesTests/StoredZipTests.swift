import Diagnostics
import Foundation
import Testing

@testable import Files

/// A zip archive of nothing but names and contents.
@Suite struct StoredZipTests {
  private let files: [(path: String, bytes: [UInt8])] = [
    ("review.html", Array("<p>page</p>".utf8)), ("data/日本.csv", Array("a,b\n1,2\n".utf8)), ("data/empty.csv", []),
  ]

  private func half(_ bytes: [UInt8], _ place: Int) -> Int { Int(bytes[place]) | Int(bytes[place + 1]) << 8 }
  private func word(_ bytes: [UInt8], _ place: Int) -> Int { half(bytes, place) | half(bytes, place + 2) << 16 }

  /// Walks the central directory as APPNOTE 6.3 describes it.
  @Test func theDirectoryTellsNothingButNamesAndContents() throws {
    let zip = try StoredZip.bytes(files)
    let end = zip.count - 22
    #expect(word(zip, end) == 0x0605_4B50 && half(zip, end + 10) == 3 && half(zip, end + 20) == 0)
    var place = word(zip, end + 16)
    #expect(place + word(zip, end + 12) == end)
    var names: [String] = []
    for _ in 0..<3 {
      #expect(word(zip, place) == 0x0201_4B50)
      #expect(half(zip, place + 8) == 0x0800, "UTF-8")
      #expect(half(zip, place + 10) == 0 && half(zip, place + 12) == 0 && half(zip, place + 14) == 0x21, "1980-01-01")
      #expect(half(zip, place + 30) == 0 && half(zip, place + 32) == 0, "no extra field, no comment")
      #expect(word(zip, place + 38) >> 16 == 0o100644)
      let length = half(zip, place + 28)
      let name = String(decoding: zip[(place + 46)..<(place + 46 + length)], as: UTF8.self)
      let local = word(zip, place + 42)
      #expect(word(zip, local) == 0x0403_4B50 && half(zip, local + 28) == 0)
      let start = local + 30 + length
      let content = try #require(files.first { $0.path == name }).bytes
      #expect(Array(zip[start..<(start + word(zip, place + 20))]) == content)
      #expect(word(zip, place + 16) == Int(content.withUnsafeBytes { Checksum.crc32($0) }))
      names.append(name)
      place += 46 + length
    }
    #expect(names == ["data/empty.csv", "data/日本.csv", "review.html"])
    #expect(try StoredZip.bytes(files.reversed()) == zip, "in whatever order")
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")))
  func pythonReadsIt() throws {
    let path = NSTemporaryDirectory() + "feature-atlas-\(UUID().uuidString).zip"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try FileSink.write(path, try StoredZip.bytes(files))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    process.arguments = [
      "-c",
      "import sys,zipfile\nz=zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\n"
        + "assert z.read('review.html')==b'<p>page</p>'\nassert 'data/日本.csv' in z.namelist()", path,
    ]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  @Test func tooManyFilesAreRefused() {
    let many = (0..<70_000).map { (path: "\($0)", bytes: [UInt8]()) }
    #expect(throws: AtlasError.self) { try StoredZip.bytes(many) }
  }
}

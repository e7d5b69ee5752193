import Diagnostics
import Testing

@testable import Files

@Suite struct ByteSizeTests {
  @Test(arguments: [
    ("1", 1), ("4096", 4096), ("500 MB", 500_000_000), ("8GiB", 8 << 30), ("8 gib", 8 << 30), ("2k", 2048),
    ("3kB", 3000), ("1TiB", 1 << 40),
  ])
  func sizesAsPeopleWriteThem(text: String, bytes: Int) throws {
    #expect(try ByteSize.parse(text, option: "--x") == bytes)
  }

  @Test(arguments: ["", "0", "-1", "1.5GiB", "GiB", "8 bananas", "9223372036854775808", "9000000000GiB", "٣"])
  func whatIsNoSize(text: String) {
    #expect(throws: AtlasError.self) { try ByteSize.parse(text, option: "--x") }
  }
}

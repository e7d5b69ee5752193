import Diagnostics
import Foundation
import Images
import TestSupport
import Testing

/// Files that are cut off, damaged, or declare what no picture has: an error each, never a crash, never half a picture.
@Suite struct HostileImageTests {
  private static let names = [
    "rgb.png", "interlaced.png", "palette-clear.png", "rgb-16.png", "420.jpg", "progressive.jpg", "cmyk.jpg",
    "grey.jpg",
    "restart.jpg", "orientation-6.png",
  ]

  private static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: DecodingTests.fixtures + "/" + name)))
  }

  private func decode(_ bytes: [UInt8], _ limits: ImageLimits = ImageLimits()) throws -> Pixels {
    try ImageFile(bytes: bytes, limits: limits).pixels(within: 64)
  }

  @Test(arguments: names) func everyPartOfAFileIsRefused(name: String) throws {
    let whole = try Self.bytes(name)
    _ = try decode(whole)
    for count in 0..<whole.count {
      #expect(throws: AtlasError.self, "\(name), \(count) bytes") { try decode(Array(whole[..<count])) }
    }
  }

  @Test(arguments: ["420.jpg", "restart.jpg", "grey.jpg", "cmyk.jpg"])
  func missingDataAreNotMadeUpForByAnEnd(name: String) throws {
    let whole = try Self.bytes(name)
    let scan = try #require((0..<whole.count - 1).last { whole[$0] == 0xFF && whole[$0 + 1] == 0xDA })
    for count in stride(from: scan + 16, to: whole.count - 12, by: 3) {
      #expect(throws: AtlasError.self, "\(name), \(count) bytes") { try decode(whole[..<count] + [0xFF, 0xD9]) }
    }
  }

  @Test(arguments: names) func damageIsAnErrorOrAnotherPicture(name: String) throws {
    let whole = try Self.bytes(name)
    var mutator = Mutator(seed: 11)
    var refused = 0
    for _ in 0..<400 {
      var damaged = whole
      for _ in 0...mutator.index(below: 4) {
        damaged[mutator.index(below: damaged.count)] = UInt8(truncatingIfNeeded: mutator.index(below: 256))
      }
      do {
        let pixels = try decode(damaged)
        #expect(pixels.rgb.count == 3 * pixels.width * pixels.height && max(pixels.width, pixels.height) <= 64)
      } catch is AtlasError { refused += 1 }
    }
    #expect(refused > 40, "\(name): \(refused)")
  }

  /// Not a byte of these pictures is there: they are refused by what they declare.
  @Test func sizesAreComparedBeforeAnythingIsAllocated() throws {
    var png = try Self.bytes("rgb.png")
    for side: [UInt8] in [[0, 0, 0xEA, 0x60], [0x7F, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0xFF]] {
      png.replaceSubrange(16..<24, with: side + side)
      let error = try #require(throws: AtlasError.self) { try decode(png) }
      #expect(error.message.contains("more than the 64 million that are read") && error.hint != nil)
    }
    png.replaceSubrange(16..<24, with: [0, 0, 0, 0, 0, 0, 0, 5])
    #expect(try #require(throws: AtlasError.self) { try decode(png) }.message.contains("0 × 5"))
    var jpeg = try Self.bytes("420.jpg")
    let frame = try #require((0..<jpeg.count - 1).first { jpeg[$0] == 0xFF && jpeg[$0 + 1] == 0xC0 })
    jpeg.replaceSubrange(frame + 5..<frame + 9, with: [0xFF, 0xFF, 0xFF, 0xFF])
    #expect(try #require(throws: AtlasError.self) { try decode(jpeg) }.message.contains("65535 × 65535"))
  }

  @Test func limitsHold() throws {
    let progressive = try Self.bytes("progressive.jpg")
    var limits = ImageLimits()
    limits.scans = 3
    #expect(
      try #require(throws: AtlasError.self) { try decode(progressive, limits) }.message.contains("more than 3 times"))
    limits = ImageLimits()
    limits.memory = 4096
    let tall = try Self.bytes("tall.jpg")
    #expect(throws: AtlasError.self) { try decode(tall, limits) }
    _ = try decode(tall)
    limits = ImageLimits()
    limits.pixels = 37 * 23 - 1
    #expect(throws: AtlasError.self) { try decode(progressive, limits) }
    limits = ImageLimits()
    limits.bytes = 100
    let error = try #require(throws: AtlasError.self) {
      try ImageFile(path: DecodingTests.fixtures + "/rgb.png", limits: limits)
    }
    #expect(error.message.contains("the file has 721 bytes"))
  }

  @Test func otherFormatsAreNamed() throws {
    for (name, format) in [("picture.gif", "a GIF file"), ("picture.webp", "a WebP file")] {
      let error = try #require(throws: AtlasError.self) { try decode(Self.bytes(name)) }
      #expect(error.message.contains(format) && error.hint == "give PNG or JPEG")
    }
    #expect(
      try #require(throws: AtlasError.self) { try decode(Self.bytes("animated.png")) }.message.contains("animated"))
    #expect(try #require(throws: AtlasError.self) { try decode([]) }.message == "the file is empty")
    let text = Array("version https://git-lfs.github.com/spec/v1\n".utf8)
    #expect(try #require(throws: AtlasError.self) { try decode(text) }.message.contains("Git LFS"))
    #expect(throws: AtlasError.self) { try ImageFile(path: DecodingTests.fixtures) }
    #expect(throws: AtlasError.self) { try ImageFile(path: DecodingTests.fixtures + "/none.png") }
  }
}

import Foundation
import Images
import TestSupport
import Testing

@Suite struct ThumbnailTests {
  private func noise(_ width: Int, _ height: Int) -> Pixels {
    var mutator = Mutator(seed: 5)
    return Pixels(
      width: width, height: height,
      rgb: (0..<3 * width * height).map { _ in UInt8(truncatingIfNeeded: mutator.index(below: 256)) })
  }

  /// Noise is what packs worst.
  @Test(arguments: [1024, 2000, 6 << 10, 12 << 10]) func theBudgetHolds(limit: Int) throws {
    for (width, height) in [(256, 256), (256, 31), (1, 256), (9, 9)] {
      let thumbnail = try Thumbnail(noise(width, height), bytes: limit)
      #expect(thumbnail.bytes.count <= limit)
      let read = try ImageFile(bytes: thumbnail.bytes)
      #expect([read.header.width, read.header.height] as [Int] == [thumbnail.width, thumbnail.height])
      #expect(max(thumbnail.width, thumbnail.height) <= 256 && min(thumbnail.width, thumbnail.height) >= 1)
    }
  }

  @Test func fewColoursAreKeptExactly() throws {
    for colours in [1, 2, 3, 4, 7, 16, 17, 200, 256] {
      let pixels = Pixels(
        width: 40, height: 32,
        rgb: (0..<40 * 32).flatMap { place -> [UInt8] in
          let colour = UInt8(place * 7 % colours)
          return [colour, 255 - colour, colour &* 31]
        })
      let thumbnail = try Thumbnail(pixels, bytes: 12 << 10)
      #expect(thumbnail.fileExtension == "png")
      #expect(try ImageFile(bytes: thumbnail.bytes).pixels(within: 64) == pixels, "\(colours) colours")
    }
  }

  @Test func manyColoursBecomeJPEGAndStayClose() throws {
    let pixels = try ImageFile(path: DecodingTests.fixtures + "/rgb.png").pixels(within: 64)
    let thumbnail = try Thumbnail(pixels, bytes: 12 << 10)
    #expect(thumbnail.fileExtension == "jpg")
    #expect([thumbnail.width, thumbnail.height] as [Int] == [37, 23])
    let read = try ImageFile(bytes: thumbnail.bytes).pixels(within: 64)
    let errors = zip(read.rgb, pixels.rgb).map { pow(Double($0) - Double($1), 2) }
    #expect((errors.reduce(0, +) / Double(errors.count)).squareRoot() < 12)
  }

  /// Of the file only pixels go on.
  @Test(arguments: ["profile.jpg", "orientation-3.jpg", "orientation-6.png"])
  func metadataAreLeftBehind(name: String) throws {
    let file = try ImageFile(path: DecodingTests.fixtures + "/" + name)
    let bytes = try Thumbnail(file.pixels(within: 256), bytes: 12 << 10).bytes
    let text = String(decoding: bytes, as: Unicode.ASCII.self)
    for secret in ["SECRET", "CAMERA", "Exif", "ICC", "eXIf", "http"] { #expect(!text.contains(secret)) }
    #expect(try ImageFile(bytes: bytes).header.orientation == 1)
    #expect(String(decoding: file.bytes, as: Unicode.ASCII.self).contains("I"))
  }
}

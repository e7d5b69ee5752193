import Diagnostics
import Foundation
import Images
import TestSupport
import Testing

/// Decoded pictures against Pillow's, see `Fixtures/make.py`.
@Suite struct DecodingTests {
  static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Fixtures"

  struct Expected: Decodable {
    let width: Int
    let height: Int
    let rgb: [UInt8]?
    let exact: [Double]?
  }

  static let expected: [String: Expected] = {
    let data = try? Data(contentsOf: URL(fileURLWithPath: fixtures + "/pixels.json"))
    return data.flatMap { try? JSONDecoder().decode([String: Expected].self, from: $0) } ?? [:]
  }()

  @Test func allFixturesAreCompared() {
    #expect(Self.expected.values.count { $0.rgb != nil } == 28)
    #expect(Self.expected.values.count { $0.exact != nil } == 3)
  }

  /// Of PNG every code is the same, JPEG decoders of other versions may differ by rounding: by 2 of 255 at most.
  @Test(arguments: expected.filter { $0.value.rgb != nil }.keys.sorted())
  func pixelsAreThoseOfPillow(name: String) throws {
    let expected = try #require(Self.expected[name])
    let pixels = try ImageFile(path: Self.fixtures + "/" + name).pixels(within: 64)
    #expect([pixels.width, pixels.height] as [Int] == [expected.width, expected.height])
    let differences = zip(pixels.rgb, try #require(expected.rgb)).map { abs(Int($0) - Int($1)) }
    #expect(differences.count == pixels.rgb.count && pixels.rgb.count == 3 * expected.width * expected.height)
    #expect(differences.max() ?? 255 <= (name.hasSuffix(".png") ? 0 : 2), "\(name): \(differences.max() ?? -1)")
    try ImageFile(path: Self.fixtures + "/" + name).verify()
  }

  @Test func eachOrientationIsAnotherPicture() throws {
    let pictures = try (1...8).map { try ImageFile(path: Self.fixtures + "/orientation-\($0).jpg") }
    #expect(pictures.map(\.header.orientation) == Array(1...8))
    let pixels = try pictures.map { try $0.pixels(within: 64) }
    for (index, one) in pixels.enumerated() { #expect(!pixels.prefix(index).contains(one)) }
    // Turned back they are one picture: 6 and 8 undo each other, all others undo themselves.
    for (index, back) in [1, 2, 3, 4, 5, 8, 7, 6].enumerated() { #expect(pixels[index].oriented(back) == pixels[0]) }
  }

  /// Means of exact areas, computed with numpy by integrating rows and columns; half a code for rounding.
  @Test(arguments: [16, 29, 1])
  func areasAreAveragedInLinearLight(side: Int) throws {
    let expected = try #require(Self.expected["rgb.png@\(side)"])
    let pixels = try ImageFile(path: Self.fixtures + "/rgb.png").pixels(within: side)
    #expect([pixels.width, pixels.height] as [Int] == [expected.width, expected.height])
    let exact = try #require(expected.exact)
    #expect(exact.count == pixels.rgb.count)
    for (code, value) in zip(pixels.rgb, exact) { #expect(abs(Double(code) - value) <= 0.5 + 1e-5) }
  }

  @Test func blackAndWhiteLinesBecomeTheGreyThatTheyLookLike() {
    // Half the light is code 188, not 128.
    let lines = (0..<64).flatMap { [UInt8](repeating: $0 % 2 == 0 ? 0 : 255, count: 3 * 64) }
    #expect(Set(Pixels(width: 64, height: 64, rgb: lines).scaled(to: 32).rgb) == [188])
  }
}

extension Pixels {
  /// Through a thumbnail, which is a PNG without loss for few colours.
  fileprivate func scaled(to side: Int) -> Pixels {
    let file = try? ImageFile(bytes: Thumbnail(self, bytes: 1 << 20).bytes)
    return (try? file?.pixels(within: side)) ?? Pixels(width: 0, height: 0, rgb: [])
  }
}

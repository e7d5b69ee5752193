import CImageCodecs
import Diagnostics

/// A small picture for the pages: nothing of the file that it was made from but its pixels.
public struct Thumbnail: Sendable, Equatable {
  /// Longest side in pixels: twice what pages show, for screens of fine dots.
  public static let side = 256
  /// Bytes that every picture fits in, see `init(_:bytes:)`.
  public static let leastBytes = 1024
  /// Bytes of a picture where a site has few of them.
  public static let mostBytes = 12 << 10
  /// Qualities of JPEG that are tried, before the picture is made smaller; the first with colours for each pixel.
  private static let qualities: [(quality: Int32, isFine: Bool)] = [
    (85, true), (85, false), (75, false), (65, false), (50, false), (35, false),
  ]

  /// The file.
  public let bytes: [UInt8]
  public let width: Int
  public let height: Int
  /// `png` or `jpg`.
  public let fileExtension: String

  /// PNG where the picture has at most 256 colours and fits, else JPEG at the best quality that fits, else the same smaller.
  ///
  /// - Parameters:
  ///   - pixels: no side longer than `side`.
  ///   - limit: bytes of the file, at least `leastBytes`.
  /// - Throws: `AtlasError` where no memory is left.
  public init(_ pixels: Pixels, bytes limit: Int) throws {
    var pixels = pixels
    var limit = limit
    while true {
      if let bytes = Thumbnail.png(pixels), bytes.count <= limit {
        self.init(bytes, pixels, "png")
        return
      }
      for (quality, isFine) in Thumbnail.qualities {
        let bytes = try Thumbnail.jpeg(pixels, quality, isFine)
        if bytes.count <= limit {
          self.init(bytes, pixels, "jpg")
          return
        }
      }
      let side = max(pixels.width, pixels.height)
      // At 8 × 8 even noise takes less than the least.
      if side <= 8 { limit = .max }
      pixels = pixels.reduced(to: max(8, side * 3 / 4))
    }
  }

  private init(_ bytes: [UInt8], _ pixels: Pixels, _ fileExtension: String) {
    (self.bytes, width, height, self.fileExtension) = (bytes, pixels.width, pixels.height, fileExtension)
  }

  /// nil where there are more colours than a palette holds.
  private static func png(_ pixels: Pixels) -> [UInt8]? {
    let colours = (0..<pixels.width * pixels.height).map { pixel in colour(pixels, pixel) }
    var places: [UInt32: UInt8] = [:]
    for colour in colours where places[colour] == nil {
      if places.count == 256 { return nil }
      places[colour] = 0
    }
    let palette = places.keys.sorted()
    for (place, colour) in palette.enumerated() { places[colour] = UInt8(place) }
    let indices = colours.map { places[$0] ?? 0 }
    var entries: [UInt8] = []
    for colour in palette { for shift: UInt32 in [16, 8, 0] { entries.append(UInt8(colour >> shift & 255)) } }
    var count = 0
    return taken(
      atlas_png_write(
        indices, UInt32(pixels.width), UInt32(pixels.height), entries, Int32(palette.count), &count), count)
  }

  private static func colour(_ pixels: Pixels, _ pixel: Int) -> UInt32 {
    let place = 3 * pixel
    let (red, green, blue) = (pixels.rgb[place], pixels.rgb[place + 1], pixels.rgb[place + 2])
    return UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue)
  }

  private static func jpeg(_ pixels: Pixels, _ quality: Int32, _ isFine: Bool) throws -> [UInt8] {
    var count = 0
    let written = atlas_jpeg_write(
      pixels.rgb, UInt32(pixels.width), UInt32(pixels.height), quality, isFine ? 1 : 0, &count)
    guard let bytes = taken(written, count) else {
      throw AtlasError(.failure, "a thumbnail cannot be written: no memory")
    }
    return bytes
  }

  private static func taken(_ bytes: UnsafeMutablePointer<UInt8>?, _ count: Int) -> [UInt8]? {
    guard let bytes else { return nil }
    defer { atlas_image_free(bytes) }
    return Array(UnsafeBufferPointer(start: bytes, count: count))
  }
}

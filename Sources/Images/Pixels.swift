/// A small picture in memory: RGB, 8 bits each, sRGB, rows from the top.
public struct Pixels: Sendable, Equatable {
  public var width: Int
  public var height: Int
  /// [height · width · 3].
  public var rgb: [UInt8]

  public init(width: Int, height: Int, rgb: [UInt8]) {
    (self.width, self.height, self.rgb) = (width, height, rgb)
  }

  /// Turned and mirrored as EXIF's orientation asks for.
  ///
  /// - Parameter orientation: 1 to 8.
  public func oriented(_ orientation: Int) -> Pixels {
    if orientation == 1 { return self }
    let isTurned = orientation >= 5
    var result = Pixels(
      width: isTurned ? height : width, height: isTurned ? width : height,
      rgb: [UInt8](repeating: 0, count: rgb.count))
    for y in 0..<result.height {
      for x in 0..<result.width {
        let (a, b) = isTurned ? (y, x) : (x, y)
        let isFlippedAcross = [2, 3, 7, 8].contains(orientation)
        let isFlippedDown = [3, 4, 6, 7].contains(orientation)
        let source = (isFlippedDown ? height - 1 - b : b) * width + (isFlippedAcross ? width - 1 - a : a)
        for c in 0..<3 { result.rgb[(y * result.width + x) * 3 + c] = rgb[source * 3 + c] }
      }
    }
    return result
  }

  /// Made smaller to fit a square; never larger.
  func reduced(to side: Int) -> Pixels {
    let size = AreaAverage.size(width, height, within: side)
    var average = AreaAverage(width: width, height: height, to: size)
    rgb.withUnsafeBufferPointer { rgb in
      for y in 0..<height { average.add(UnsafeBufferPointer(rebasing: rgb[y * width * 3..<(y + 1) * width * 3])) }
    }
    return average.pixels
  }
}

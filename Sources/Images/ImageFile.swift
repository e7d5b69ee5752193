import Diagnostics
import Files

/// A picture in a PNG or JPEG file, which is not trusted.
public struct ImageFile: Sendable {
  /// Of the file.
  public let bytes: [UInt8]
  public let header: ImageHeader
  private let format: ImageFormat
  private let limits: ImageLimits

  /// Reads the file and its structure; pixels are not read yet.
  ///
  /// - Throws: `AtlasError` where the path is no file, is larger than the limits, or what `ImageHeader` throws.
  public init(path: String, limits: ImageLimits = ImageLimits()) throws {
    guard Paths.exists(path) else {
      throw AtlasError(.input, "there is no such file", hint: "paths are relative to the file of the examples")
    }
    guard Paths.isFile(path) else { throw AtlasError(.input, "this is no file", hint: "name the picture itself") }
    let file = try MappedFile(path)
    guard file.count <= limits.bytes else {
      throw AtlasError(
        .input, "the file has \(file.count) bytes, more than the \(limits.bytes >> 20) MiB that are read",
        hint: "give a smaller copy")
    }
    try self.init(bytes: file.withBytes { Array($0) }, limits: limits)
  }

  /// - Throws: what `ImageHeader` throws.
  public init(bytes: [UInt8], limits: ImageLimits = ImageLimits()) throws {
    (format, header) = try bytes.withUnsafeBytes {
      let format = try ImageFormat($0)
      return (format, try ImageHeader($0, format, limits))
    }
    (self.bytes, self.limits) = (bytes, limits)
  }

  /// Reads every pixel and keeps none.
  ///
  /// - Throws: `AtlasError` without a path where data are damaged or missing.
  public func verify() throws { try forEachRow { _ in } }

  /// The picture as it is to be seen: turned by its orientation, on white where it is transparent, no side longer than `side`.
  ///
  /// Transparency is laid over white by the codes, as browsers do it; then areas are averaged in linear light. Profiles and
  /// gamma are not applied: all codes are read as sRGB.
  /// - Throws: `AtlasError` without a path where data are damaged or missing.
  public func pixels(within side: Int) throws -> Pixels {
    var average = AreaAverage(
      width: header.width, height: header.height, to: AreaAverage.size(header.width, header.height, within: side))
    var row = [UInt8](repeating: 0, count: 3 * header.width)
    try forEachRow { rgba in
      row.withUnsafeMutableBufferPointer { row in
        for x in 0..<header.width {
          let alpha = Int(rgba[4 * x + 3])
          for c in 0..<3 {
            let code = Int(rgba[4 * x + c])
            row[3 * x + c] = alpha == 255 ? UInt8(code) : UInt8((code * alpha + 255 * (255 - alpha) + 127) / 255)
          }
        }
        average.add(UnsafeBufferPointer(row))
      }
    }
    return average.pixels.oriented(header.orientation)
  }

  private func forEachRow(_ body: (UnsafeBufferPointer<UInt8>) -> Void) throws {
    try bytes.withUnsafeBytes { bytes in
      let reader = try PixelReader(bytes, format, header, limits)
      try reader.forEachRow(body)
    }
  }
}

import Diagnostics

/// What the structure of a file says of its picture, before a pixel is read.
public struct ImageHeader: Sendable, Equatable {
  /// As stored, before the orientation is applied.
  public var width: Int
  public var height: Int
  /// How the stored picture is to be turned, 1 to 8 as in EXIF; 1: as it is.
  public var orientation: Int
  /// Passes over the picture that a decoder makes.
  var scans = 1

  /// Reads the structure of the whole file.
  ///
  /// - Throws: `AtlasError` without a path: another format, an animation, a picture larger than the limits, a file that ends
  ///   early.
  public init(_ bytes: UnsafeRawBufferPointer, limits: ImageLimits = ImageLimits()) throws {
    let format = try ImageFormat(bytes)
    try self.init(bytes, format, limits)
  }

  init(_ bytes: UnsafeRawBufferPointer, _ format: ImageFormat, _ limits: ImageLimits) throws {
    self = try format == .png ? PNGChunks.header(bytes) : JPEGMarkers.header(bytes, limits)
    guard width > 0, height > 0 else {
      throw AtlasError(.input, "the picture is declared as \(width) × \(height) pixels", hint: "save it again")
    }
    guard width <= limits.side, height <= limits.side, width * height <= limits.pixels else {
      throw AtlasError(
        .input,
        "the picture has \(width) × \(height) pixels, more than the \(limits.pixels / 1_000_000) million that are read",
        hint: "give a smaller copy: pages show \(Thumbnail.side) pixels at most")
    }
  }

  init(width: Int, height: Int, orientation: Int, scans: Int = 1) {
    (self.width, self.height, self.orientation, self.scans) = (width, height, orientation, scans)
  }

  static func endsEarly() -> AtlasError {
    AtlasError(.input, "the picture is cut off: the file ends early", hint: "copy or download it again")
  }
}

extension UnsafeRawBufferPointer {
  /// Big-endian; nil beyond the end.
  func uint16(at place: Int) -> Int? {
    guard place >= 0, place + 2 <= count else { return nil }
    return Int(self[place]) << 8 | Int(self[place + 1])
  }

  /// Big-endian; nil beyond the end.
  func uint32(at place: Int) -> Int? {
    guard let high = uint16(at: place), let low = uint16(at: place + 2) else { return nil }
    return high << 16 | low
  }
}

/// What a picture may be at most: everything that is allocated for one follows from these.
public struct ImageLimits: Sendable {
  /// Of the file.
  public var bytes = 64 << 20
  /// Width × height.
  public var pixels = 64_000_000
  /// Width and height.
  public var side = 65_535
  /// Of a JPEG file: each is a pass over the whole picture.
  public var scans = 64
  /// What libjpeg may hold of a picture that comes in several scans, in bytes: three components of 64 million pixels, two
  /// bytes each, and something for the rest.
  public var memory = 420 << 20

  public init() {}
}

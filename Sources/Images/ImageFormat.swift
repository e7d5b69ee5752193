import Diagnostics

/// The formats that are read, and the names of those that are not.
enum ImageFormat: Sendable {
  case jpeg, png

  /// - Throws: `AtlasError` that says what the file seems to be.
  init(_ bytes: UnsafeRawBufferPointer) throws {
    if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if bytes.starts(with: PNGChunks.signature) {
      self = .png
    } else {
      throw AtlasError(
        .input,
        bytes.isEmpty ? "the file is empty" : "this is \(ImageFormat.otherName(bytes)), which is not read as a picture",
        hint: "give PNG or JPEG")
    }
  }

  /// By the bytes at a place.
  private static let others: [(place: Int, bytes: String, name: String)] = [
    (0, "GIF8", "a GIF file"), (8, "WEBP", "a WebP file"), (8, "avif", "an AVIF file"), (8, "avis", "an AVIF file"),
    (8, "heic", "a HEIC file"), (8, "heix", "a HEIC file"), (8, "mif1", "a HEIF file"),
    (4, "ftyp", "a video or HEIF file"),
    (0, "BM", "a BMP file"), (0, "II*\0", "a TIFF file"), (0, "MM\0*", "a TIFF file"), (0, "%PDF", "a PDF file"),
    (0, "<svg", "an SVG file"), (0, "<?xml", "an XML or SVG file"), (0, "<!DOC", "a web page"),
    (0, "<html", "a web page"),
    (0, "version https://git-lfs", "a pointer of Git LFS"), (0, "P6", "a PPM file"), (0, "8BPS", "a Photoshop file"),
    (4, "jP  ", "a JPEG 2000 file"), (4, "JXL ", "a JPEG XL file"), (0, "\u{1}\0\0\0", "raw data"),
  ]

  private static func otherName(_ bytes: UnsafeRawBufferPointer) -> String {
    others.first { bytes.dropFirst($0.place).starts(with: Array($0.bytes.utf8)) }?.name ?? "a file of another kind"
  }
}

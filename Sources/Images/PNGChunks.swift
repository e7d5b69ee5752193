import Diagnostics

/// The chunks of a PNG file: length, type, content, checksum. Checksums are left to libpng.
enum PNGChunks {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// - Throws: `AtlasError` for an animation, a first chunk that is no header, and a file that ends before its last chunk.
  static func header(_ bytes: UnsafeRawBufferPointer) throws -> ImageHeader {
    var header: ImageHeader?
    var place = signature.count
    while true {
      guard let length = bytes.uint32(at: place), let type = bytes.uint32(at: place + 4) else {
        throw ImageHeader.endsEarly()
      }
      let content = place + 8
      guard length <= bytes.count - content, bytes.count - content - length >= 4 else { throw ImageHeader.endsEarly() }
      switch type {
      case code("IHDR"):
        guard header == nil, length == 13, let width = bytes.uint32(at: content),
          let height = bytes.uint32(at: content + 4)
        else { throw damaged() }
        header = ImageHeader(width: width, height: height, orientation: 1)
      case code("acTL"):
        throw AtlasError(
          .input, "this is an animated PNG, of which no single picture stands for the example", hint: "give one frame")
      case code("eXIf"):
        let exif = UnsafeRawBufferPointer(rebasing: bytes[content..<content + length])
        header?.orientation = EXIFOrientation.read(exif)
      case code("IEND"):
        guard let header else { throw damaged() }
        return header
      default:
        if header == nil { throw damaged() }
      }
      place = content + length + 4
    }
  }

  private static func damaged() -> AtlasError {
    AtlasError(.input, "the PNG file is damaged: its first chunk is no sound header", hint: "save it again")
  }

  private static func code(_ type: StaticString) -> Int {
    type.withUTF8Buffer { $0.reduce(0) { $0 << 8 | Int($1) } }
  }
}

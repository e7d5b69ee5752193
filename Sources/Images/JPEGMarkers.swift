import Diagnostics

/// The segments of a JPEG file.
enum JPEGMarkers {
  /// - Throws: `AtlasError` for kinds that are not read, for more scans than the limit, and for a file without its end.
  static func header(_ bytes: UnsafeRawBufferPointer, _ limits: ImageLimits) throws -> ImageHeader {
    var size: (width: Int, height: Int)?
    var orientation = 1
    var scans = 0
    var place = 2
    while true {
      guard let marker = next(bytes, &place) else { throw ImageHeader.endsEarly() }
      // The end; thumbnails and further pictures of other programs may follow.
      if marker == 0xD9 { break }
      if marker == 0x01 || (0xD0...0xD8).contains(marker) { continue }
      guard let length = bytes.uint16(at: place) else { throw ImageHeader.endsEarly() }
      guard length >= 2 else {
        throw AtlasError(.input, "the JPEG file is damaged: a segment has no length", hint: "save it again")
      }
      guard length <= bytes.count - place else { throw ImageHeader.endsEarly() }
      let segment = UnsafeRawBufferPointer(rebasing: bytes[place + 2..<place + length])
      switch marker {
      case 0xC0, 0xC1, 0xC2:
        guard size == nil else {
          throw AtlasError(.input, "the JPEG file holds two pictures in one", hint: "save it again")
        }
        size = try frame(segment)
      case 0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF:
        throw AtlasError(
          .input, "the JPEG file is of a kind that hardly any program reads (lossless or arithmetic coding)",
          hint: "save it as an ordinary JPEG or PNG")
      case 0xE1 where segment.starts(with: Array("Exif\0\0".utf8)):
        orientation = EXIFOrientation.read(UnsafeRawBufferPointer(rebasing: segment[6...]))
      case 0xDA:
        scans += 1
        guard scans <= limits.scans else {
          throw AtlasError(
            .input, "the JPEG file goes over its picture more than \(limits.scans) times", hint: "save it again")
        }
      default: break
      }
      place += length
    }
    guard let size, scans > 0 else {
      throw AtlasError(.input, "the JPEG file holds no picture", hint: "copy or download it again")
    }
    return ImageHeader(width: size.width, height: size.height, orientation: orientation, scans: scans)
  }

  /// The next marker at or after `place`, which is moved behind it; coded data in between are passed over.
  private static func next(_ bytes: UnsafeRawBufferPointer, _ place: inout Int) -> UInt8? {
    while place + 1 < bytes.count {
      let byte = bytes[place + 1]
      if bytes[place] == 0xFF, byte != 0x00, byte != 0xFF {
        place += 2
        return byte
      }
      place += 1
    }
    return nil
  }

  private static func frame(_ segment: UnsafeRawBufferPointer) throws -> (width: Int, height: Int) {
    guard let height = segment.uint16(at: 1), let width = segment.uint16(at: 3), segment.count >= 6 else {
      throw ImageHeader.endsEarly()
    }
    guard segment[0] == 8, [1, 3, 4].contains(segment[5]) else {
      throw AtlasError(
        .input, "the JPEG file has \(segment[5]) components of \(segment[0]) bits",
        hint: "save it as an ordinary JPEG or PNG")
    }
    return (width, height)
  }
}

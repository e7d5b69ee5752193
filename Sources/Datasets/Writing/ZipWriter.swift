import Files

/// Writes a zip archive of stored members (APPNOTE 6.3.9), zip64 where a size or a place needs it.
///
/// All times are 1 January 1980, so that equal content gives equal bytes.
struct ZipWriter {
  private let file: OutputFile
  /// Sizes and places from here on go into zip64 fields; lower in tests only.
  private let limit: Int
  private var directory: [UInt8] = []
  private var memberCount = 0

  init(_ file: OutputFile, zip64From limit: Int = 0xFFFF_FFFF) {
    self.file = file
    self.limit = limit
  }

  /// Adds a member whose content is `pieces` one after the other.
  mutating func add(_ name: String, _ pieces: [UnsafeRawBufferPointer]) throws {
    var checksum: UInt32 = 0
    var size = 0
    for piece in pieces {
      checksum = Checksum.crc32(piece, continuing: checksum)
      size += piece.count
    }
    let place = file.count
    let isLarge = size >= limit
    var header: [UInt8] = []
    header.appendLittle(0x0403_4B50 as UInt32)
    appendCommon(to: &header, isLarge: isLarge || place >= limit, checksum: checksum)
    appendSizes(to: &header, size, isLarge)
    header.appendLittle(UInt16(name.utf8.count))
    header.appendLittle(UInt16(isLarge ? 20 : 0))
    header.append(contentsOf: name.utf8)
    if isLarge { appendZip64(to: &header, [size, size]) }
    try file.write(header)
    for piece in pieces { try file.write(piece) }

    let isFar = place >= limit
    directory.appendLittle(0x0201_4B50 as UInt32)
    directory.appendLittle(45 as UInt16)
    appendCommon(to: &directory, isLarge: isLarge || isFar, checksum: checksum)
    appendSizes(to: &directory, size, isLarge)
    directory.appendLittle(UInt16(name.utf8.count))
    let extra = (isLarge ? [size, size] : []) + (isFar ? [place] : [])
    directory.appendLittle(UInt16(extra.isEmpty ? 0 : 4 + 8 * extra.count))
    // Comment, disk, internal and external attributes: none.
    directory.append(contentsOf: [UInt8](repeating: 0, count: 10))
    directory.appendLittle(isFar ? UInt32.max : UInt32(place))
    directory.append(contentsOf: name.utf8)
    if !extra.isEmpty { appendZip64(to: &directory, extra) }
    memberCount += 1
  }

  /// Writes the central directory.
  func finish() throws {
    let start = file.count
    try file.write(directory)
    let isFar = start >= limit || directory.count >= limit
    var end: [UInt8] = []
    if isFar {
      end.appendLittle(0x0606_4B50 as UInt32)
      end.appendLittle(44 as UInt64)
      end.appendLittle(45 as UInt16)
      end.appendLittle(45 as UInt16)
      end.appendLittle(0 as UInt64)
      for value in [memberCount, memberCount, directory.count, start] { end.appendLittle(UInt64(value)) }
      end.appendLittle(0x0706_4B50 as UInt32)
      end.appendLittle(0 as UInt32)
      end.appendLittle(UInt64(start + directory.count))
      end.appendLittle(1 as UInt32)
    }
    end.appendLittle(0x0605_4B50 as UInt32)
    end.appendLittle(0 as UInt32)
    end.appendLittle(UInt16(memberCount))
    end.appendLittle(UInt16(memberCount))
    end.appendLittle(isFar ? UInt32.max : UInt32(directory.count))
    end.appendLittle(isFar ? UInt32.max : UInt32(start))
    end.appendLittle(0 as UInt16)
    try file.write(end)
  }

  /// Version, flags, method, time, date, checksum.
  private func appendCommon(to bytes: inout [UInt8], isLarge: Bool, checksum: UInt32) {
    bytes.appendLittle(isLarge ? 45 : 20 as UInt16)
    bytes.appendLittle(0 as UInt16)
    bytes.appendLittle(0 as UInt16)
    bytes.appendLittle(0 as UInt16)
    bytes.appendLittle(0x21 as UInt16)
    bytes.appendLittle(checksum)
  }

  private func appendSizes(to bytes: inout [UInt8], _ size: Int, _ isLarge: Bool) {
    for _ in 0..<2 { bytes.appendLittle(isLarge ? UInt32.max : UInt32(size)) }
  }

  private func appendZip64(to bytes: inout [UInt8], _ values: [Int]) {
    bytes.appendLittle(1 as UInt16)
    bytes.appendLittle(UInt16(8 * values.count))
    for value in values { bytes.appendLittle(UInt64(value)) }
  }
}

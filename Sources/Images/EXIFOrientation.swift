/// The orientation that a camera noted: the one tag of EXIF that changes what is seen.
enum EXIFOrientation {
  private static let tag = 0x0112
  private static let shortType = 3

  /// - Parameter block: a TIFF header and what follows it.
  /// - Returns: 1 to 8; 1 where the block says nothing, or nothing sound.
  static func read(_ block: UnsafeRawBufferPointer) -> Int {
    guard block.count >= 8 else { return 1 }
    let isLittle: Bool
    switch (block[0], block[1]) {
    case (0x49, 0x49): isLittle = true
    case (0x4D, 0x4D): isLittle = false
    default: return 1
    }
    func short(_ place: Int) -> Int? {
      block.uint16(at: place).map { isLittle ? ($0 & 0xFF) << 8 | $0 >> 8 : $0 }
    }
    func long(_ place: Int) -> Int? {
      guard let first = short(place), let second = short(place + 2) else { return nil }
      return isLittle ? second << 16 | first : first << 16 | second
    }
    guard short(2) == 42, let directory = long(4), let entries = short(directory) else { return 1 }
    for entry in 0..<entries {
      let place = directory + 2 + 12 * entry
      guard let tag = short(place), let type = short(place + 2), let value = short(place + 8) else { return 1 }
      if tag == EXIFOrientation.tag, type == shortType { return (1...8).contains(value) ? value : 1 }
    }
    return 1
  }
}

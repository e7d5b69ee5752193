import Files

extension ThemeFolders {
  /// Names of all classes that a style sheet of the theme speaks of.
  func classes() throws -> Set<String> {
    var found: Set<String> = []
    for folder in folders where Paths.isFolder(folder) {
      for name in try Paths.files(under: folder) where name.hasSuffix(".css") {
        let file = try MappedFile(try path(of: name))
        found.formUnion(Self.classes(in: file.withBytes { Array($0.prefix(Self.maximumBytes)) }))
      }
    }
    return found
  }

  /// Names after a full stop: `.card`; in `0.5rem` a digit follows.
  static func classes(in sheet: [UInt8]) -> Set<String> {
    func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A }
    func isName(_ byte: UInt8) -> Bool {
      isLetter(byte) || (byte >= 0x30 && byte <= 0x39) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }
    var found: Set<String> = []
    for (place, byte) in sheet.enumerated() where byte == UInt8(ascii: ".") {
      guard place + 1 < sheet.count, isLetter(sheet[place + 1]) else { continue }
      found.insert(String(decoding: sheet[(place + 1)...].prefix(while: isName), as: UTF8.self))
    }
    return found
  }
}

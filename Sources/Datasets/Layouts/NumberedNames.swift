/// File names that count: `0_31.safetensors`, `shard-0-chunk-00000012.pt`, `acts_part3.pt`.
enum NumberedNames {
  /// The whole numbers in a name, in order; numbers too long for 64 bits are left out.
  static func numbers(in name: String) -> [Int] {
    name.split { !("0"..."9").contains($0) }.compactMap { Int($0) }
  }

  /// A name with `#` in place of every whole number; nothing else is left out.
  static func pattern(_ name: String) -> String {
    var result = ""
    for character in name {
      if !("0"..."9").contains(character) { result.append(character) } else if result.last != "#" { result.append("#") }
    }
    return result
  }

  /// Sorted as people count: by the numbers in the names, then by the names.
  static func sorted(_ names: [String]) -> [String] {
    names.map { (numbers(in: $0), $0) }
      .sorted { a, b in
        a.0 == b.0
          ? a.1.unicodeScalars.lexicographicallyPrecedes(b.1.unicodeScalars) : a.0.lexicographicallyPrecedes(b.0)
      }
      .map(\.1)
  }

  /// `a` and `b` of a name `PREFIXa_bSUFFIX`; nil if it is not exactly that.
  static func pair(_ name: String, prefix: String = "", between: String, suffix: String) -> (Int, Int)? {
    guard name.hasPrefix(prefix), name.hasSuffix(suffix), name.count > prefix.count + suffix.count else { return nil }
    let parts = name.dropFirst(prefix.count).dropLast(suffix.count).split(
      separator: between, omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
      let a = Int(parts[0]),
      let b = Int(parts[1])
    else { return nil }
    return (a, b)
  }
}

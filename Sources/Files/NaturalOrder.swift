extension String {
  /// Whether this name comes before `other` when runs of digits count as numbers: `layer_2` before `layer_10`.
  public func naturallyPrecedes(_ other: String) -> Bool {
    var (a, b) = (Array(utf8)[...], Array(other.utf8)[...])
    while let x = a.first, let y = b.first {
      if String.isDigit(x), String.isDigit(y) {
        let (m, n) = (String.takeNumber(&a), String.takeNumber(&b))
        if m.count != n.count { return m.count < n.count }
        if m != n { return m.lexicographicallyPrecedes(n) }
      } else if x != y {
        return x < y
      } else {
        a = a.dropFirst()
        b = b.dropFirst()
      }
    }
    // `07` and `7` are the same number: then the bytes decide, so that the order is total.
    if a.isEmpty, b.isEmpty { return utf8.lexicographicallyPrecedes(other.utf8) }
    return a.isEmpty
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

  /// Takes the digits at the front, without leading zeros: numbers of any length compare as texts of equal length.
  private static func takeNumber(_ bytes: inout ArraySlice<UInt8>) -> [UInt8] {
    let digits = bytes.prefix(while: isDigit)
    bytes = bytes.dropFirst(digits.count)
    return Array(digits.drop { $0 == 48 })
  }
}

/// FNV-1a, 64 bits (Fowler, Noll & Vo): the same in every process and on every machine, unlike `Hasher`. For orders and
/// seeds that must not depend on the order of a file; not for untrusted keys.
public enum StableHash {
  private static let start: UInt64 = 0xcbf2_9ce4_8422_2325
  private static let prime: UInt64 = 0x100_0000_01b3

  /// Of the UTF-8 bytes of a text.
  public static func of(_ text: String) -> UInt64 { of(text.utf8.lazy.map(UInt64.init)) }

  /// Of words, each taken in whole: not the hash of their bytes.
  public static func of(_ words: some Sequence<UInt64>) -> UInt64 {
    words.reduce(start) { ($0 ^ $1) &* prime }
  }
}

import Glibc

/// Names of temporary files and folders, the same in all of the program.
///
/// They carry 128 random bits: process ids repeat between machines and containers that share a folder.
public enum UniqueName {
  /// 32 hexadecimal digits from the system's generator.
  static func random() -> String {
    SHA256Digest.hexadecimal((0..<16).map { _ in UInt8.random(in: 0...255) })
  }

  private static let start = ".feature-atlas-"
  private static let end = ".part"

  /// The name of a file that is being written.
  static func file() -> String { start + random() + end }

  /// Whether `file` gave this name, in this run or another.
  public static func isFile(_ name: some StringProtocol) -> Bool {
    name.hasPrefix(start) && name.hasSuffix(end) && isDigest(name.dropFirst(start.count).dropLast(end.count), 32)
  }

  static func isDigest(_ text: some StringProtocol, _ count: Int) -> Bool {
    text.utf8.count == count
      && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) }
  }
}

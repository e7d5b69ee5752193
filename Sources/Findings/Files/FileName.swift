import Files
import Foundation

/// Names of data (attributes, labels, datasets, checkpoints) as parts of file names that every file system, archive and web
/// host takes, and that no two names share.
///
/// ASCII letters, digits, `-` and `_` stay, `×` becomes `+`. Runs of anything else become their code points between equals
/// signs: `age group` is `age=20=group`, `性別` is `=6027-5225=`. No part holds a dot, so dots can stand between parts.
public enum FileName {
  /// Bytes of the longest part; a longer one ends in a digest of the whole name.
  public static let longest = 120
  /// Bytes of the longest text of several parts, which leaves room for what stands around it in a name of 255 bytes.
  public static let longestOfSeveral = 200
  private static let digestLength = 32

  /// The part of a file name that stands for `name`: the same for names that Unicode holds to be the same, else another one.
  public static func part(_ name: String) -> String {
    if isPlain(name) { return name }
    let scalars = Array(name.precomposedStringWithCanonicalMapping.unicodeScalars)
    let text = encoded(scalars[...])
    guard text.utf8.count > longest else { return text }
    // Every scalar takes at least one byte.
    var start = scalars.prefix(longest)
    while encoded(start).utf8.count > longest - 2 - digestLength { start.removeLast() }
    return encoded(start) + "==" + digest(name)
  }

  /// Several parts with dots between them.
  public static func parts(_ names: [String]) -> String {
    let text = names.map(part).joined(separator: ".")
    guard text.utf8.count > longestOfSeveral else { return text }
    return String(text.prefix(longestOfSeveral - 2 - digestLength)) + "==" + digest(text)
  }

  /// Names whose files a file system without capital letters would take for one, the first such pair.
  public static func clash(in names: [String]) -> (String, String)? {
    var seen: [String: String] = [:]
    for name in names {
      if let first = seen.updateValue(name, forKey: part(name).lowercased()) { return (first, name) }
    }
    return nil
  }

  private static func encoded(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    guard !scalars.isEmpty else { return "==" }
    let text = encoded(scalars, escapesFirst: false)
    return isDevice(text) ? encoded(scalars, escapesFirst: true) : text
  }

  private static func encoded(_ scalars: ArraySlice<Unicode.Scalar>, escapesFirst: Bool) -> String {
    var text = ""
    var isEscaping = false
    for (place, scalar) in scalars.enumerated() {
      if let plain = plain(scalar), place > 0 || !escapesFirst {
        if isEscaping { text += "=" }
        isEscaping = false
        text.unicodeScalars.append(plain)
      } else {
        text += (isEscaping ? "-" : "=") + String(scalar.value, radix: 16)
        isEscaping = true
      }
    }
    return isEscaping ? text + "=" : text
  }

  /// Whether the name can stay as it is.
  private static func isPlain(_ name: String) -> Bool {
    guard (1...longest).contains(name.utf8.count), !isDevice(name) else { return false }
    return name.utf8.allSatisfy { byte in plain(Unicode.Scalar(byte)) != nil && byte < 0x80 }
  }

  private static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "-", "_": scalar
    case "×": "+"
    default: nil
    }
  }

  /// Whether Windows would take a file of this name, with any ending, for a device.
  private static func isDevice(_ text: String) -> Bool {
    guard (3...4).contains(text.utf8.count) else { return false }
    let name = text.lowercased()
    if ["con", "prn", "aux", "nul"].contains(name) { return true }
    return name.utf8.count == 4 && (name.hasPrefix("com") || name.hasPrefix("lpt")) && name.last?.isNumber == true
  }

  private static func digest(_ text: String) -> String {
    String(SHA256Digest.hex(of: Array(text.precomposedStringWithCanonicalMapping.utf8)).prefix(digestLength))
  }
}

import Diagnostics

/// Sizes as people write them: `8GiB`, `500 MB`, `4096`.
public enum ByteSize {
  private static let units: [(names: [String], bytes: Int)] = [
    (["", "b"], 1), (["kb"], 1000), (["mb"], 1_000_000), (["gb"], 1_000_000_000), (["tb"], 1_000_000_000_000),
    (["k", "kib"], 1 << 10), (["m", "mib"], 1 << 20), (["g", "gib"], 1 << 30), (["t", "tib"], 1 << 40),
  ]

  /// The number of bytes, from 1 on.
  ///
  /// - Parameter option: whose value it is, for the message.
  /// - Throws: `AtlasError` where `text` is no such size, or more than 2⁶³ − 1.
  public static func parse(_ text: String, option: String) throws -> Int {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let unit = text.dropFirst(digits.count).drop { $0 == " " }.lowercased()
    guard let number = Int(digits), let factor = units.first(where: { $0.names.contains(unit) })?.bytes,
      case let (bytes, overflow) = number.multipliedReportingOverflow(by: factor), !overflow, bytes >= 1
    else {
      throw AtlasError(
        .input, "\(option) is “\(text)”, where a size is needed",
        hint: "write a whole number of bytes, or one with KiB, MiB, GiB, TiB, kB, MB, GB or TB, say 8GiB")
    }
    return bytes
  }
}

import Files

/// What a report rests on, as one number that stands at the foot of every page: pages of the same number show the same data.
///
/// SHA-256 over the files of `data/` that the analysis made, by path: a line `SHA-256  path` each, as `sha256sum` writes it.
/// What rendering adds (claims, manifest, times) is left out, so that the number is known before the first page.
public struct ReportDigest: Sendable, Equatable {
  /// 64 hexadecimal digits.
  public let sha256: String
  /// The first twelve, as pages show them.
  public var short: String { String(sha256.prefix(Self.shortLength)) }

  private static let shortLength = 12
  /// How a page marks it.
  private static let mark = Array("<code class=\"report\">".utf8)

  /// - Parameter files: all that a site holds, in any order.
  public init(of files: [InputFile]) {
    let lines = files.filter { Self.isPart($0.path) }.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
      .map {
        "\($0.sha256)  \($0.path)\n"
      }
    sha256 = SHA256Digest.hex(of: Array(lines.joined().utf8))
  }

  private static func isPart(_ path: String) -> Bool {
    path.hasPrefix("data/") && path != DataFiles.manifest && path != DataFiles.timings
      && !path.hasSuffix("/claims.json")
  }

  /// The number that a page names; nil where its layout names none.
  public static func named(_ page: UnsafeRawBufferPointer) -> String? {
    // In the footer.
    var start = page.count - mark.count - shortLength
    while start >= 0 {
      if page[start] == mark[0], page[start..<start + mark.count].elementsEqual(mark) {
        let digits = page[start + mark.count..<start + mark.count + shortLength]
        return String(decoding: digits, as: UTF8.self)
      }
      start -= 1
    }
    return nil
  }
}

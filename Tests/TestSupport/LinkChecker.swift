/// Follows every link of every page: files exist, identifiers exist, nothing is loaded from elsewhere.
public struct LinkChecker: Sendable {
  public let files: [String: [UInt8]]
  private let checksData: Bool
  private let pages: [String: String]
  private let ids: [String: Set<String>]

  /// - Parameter checksData: whether files below `data/` must be there too; a renderer alone does not write them.
  public init(_ files: [String: [UInt8]], checksData: Bool = false) {
    self.files = files
    self.checksData = checksData
    let pages = files.filter { $0.key.hasSuffix(".html") }.mapValues { String(decoding: $0, as: UTF8.self) }
    self.pages = pages
    ids = pages.mapValues { Set(LinkChecker.values(of: " id=\"", in: $0)) }
  }

  public func problems() -> [String] {
    pages.keys.sorted().flatMap { path -> [String] in
      let page = pages[path] ?? ""
      let identifiers = Self.values(of: " id=\"", in: page)
      var found = Set(identifiers).count == identifiers.count ? [] : ["\(path): an id twice"]
      for (attribute, loads) in [(" src=\"", true), (" href=\"", false)] {
        for target in Self.values(of: attribute, in: page) {
          if let problem = problem(target, on: path, loads: loads) { found.append("\(path): \(target): \(problem)") }
        }
      }
      return found
    }
  }

  private func problem(_ target: String, on path: String, loads: Bool) -> String? {
    if target.hasPrefix("http:") || target.hasPrefix("https:") || target.hasPrefix("//") {
      return loads ? "loads from elsewhere" : nil
    }
    let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let resolved = Self.resolve(parts[0], from: path) else { return "leads out of the site" }
    if !checksData, resolved.hasPrefix("data/") { return nil }
    guard files[resolved] != nil else { return "no such file \(resolved)" }
    if parts.count == 2, ids[resolved]?.contains(parts[1]) != true { return "no such id" }
    return nil
  }

  private static func resolve(_ target: String, from path: String) -> String? {
    if target.isEmpty { return path }
    var folders = path.split(separator: "/").dropLast().map(String.init)
    for part in target.split(separator: "/").map(String.init) {
      if part == ".." {
        guard folders.popLast() != nil else { return nil }
      } else if part != "." {
        folders.append(decoded(part))
      }
    }
    return folders.joined(separator: "/")
  }

  private static func decoded(_ text: String) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  public static func values(of attribute: String, in page: String) -> [String] {
    var values: [String] = []
    var rest = page[...]
    while let open = rest.firstRange(of: attribute), let close = rest[open.upperBound...].firstRange(of: "\"") {
      values.append(String(rest[open.upperBound..<close.lowerBound]))
      rest = rest[close.upperBound...]
    }
    return values
  }
}

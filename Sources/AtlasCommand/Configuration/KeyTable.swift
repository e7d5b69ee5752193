import Probing

/// The table of all keys, for the README.
enum KeyTable {
  static var markdown: String {
    (["| key | values | default | meaning |", "|---|---|---|---|"] + rows(AtlasConfiguration.keys.map(\.description)))
      .joined(separator: "\n") + "\n"
  }

  /// The README describes them in a table of their own.
  private static let representations = ValueKind.word(ProbeOptions.knownRepresentations).summary

  private static func rows(_ keys: [KeyDescription], within prefix: String = "") -> [String] {
    keys.flatMap { key in
      let usual = key.isRequired ? "required" : key.usual.map { "`\($0)`" } ?? ""
      let values = key.values.replacing(representations, with: "names of representations, see below")
      let cells = ["`\(prefix)\(key.name)`", values, usual, key.summary]
      return ["| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"]
        + rows(key.nested?.keys ?? [], within: prefix + key.name + (key.nested?.form.rawValue ?? ""))
    }
  }
}

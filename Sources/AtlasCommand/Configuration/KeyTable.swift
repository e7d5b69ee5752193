/// The table of all keys, for the README.
enum KeyTable {
  static var markdown: String {
    (["| key | values | default | meaning |", "|---|---|---|---|"] + rows(AtlasConfiguration.keys.map(\.description)))
      .joined(separator: "\n") + "\n"
  }

  private static func rows(_ keys: [KeyDescription], within prefix: String = "") -> [String] {
    keys.flatMap { key in
      let usual = key.isRequired ? "required" : key.usual.map { "`\($0)`" } ?? ""
      let cells = ["`\(prefix)\(key.name)`", key.values, usual, key.summary]
      return ["| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"]
        + rows(key.nested?.keys ?? [], within: prefix + key.name + (key.nested?.form.rawValue ?? ""))
    }
  }
}

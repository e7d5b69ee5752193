import Datasets
import Files

/// A table of examples, and the roles that its columns seem to have.
struct FoundTable {
  var path: String
  var rows: Int
  var columns: GuessedColumns
}

/// A file of the tokens' texts.
struct FoundTokens {
  var path: String
  var examples: Int
  var tokens: Int
}

/// Hidden states, or features that were encoded elsewhere.
struct FoundStates {
  var path: String
  var examples: Int
  /// As many as examples where they are pooled.
  var tokens: Int
  var dimension: Int
  var isEncoded: Bool
  /// As the path says.
  var layer: Int?
  /// Whether ids and labels lie with them.
  var carriesExamples: Bool

  var shape: String { "\(examples) examples" + (tokens == examples ? "" : ", \(tokens) tokens") + " × \(dimension)" }
}

/// A checkpoint that could be opened.
struct FoundAutoencoder {
  var path: String
  var id: String
  var family: String
  var dimension: Int
  var featureCount: Int
  /// Index in Hugging Face's `hidden_states` of what it reads, as its hook says, or the layer that its files name.
  var layer: Int?
  var hook: String?
}

extension Proposal.Entry {
  /// - Parameters:
  ///   - table: nil where ids and labels lie with the states.
  ///   - states: by layer.
  ///   - tokens: path of the texts of their tokens.
  init(dataset table: FoundTable?, states: [(Int, FoundStates)], tokens: String?, taken: inout Set<String>) {
    let source = table?.path ?? states[0].1.path
    let folder = Paths.folder(of: source)
    let stem = String(Paths.name(of: source).prefix { $0 != "." })
    let isGeneral = ["examples", "data", "dataset"].contains(stem.lowercased()) && folder != "." && !folder.isEmpty
    let id = Proposal.id(String((isGeneral ? Paths.name(of: folder) : stem).prefix(40)), taken: &taken)
    let columns = table?.columns
    var lines = table.map { ["# \($0.rows) rows"] } ?? ["# ids and labels lie with the states"]
    lines += columns?.remarks ?? []
    lines.append("- id: \(id)")
    if let columns { lines.append("  modality: \(columns.modality)") }
    if let table { lines.append("  examples: \(Proposal.scalar(table.path))") }
    if let roles = columns?.roles, !roles.isEmpty { lines += ["  columns:"] + roles.map { "    " + $0 } }
    lines.append("  states:")
    for (layer, found) in states {
      let guess = found.layer == nil && layer == 0 ? "; which layer is not known" : ""
      lines.append("    \(layer): \(Proposal.scalar(found.path))  # \(found.shape)\(guess)")
    }
    if let tokens { lines.append("  tokens: \(Proposal.scalar(tokens))") }
    self.init(
      lines: lines, paths: [table?.path, tokens].compactMap { $0 } + states.map(\.1.path), groups: columns?.groups ?? []
    )
  }
}

extension GuessedColumns {
  fileprivate var modality: String { image != nil ? "image" : text != nil ? "text" : "other" }

  fileprivate var roles: [String] {
    let scalar = Proposal.scalar
    func role(_ key: String, _ column: String?) -> [String] { column.map { ["\(key): \(scalar($0))"] } ?? [] }
    let list = groups.isEmpty ? [] : ["groups: [\(groups.map(scalar).joined(separator: ", "))]"]
    return role("id", id) + role("text", text) + role("image", image) + role("label", label) + list
      + role("split", split) + role("cluster", cluster) + role("pair", pair)
  }

  /// Comments on what was guessed.
  fileprivate var remarks: [String] {
    var lines: [String] = []
    if let label {
      let classes = values[label] ?? []
      let shown = classes.prefix(6).joined(separator: ", ") + (classes.count > 6 ? ", …" : "")
      lines.append("# \(classes.count) classes in \(Proposal.comment(label)): \(Proposal.comment(shown))")
    } else if let name = noClass {
      let why = (values[name]?.count ?? .max) < 2 ? "one value only" : "too many values for a class"
      lines.append("# \(Proposal.comment(name)) has \(why): name a column of few values as label")
    }
    if let cluster { lines.append("# rows with the same \(Proposal.comment(cluster)) stay in one fold") }
    return lines
  }
}

extension FoundAutoencoder {
  func entry(layer: Int) -> Proposal.Entry {
    let place = hook.map { ", " + Proposal.comment($0) } ?? ""
    return Proposal.Entry(
      lines: [
        "# \(family), \(dimension) → \(featureCount) features\(place)", "- id: \(id)",
        "  path: \(Proposal.scalar(path))", "  layer: \(layer)",
      ], paths: [path])
  }
}

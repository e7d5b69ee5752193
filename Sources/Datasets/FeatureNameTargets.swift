import Diagnostics

/// Which checkpoint the names of a file are of.
struct FeatureNameTargets {
  private let checkpoint: String?
  private let bySAE: [String: String]
  private let only: String?
  private(set) var warnings: [Note] = []

  /// - Parameter checkpoint: what the configuration says; it holds for rows that name no checkpoint themselves.
  init(
    _ tables: [FeatureNameTable], path: String, checkpoint: String?, candidates: [FeatureNames.Candidate]
  ) throws {
    let rows = tables.lazy.flatMap(\.rows).filter { $0.checkpoint == nil }
    let saes = Set(rows.compactMap(\.sae)).sorted()
    let hint = "say which: `labels: {path: FILE, checkpoint: ID}`"
    self.checkpoint = checkpoint
    only = candidates.count == 1 ? candidates[0].id : nil
    if let checkpoint {
      bySAE = [:]
      if saes.count > 1 {
        throw AtlasError(
          path: path, "the names are of several SAEs (\(listed(saes))), where all are to be of “\(checkpoint)”",
          hint: "keep the rows of one SAE")
      }
      return
    }
    var found: [String: String] = [:]
    for sae in saes {
      let fitting = FeatureNameTargets.fitting(sae, candidates)
      guard fitting.count < 2 else {
        throw AtlasError(
          path: path, "the names of \(sae) may be of \(fitting.joined(separator: " or "))", hint: hint)
      }
      found[sae] = fitting.first
    }
    bySAE = found
    for (target, group) in Dictionary(grouping: found.keys.sorted(), by: { found[$0] ?? "" }).sorted(by: {
      $0.key < $1.key
    })
    where group.count > 1 {
      throw AtlasError(
        path: path, "the names are of several SAEs that may all be “\(target)”: \(listed(group))",
        hint: "keep the rows of one of them")
    }
    let strangers = saes.filter { found[$0] == nil }
    if !strangers.isEmpty {
      guard !found.isEmpty else {
        throw AtlasError(
          path: path, "the names are of \(listed(strangers)), and no checkpoint is of that layer", hint: hint)
      }
      warnings.append(Note(.namesOfNoLayer, strangers))
    }
    if only == nil, let row = rows.first(where: { $0.sae == nil }) {
      throw AtlasError(path: path, line: row.line, "the names do not say which checkpoint they are of", hint: hint)
    }
  }

  /// nil for names of a checkpoint that the atlas does not have.
  func checkpoint(of row: FeatureNameTable.Row) -> String? {
    row.checkpoint ?? checkpoint ?? (row.sae.map { bySAE[$0] } ?? only)
  }

  /// Checkpoints that the SAE can be: by its name, else by its layer.
  private static func fitting(_ sae: String, _ candidates: [FeatureNames.Candidate]) -> [String] {
    if candidates.contains(where: { $0.id == sae }) { return [sae] }
    let digits = sae.prefix { ("0"..."9").contains($0) }
    guard let layer = Int(digits) else { return candidates.map(\.id) }
    return candidates.filter { $0.layer == layer || $0.layer == nil && candidates.count == 1 }.map(\.id)
  }
}

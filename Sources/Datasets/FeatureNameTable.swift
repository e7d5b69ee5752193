import Diagnostics
import Files

/// The rows of a table of feature names, whatever its columns are called.
struct FeatureNameTable {
  struct Row {
    var feature: Int
    var name: String
    var source: String
    /// The checkpoint that the row names.
    var checkpoint: String?
    /// The SAE as Neuronpedia calls it: `20-gemmascope-res-16k`.
    var sae: String?
    var line: Int
  }

  let path: String
  var rows: [Row] = []
  /// Whether a feature may have several names, as explanations by several models.
  var mayRepeat = true

  private static let features = [
    "feature", "index", "feature_index", "featureIndex", "feature_id", "featureId", "latent", "latent_index", "neuron",
  ]
  private static let names = [
    "name", "description", "explanation", "label", "explanations.0.description", "explanations.0.explanation",
  ]
  private static let models = ["explanationModelName", "explanation_model", "explanations.0.explanationModelName"]
  private static let saes = ["layer", "saeId", "sae_id", "sae", "sourceId", "source_id"]
  private static let endings = [".csv", ".tsv", ".tab", ".jsonl", ".ndjson", ".json"]

  /// The file itself, or the tables of a folder in the order of the numbers in their names.
  static func files(_ path: String) throws -> [String] {
    guard Paths.isFolder(path) else { return [path] }
    let names = try FolderListing.names(in: path).filter { name in
      endings.contains { Packing.unpackedName(name).lowercased().hasSuffix($0) }
    }
    guard !names.isEmpty else {
      throw AtlasError(
        path: path, "no tables are in this folder", hint: "names lie in .csv, .tsv, .jsonl or .json files")
    }
    return NumberedNames.sorted(names).map { FilePaths.join(path, $0) }
  }

  init(_ path: String) throws {
    self.path = path
    if let rows = try FeatureNameTable.objectOfNames(path) {
      self.rows = rows
      return
    }
    let wanted =
      ["checkpoint", "source", "modelId"] + FeatureNameTable.features + FeatureNameTable.names + FeatureNameTable.models
      + FeatureNameTable.saes
    let table = try TextTable.read(path, columns: wanted, optional: Set(wanted))
    func column(_ names: [String]) -> [String]? {
      for name in names {
        if let place = wanted.firstIndex(of: name), table.isPresent[place] { return table.columns[place] }
      }
      return nil
    }
    guard table.rowCount > 0 else { return }
    guard let numbers = column(FeatureNameTable.features) else { throw missing("features", "feature", table) }
    guard let texts = column(FeatureNameTable.names) else { throw missing("names", "name", table) }
    let checkpoints = column(["checkpoint"])
    let models = column(["modelId"])
    var saes = column(FeatureNameTable.saes)
    var sources = column(["source"])
    // Some of Neuronpedia's lists call the SAE the source.
    if models != nil, saes == nil {
      saes = sources
      sources = nil
    }
    let explainers = column(FeatureNameTable.models)
    mayRepeat = checkpoints == nil
    for row in 0..<table.rowCount {
      // Neuronpedia lists features that nobody has explained yet.
      if texts[row].isEmpty, mayRepeat { continue }
      var source = sources?[row] ?? explainers?[row] ?? ""
      if sources == nil, models != nil { source = source.isEmpty ? "Neuronpedia" : "Neuronpedia, \(source)" }
      rows.append(
        Row(
          feature: try FeatureNameTable.feature(numbers[row], path, table.lines[row]), name: texts[row], source: source,
          checkpoint: checkpoints?[row], sae: saes?[row], line: table.lines[row]))
    }
  }

  private func missing(_ what: String, _ name: String, _ table: TextTable) -> AtlasError {
    AtlasError(
      path: path, "there is no column of \(what)",
      hint: "call it \(name), or as Neuronpedia does; columns: \(listed(table.header))")
  }

  private static func feature(_ cell: String, _ path: String, _ line: Int) throws -> Int {
    guard let feature = Int(cell) ?? Double(cell).flatMap({ Int(exactly: $0) }), feature >= 0 else {
      throw AtlasError(
        path: path, line: line, "“\(cell)” is no feature", hint: "features are numbered from 0, as in the checkpoint")
    }
    return feature
  }

  /// `{"0": "a name", "1": "another"}`; nil for everything else.
  private static func objectOfNames(_ path: String) throws -> [Row]? {
    guard Packing.unpackedName(path).lowercased().hasSuffix(".json") else { return nil }
    return try TextBytes(path).withWholeContent { raw in
      var scanner = JSONScanner(path: path, raw.bindMemory(to: UInt8.self))
      guard scanner.take("{"), scanner.peek() == UInt8(ascii: "\"") else { return nil }
      var rows: [Row] = []
      var (line, counted) = (1, 0)
      repeat {
        let key = try scanner.string()
        line += scanner.bytes[counted..<scanner.position].count { $0 == UInt8(ascii: "\n") }
        counted = scanner.position
        if rows.isEmpty, Int(key) == nil { return nil }
        try scanner.expect(":", "after the key \"\(key)\"")
        let name = try scanner.scalar("the name of feature \(key)") ?? ""
        if !name.isEmpty { rows.append(Row(feature: try feature(key, path, line), name: name, source: "", line: line)) }
      } while scanner.take(",")
      try scanner.expect("}", "at the end of the object")
      guard scanner.peek() == nil else { throw scanner.problem("text after the object") }
      return rows
    }
  }
}

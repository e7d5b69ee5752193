import Diagnostics

/// Names that people or machines gave to features.
public struct FeatureNames: Sendable {
  /// The name of a feature.
  public struct Name: Sendable, Equatable {
    /// The name itself.
    public var text: String
    /// Where it comes from: a person, a program, a catalogue.
    public var source: String
  }

  /// A checkpoint that names may be of.
  public struct Candidate: Sendable, Equatable {
    /// As configured.
    public var id: String
    /// nil where it is not known.
    public var layer: Int?

    public init(id: String, layer: Int?) {
      self.id = id
      self.layer = layer
    }
  }

  private var names: [String: [Int: Name]] = [:]
  /// Files that were read.
  public private(set) var files: [String] = []
  /// What was left out.
  public private(set) var warnings: [Note] = []

  public init() {}

  /// Adds the names of a file, or of all tables in a folder, in the order of the numbers in their names.
  ///
  /// Read are tables with the columns `checkpoint`, `feature`, `name`, `source`; Neuronpedia's exports and lists
  /// (`modelId`, `layer`, `index`, `description`, …); tables with other usual names of these columns; JSON objects of
  /// names by feature. Packed or not.
  ///
  /// - Parameters:
  ///   - checkpoint: what the names are of, where the file does not say.
  ///   - candidates: the checkpoints of the atlas; Neuronpedia's `20-gemmascope-res-16k` is that of layer 20.
  /// - Throws: `AtlasError` for a missing column, a feature that is no number, a feature that is named twice in a table
  ///   of one's own, or names whose checkpoint cannot be told.
  public mutating func add(path: String, checkpoint: String? = nil, candidates: [Candidate] = []) throws {
    let paths = try FeatureNameTable.files(path)
    let tables = try paths.map(FeatureNameTable.init)
    files += paths
    let targets = try FeatureNameTargets(tables, path: path, checkpoint: checkpoint, candidates: candidates)
    warnings += targets.warnings.map { $0.about(.file, path) }
    var repeated = 0
    for table in tables {
      for row in table.rows {
        guard let target = targets.checkpoint(of: row) else { continue }
        guard names[target]?[row.feature] == nil else {
          guard table.mayRepeat else {
            throw AtlasError(
              path: table.path, line: row.line, "feature \(row.feature) of \(target) is named twice",
              hint: "keep one of the names")
          }
          repeated += 1
          continue
        }
        names[target, default: [:]][row.feature] = Name(text: row.name, source: row.source)
      }
    }
    if repeated > 0 { warnings.append(Note(.namesRepeated, repeated).about(.file, path)) }
  }

  /// - Throws: as `add`.
  public static func read(
    path: String, checkpoint: String? = nil, candidates: [Candidate] = []
  ) throws -> FeatureNames {
    var result = FeatureNames()
    try result.add(path: path, checkpoint: checkpoint, candidates: candidates)
    return result
  }

  /// Ids of the checkpoints that have names, sorted.
  public var checkpoints: [String] { names.keys.sorted() }

  /// Names of a checkpoint's features by number.
  public func names(of checkpoint: String) -> [Int: Name] { names[checkpoint] ?? [:] }
}

import Diagnostics
import Files

/// What opening hidden states told beside the numbers. A part of `analyze --shard` keeps it for a machine without the
/// states.
public struct StatesOpening: Sendable, Equatable, Codable {
  /// How the configuration names the states.
  public var source: String
  /// Name of the row of `StateLayout.all` that was read.
  public var layout: String
  /// What may make the results wrong.
  public var warnings: [Note]
  /// Where all positions of padded states were taken for tokens.
  public var positions: UnmaskedPositions?
  /// What is known of the order of the examples.
  public var order: RowOrder
  /// Whether the examples were put into the order of the table, so that the part holds their places in the file.
  public var isReordered: Bool
  /// Whether examples have several tokens, before any is left out.
  public var isTokenLevel: Bool
  /// The files read, as `AnalysisPart.files` names them.
  public var files: [String]
  /// SHA-256 of the ids that the states were joined to.
  public var examples: String

  /// - Parameters:
  ///   - source: how the configuration names the states.
  ///   - isTokenLevel: of the states as they were opened, before tokens are left out.
  ///   - files: as the part names them.
  public init(
    _ opened: OpenedActivations, source: String, isTokenLevel: Bool, files: [String], examples: ExpectedExamples
  ) {
    self.source = source
    layout = opened.layout
    warnings = opened.warnings
    positions = opened.positions
    order = opened.order
    isReordered = opened.rows != nil
    self.isTokenLevel = isTokenLevel
    self.files = files
    self.examples = examples.digest
  }
}

extension ExpectedExamples {
  /// SHA-256 of the ids in their order.
  var digest: String {
    var digest = RunningDigest()
    digest.update(areNamed ? "named" : "numbered")
    for id in ids { digest.update(id) }
    return digest.hex()
  }
}

import Datasets
import Diagnostics
import Findings

/// A dataset of the run: its examples, and the states that belong to them.
public struct OpenedDataset {
  /// As tables and pages name it.
  public let id: String
  /// `text` or `image`.
  public let modality: String
  /// What the columns of the examples hold.
  public let columns: ExampleColumns
  public var examples: ExampleTable
  /// By layer, in the order of the configuration.
  public var states: [(layer: Int, opened: OpenedActivations)]
  public var tokens: TokenTable?
  /// By layer, where tokens are left out: `states` are without them.
  public var kept: [Int: KeptTokens] = [:]
  /// What a reader of the results must know.
  public var warnings: [Note] = []
  /// What is known of the order of the rows.
  public var rowOrder = RowOrderFinding(.none)
  /// nil without a column of pictures.
  public var pictures: DatasetPictures?
  /// Where tokens are patches of the picture.
  public var patches: PatchGrid?
  /// Group columns that are audited: alone, and several for their intersection.
  public let audits: [[String]]

  public init(
    id: String, modality: String, columns: ExampleColumns, examples: ExampleTable,
    states: [(layer: Int, opened: OpenedActivations)], audits: [[String]]
  ) {
    (self.id, self.modality, self.columns) = (id, modality, columns)
    (self.examples, self.states, self.audits) = (examples, states, audits)
  }

  /// The states of a layer; without a layer the only ones. nil where there are none.
  public func states(ofLayer layer: Int?) -> OpenedActivations? {
    place(ofLayer: layer).map { states[$0].opened }
  }

  /// The place of these states among those of all layers.
  func place(ofLayer layer: Int?) -> Int? {
    guard let layer else { return states.count == 1 ? 0 : nil }
    return states.firstIndex { $0.layer == layer }
  }
}

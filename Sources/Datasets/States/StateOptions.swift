import Diagnostics

/// What a user adds where the files of hidden states leave a choice.
public struct StateOptions: Sendable, Equatable {
  /// Name of the array to read, where a file holds several.
  public var array: String?
  /// The layer to read, where a cache holds several, as the cache numbers them.
  public var layer: Int?
  /// `train` or `test`, where a file holds both; nil reads both, train first.
  public var split: String?

  public init(array: String? = nil, layer: Int? = nil, split: String? = nil) {
    self.array = array
    self.layer = layer
    self.split = split
  }
}

/// Activations together with what their files say beside the numbers.
public struct OpenedActivations: Sendable {
  /// The numbers.
  public var activations: Activations
  /// Ids, labels or texts that lie with the activations, one row per example; nil where the layout has none.
  public var examples: ExampleTable?
  /// Name of the row of `StateLayout.all` that was read.
  public var layout: String
  /// What those who call the program should know, in whole sentences for the terminal: a convention of the layout.
  public var notes: [String]
  /// What may make the results wrong.
  public var warnings: [Note] = []
  /// Where all positions of padded states were taken for tokens, since nothing says otherwise.
  public var positions: UnmaskedPositions?
  /// What is known of the order of the examples.
  public var order = RowOrder.unknown
  /// [examples]: place in the file of each example, where they were put into the order of the table.
  public var rows: [Int]?
  /// Ids beside the states, one per example.
  var rowIDs: RowIDs?

  /// `warnings`, and what there is to say of positions without a mask.
  public var allWarnings: [Note] { warnings + [positions?.warning].compactMap { $0 } }

  public init(_ activations: Activations, examples: ExampleTable? = nil, layout: String = "", notes: [String] = []) {
    self.activations = activations
    self.examples = examples
    self.layout = layout
    self.notes = notes
  }
}

extension Activations {
  /// Number of examples.
  public var exampleCount: Int {
    switch self {
    case .states(let source): source.exampleCount
    case .encoded(let features): features.offsets.count - 1
    }
  }

  /// The files read, for the manifest.
  public var files: [String] {
    switch self {
    case .states(let source): source.files
    case .encoded(let features): features.files
    }
  }
}

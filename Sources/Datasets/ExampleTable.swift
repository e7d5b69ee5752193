/// The labelled examples of a dataset: one row per document, image, person.
public struct ExampleTable: Sendable {
  /// The file they were read from.
  public var path: String
  /// Unique.
  public var ids: [String]
  /// nil where the data has no text column.
  public var texts: [String]?
  /// Names of the classes, sorted; empty where there is no label column.
  public var classes: [String]
  /// Class index of each example, −1 where the label is missing.
  public var labels: [Int32]
  /// Where examples may have several labels; classes and labels are then those of one of them, or empty.
  public var labelSets: LabelSets?
  /// One entry per group column, in the configuration's order.
  public var groups: [CategoryColumn]
  /// `train`, `test`, or fold names as in the file; nil without a split column.
  public var splits: [String]?
  /// Rows of one cluster must not be parted by a fold; nil without a cluster column.
  public var clusters: CategoryColumn?
  /// Paths of images as in the file; nil without an image column.
  public var images: [String]?
  /// Line of the file on which each row begins, counted from 1, for errors; empty where the rows came from no text file.
  public var lines: [Int]
  /// What was changed on reading, in whole sentences.
  public var warnings: [String]

  public init(
    path: String, ids: [String], texts: [String]? = nil, classes: [String] = [], labels: [Int32] = [],
    labelSets: LabelSets? = nil, groups: [CategoryColumn] = [], splits: [String]? = nil,
    clusters: CategoryColumn? = nil, images: [String]? = nil,
    lines: [Int] = [], warnings: [String] = []
  ) {
    self.path = path
    self.ids = ids
    self.texts = texts
    self.classes = classes
    self.labels = labels
    self.labelSets = labelSets
    self.groups = groups
    self.splits = splits
    self.clusters = clusters
    self.images = images
    self.lines = lines
    self.warnings = warnings
  }

  public var count: Int { ids.count }
}

/// A column of categories: values sorted, each row a code into them, −1 where the cell is empty.
public struct CategoryColumn: Sendable, Equatable {
  public var name: String
  public var values: [String]
  public var codes: [Int32]

  public init(name: String, values: [String], codes: [Int32]) {
    self.name = name
    self.values = values
    self.codes = codes
  }

  /// Codes the cells of a column; an empty cell becomes −1. Values are sorted by Unicode scalars.
  public init(name: String, cells: [String]) {
    let values = Set(cells).subtracting([""]).sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
    let codes = Dictionary(uniqueKeysWithValues: values.enumerated().map { ($1, Int32($0)) })
    self.init(name: name, values: values, codes: cells.map { codes[$0] ?? -1 })
  }
}

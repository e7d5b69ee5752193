import Diagnostics

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
  /// The class that figures of two classes are about, as the configuration names it; nil, or the name of no class here:
  /// the last of `classes`. Read it as `positive`.
  public var positiveClass: String?
  /// The label of examples whose class is left out of every study: their `labels` are −1. nil where none is.
  public var leftOutLabels: CategoryColumn?
  /// Where examples may have several labels; classes and labels are then those of one of them, or empty.
  public var labelSets: LabelSets?
  /// One entry per group column, in the configuration's order.
  public var groups: [CategoryColumn]
  /// `train`, `test`, or fold names as in the file; nil without a split column.
  public var splits: [String]?
  /// Rows of one cluster must not be parted by a fold; nil without a cluster column.
  public var clusters: CategoryColumn?
  /// Rows of one pair are counterfactual twins: the same example told of different groups; nil without such a column.
  public var pairs: CategoryColumn?
  /// Paths of images as in the file; nil without an image column.
  public var images: [String]?
  /// What each picture shows, for readers who do not see it; empty where nothing is said, nil without such a column. Nothing is
  /// measured of it.
  public var alts: [String]?
  /// Line of the file on which each row begins, counted from 1, for errors; empty where the rows came from no text file.
  public var lines: [Int]
  /// What was changed on reading.
  public var warnings: [Note]

  public init(
    path: String, ids: [String], texts: [String]? = nil, classes: [String] = [], labels: [Int32] = [],
    labelSets: LabelSets? = nil, groups: [CategoryColumn] = [], splits: [String]? = nil,
    clusters: CategoryColumn? = nil, pairs: CategoryColumn? = nil, images: [String]? = nil,
    alts: [String]? = nil,
    lines: [Int] = [], warnings: [Note] = []
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
    self.pairs = pairs
    self.images = images
    self.alts = alts
    self.lines = lines
    self.warnings = warnings
  }

  /// Examples, with and without a label.
  public var count: Int { ids.count }

  /// Index of the class that figures of two classes are about: selection rate, true and false positives, F1, φ, AUROC.
  /// −1 without classes.
  public var positive: Int { positiveClass.flatMap { classes.firstIndex(of: $0) } ?? classes.count - 1 }

  /// Examples without a label; those of classes left out have one.
  public var unlabelledCount: Int {
    labels.indices.count { labels[$0] < 0 && (leftOutLabels?.codes[$0] ?? -1) < 0 }
  }

  /// The name of an example's label, be it studied or not; nil where it has none.
  public func labelName(_ example: Int) -> String? {
    if labels[example] >= 0 { return classes[Int(labels[example])] }
    guard let leftOutLabels, leftOutLabels.codes[example] >= 0 else { return nil }
    return leftOutLabels.values[Int(leftOutLabels.codes[example])]
  }

  /// The same without some of the classes: their examples are those of `leftOutLabels`.
  public func leavingOut(_ names: Set<String>) -> ExampleTable {
    var table = self
    table.classes = classes.filter { !names.contains($0) }
    let place = classes.map { name in Int32(table.classes.firstIndex(of: name) ?? -1) }
    table.labels = labels.map { $0 < 0 ? -1 : place[Int($0)] }
    table.leftOutLabels = CategoryColumn(
      name: "label", cells: labels.map { $0 >= 0 && place[Int($0)] < 0 ? classes[Int($0)] : "" })
    return table
  }
}

/// A column of categories: values sorted, each row a code into them, −1 where the cell is empty.
public struct CategoryColumn: Sendable, Equatable {
  /// Of the column.
  public var name: String
  /// Every different value that is not empty.
  public var values: [String]
  /// [row]: index into `values`, −1 where the cell is empty.
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

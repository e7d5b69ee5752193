/// Which columns of an examples file hold what; nil where there is no such column.
public struct ExampleColumns: Sendable, Equatable {
  /// Names that tell the examples apart; without it they are numbered from 0.
  public var id: String?
  /// What each example says.
  public var text: String?
  /// The class of each example.
  public var label: String?
  /// In place of `label`, where an example may have several.
  public var labels: LabelSetColumns?
  /// Attributes to audit for, in the order in which they are shown.
  public var groups: [String]
  /// `train`, `test` or a fold.
  public var split: String?
  /// Paths of image files.
  public var image: String?
  /// What the pictures show, in words.
  public var alt: String?
  /// Rows of one cluster must not be parted by a fold.
  public var cluster: String?
  /// Rows of one pair are the same example told of different groups.
  public var pair: String?

  public init(
    id: String? = nil, text: String? = nil, label: String? = nil, labels: LabelSetColumns? = nil, groups: [String] = [],
    split: String? = nil,
    image: String? = nil, alt: String? = nil, cluster: String? = nil, pair: String? = nil
  ) {
    self.id = id
    self.text = text
    self.label = label
    self.labels = labels
    self.groups = groups
    self.split = split
    self.image = image
    self.alt = alt
    self.cluster = cluster
    self.pair = pair
  }
}

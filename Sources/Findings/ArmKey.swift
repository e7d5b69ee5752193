/// What tells an arm of the comparison from every other one. Names are made from it; nothing is read out of a name.
public struct ArmKey: Hashable, Codable, Sendable {
  /// The criterion by which features are chosen where none is named.
  public static let usualCriterion = "mean-difference"

  /// What the classifier sees.
  public var representation: RepresentationKind
  /// nil for arms that see no features.
  public var checkpoint: String?
  /// nil for arms that see no hidden state, and for features encoded elsewhere.
  public var layer: Int?
  /// How token values become one value of the example; nil where nothing is pooled.
  public var pooling: String?
  /// nil: values as they are.
  public var threshold: ThresholdChoice?
  /// Number of features or components; nil: all.
  public var top: Int?
  /// How they are chosen, where it is a criterion of the labels.
  public var criterion: String?
  /// Share of the training rows, in (0, 1].
  public var trainingRate: Double

  public init(
    _ representation: RepresentationKind, checkpoint: String? = nil, layer: Int? = nil, pooling: String? = nil,
    threshold: ThresholdChoice? = nil, top: Int? = nil, criterion: String? = nil, trainingRate: Double = 1
  ) {
    self.representation = representation
    self.checkpoint = checkpoint
    self.layer = layer
    self.pooling = pooling
    self.threshold = threshold
    self.top = top
    self.criterion = criterion
    self.trainingRate = trainingRate
  }

  /// Unique, as in the column `arm` of every table: `binarized l6-w1536 max >0`, `top-n 10 l6-w1536 max rate 0.1`.
  public var name: String {
    let kind = representation.isDerived ? String(representation.name.map { $0 == "-" ? " " : $0 }) : representation.name
    let parts: [String?] = [
      kind, top.map(String.init), criterion == Self.usualCriterion ? nil : criterion,
      checkpoint ?? layer.map { "layer \($0)" }, representation.countsTokens ? nil : pooling,
      threshold.map { ($0.number == nil ? "" : ">") + $0.text }, trainingRate < 1 ? "rate \(trainingRate)" : nil,
    ]
    return parts.compactMap { $0 }.joined(separator: " ")
  }

  /// The same arm taught another share of the training rows.
  public func at(rate: Double) -> ArmKey {
    var copy = self
    copy.trainingRate = rate
    return copy
  }
}

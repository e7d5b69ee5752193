/// Why a probe decided an example as it did: the features with the largest part in the decision value.
public struct Explanation: Codable, Sendable, Equatable {
  /// A feature and its part in the decision.
  public struct Reason: Codable, Sendable, Equatable {
    /// Index in the checkpoint.
    public var feature: Int32
    /// As the classifier saw it.
    public var value: Double
    /// Weight towards the decision.
    public var weight: Double
    /// |weight · value| over the sum of these of all features.
    public var share: Double

    public init(feature: Int32, value: Double, weight: Double, share: Double) {
      self.feature = feature
      self.value = value
      self.weight = weight
      self.share = share
    }

    /// Part in the decision value: above 0 for the decision, below against it.
    public var contribution: Double { weight * value }
  }

  /// Place among the arms of the study.
  public var arm: Int
  /// Row of the example.
  public var example: Int
  /// `confident and right`, `confident and wrong`, `undecided`: a code that templates put into words.
  public var kind: String
  /// Class of the example.
  public var label: String
  /// Class that was decided for.
  public var decision: String
  /// Of the decision, by a fit that had not seen the example.
  public var probability: Double
  /// The largest |contribution| first.
  public var reasons: [Reason]

  public init(
    arm: Int, example: Int, kind: String, label: String, decision: String, probability: Double, reasons: [Reason]
  ) {
    self.arm = arm
    self.example = example
    self.kind = kind
    self.label = label
    self.decision = decision
    self.probability = probability
    self.reasons = reasons
  }

  /// The same of an arm at another place.
  public func at(_ arm: Int) -> Explanation {
    var copy = self
    copy.arm = arm
    return copy
  }
}

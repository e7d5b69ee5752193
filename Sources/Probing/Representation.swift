import Features
import Findings

/// A way to show examples to a classifier: one row of the table of representations.
public struct Representation: Sendable {
  /// What it is and stands for.
  public var kind: RepresentationKind
  /// Whether an arm, the first, is compared with one of this kind at the same training rate. Controls are compared with the
  /// majority class alone, and every arm is.
  var isMeasure: @Sendable (_ first: ArmKey, _ own: ArmKey, _ arms: ArmPairs) -> Bool
  /// The arms it contributes at the full training rate.
  var arms: @Sendable (RepresentationKind, EncodedDataset, ProbeOptions) throws -> [Arm]

  init(
    _ kind: RepresentationKind,
    isMeasure: @escaping @Sendable (_ first: ArmKey, _ own: ArmKey, _ arms: ArmPairs) -> Bool,
    arms: @escaping @Sendable (RepresentationKind, EncodedDataset, ProbeOptions) throws -> [Arm]
  ) {
    self.kind = kind
    self.isMeasure = isMeasure
    self.arms = arms
  }

  /// All that a configuration may name, in the order of reports.
  static let all: [Representation] = [
    majority, termWeights, hidden, principalComponents, continuous, binarized, penalisedByL1, topN, tokenTopN,
    randomFeatures, randomDictionary, permutedLabels,
  ]

  static func named(_ name: String) -> Representation? { all.first { $0.kind.name == name } }

  /// The names that a configuration may use.
  public static var knownNames: [String] { all.map(\.kind.name) }
}

import Features

/// A way to show examples to a classifier: one row of the table of representations.
struct Representation: Sendable {
  var name: String
  /// The arms it contributes at the full training rate.
  var arms: @Sendable (EncodedDataset, ProbeOptions) throws -> [Arm]

  /// All that are known, in the order of reports.
  static let all: [Representation] = [
    majority, termWeights, hidden, principalComponents, continuous, binarized, penalisedByL1, topN, tokenTopN,
    randomFeatures, randomDictionary, permutedLabels,
  ]

  static func named(_ name: String) -> Representation? { all.first { $0.name == name } }

  /// The names that a configuration may use.
  public static var knownNames: [String] { all.map(\.name) }
}

/// `2` rather than `2.0` in names.
func shortDescription(_ number: Double) -> String {
  number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : number.description
}

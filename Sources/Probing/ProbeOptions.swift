import Diagnostics
import Evaluation
import Findings

/// What is compared, and how.
public struct ProbeOptions: Sendable {
  /// Names out of `Representation.all`.
  public var representations: [String] = ["majority", "hidden", "continuous", "binarized"]
  public var thresholds: [ThresholdChoice] = [.fixed(0), .fixed(1)]
  /// Numbers of features that arms which select keep.
  public var top: [Int] = [1, 2, 5, 10, 20, 50, 100]
  /// Rules by which `top-n` chooses, out of `SelectionCriterion.all`.
  public var criteria: [String] = [ArmKey.usualCriterion]
  /// Inverse strengths of the penalty to choose from.
  public var c: [Double] = [0.01, 0.1, 1, 10]
  public var folds = 5
  public var innerFolds = 3
  public var repeats = 3
  /// Parts of the training rows used, in (0, 1].
  public var trainingRates: [Double] = [1]
  /// A loss of score up to this is tolerated by "not worse".
  public var nonInferiorityMargin = 0.01
  /// Smallest group whose calibration is shown.
  public var minimumCell = 30
  /// Who may read the figures on groups.
  public var disclosure = Disclosure.internal
  /// Examples to train and test on, at most; nil: all. Clusters stay whole, classes keep their shares.
  public var examples: Int?
  public var seed: UInt64 = 0
  public var threads = 1

  public static var knownRepresentations: [String] { Representation.knownNames }
  public static var knownCriteria: [String] { SelectionCriterion.all.map(\.name) }

  public init() {}

  /// Thresholds that are numbers.
  var fixedThresholds: [Double] {
    thresholds.compactMap(\.number)
  }

  /// At which arms that have one form of bits take them; 0 where none is fixed.
  var firstFixedThreshold: Double { fixedThresholds.first ?? 0 }

  /// The same with values sorted and without doubles.
  ///
  /// - Throws: `AtlasError` for a value outside its range or an unknown representation.
  public func validated() throws -> ProbeOptions {
    var result = self
    for name in representations where Representation.named(name) == nil {
      let known = Representation.knownNames
      let near = nearestName(to: name, in: known).map { "did you mean \($0)? " } ?? ""
      throw AtlasError(
        .input, "unknown representation \(name)", hint: "\(near)known are \(known.joined(separator: ", "))")
    }
    for name in criteria where SelectionCriterion.named(name) == nil {
      let known = SelectionCriterion.all.map(\.name)
      let near = nearestName(to: name, in: known).map { "did you mean \($0)? " } ?? ""
      throw AtlasError(.input, "unknown criterion \(name)", hint: "\(near)known are \(known.joined(separator: ", "))")
    }
    func require(_ holds: Bool, _ message: String, _ hint: String) throws {
      if !holds { throw AtlasError(.input, "probes: \(message)", hint: hint) }
    }
    try require(folds >= 2 && folds <= 100, "\(folds) folds", "choose between 2 and 100")
    try require(innerFolds >= 2 && innerFolds <= 100, "\(innerFolds) inner folds", "choose between 2 and 100")
    try require(repeats >= 1 && repeats <= 1000, "\(repeats) repeats", "choose between 1 and 1000")
    if let examples {
      try require(
        examples >= 2 * folds, "\(examples) examples", "at least two for each of the \(folds) folds: raise examples")
    }
    try require(
      !c.isEmpty && c.allSatisfy { $0 >= 1e-9 && $0 <= 1e9 }, "c must be numbers from 1e-9 to 1e9",
      "for example [0.01, 0.1, 1, 10]")
    try require(
      trainingRates.allSatisfy { $0 > 0 && $0 <= 1 }, "training-rates must lie above 0 and at most at 1",
      "for example [0.1, 0.5, 1]")
    try require(
      top.allSatisfy { $0 >= 1 && $0 <= 1_000_000 }, "top must be whole numbers from 1 on", "for example [1, 10]")
    try require(
      nonInferiorityMargin >= 0 && nonInferiorityMargin < 1, "non-inferiority-margin must lie in 0 to 1",
      "for example 0.01")
    for threshold in thresholds {
      if case .fixed(let value) = threshold {
        try require(
          value >= 0 && value.isFinite, "threshold \(value)", "a threshold is at least 0: silent features count as 0")
      }
    }
    result.c = Array(Set(c)).sorted()
    result.trainingRates = trainingRates.isEmpty ? [1] : Array(Set(trainingRates)).sorted(by: >)
    result.top = Array(Set(top)).sorted()
    result.representations = representations.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    result.thresholds = thresholds.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    return result
  }
}

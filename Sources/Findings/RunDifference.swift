/// What differs between two runs: new data, another threshold, a later month.
public struct RunDifference: Sendable, Codable {
  /// One of the two.
  public struct Run: Sendable, Codable {
    /// The folder, as it was named.
    public var path: String
    /// Of the program.
    public var version: String
    /// SHA-256 of the configuration.
    public var configuration: String
    public init(path: String, version: String, configuration: String) {
      (self.path, self.version, self.configuration) = (path, version, configuration)
    }
  }

  /// A dataset that both runs have.
  public struct Dataset: Sendable, Codable {
    public var dataset: String
    /// Examples of each run; nil where the run does not publish its folds.
    public var before: Int?
    public var after: Int?
    /// Whether the ids of the examples are the same.
    public var sameExamples: Bool
    /// Whether every example is in the same fold, too.
    public var sameFolds: Bool
    public init(dataset: String, before: Int?, after: Int?, sameExamples: Bool, sameFolds: Bool) {
      (self.dataset, self.before, self.after) = (dataset, before, after)
      (self.sameExamples, self.sameFolds) = (sameExamples, sameFolds)
    }
  }

  /// A claim of both runs whose verdict is another one, or of one run only.
  public struct Statement: Sendable, Codable {
    public var id: String
    public var kind: String
    /// nil where the run does not make the claim.
    public var before: Said?
    public var after: Said?
    public init(id: String, kind: String, before: Said?, after: Said?) {
      (self.id, self.kind, self.before, self.after) = (id, kind, before, after)
    }
  }

  /// A verdict and how it is said, by language.
  public struct Said: Sendable, Codable, Equatable {
    public var verdict: String
    public var text: [String: String]
    public init(verdict: String, text: [String: String]) { (self.verdict, self.text) = (verdict, text) }
  }

  /// A figure that both runs have, with the difference of the second minus the first.
  public struct Change: Sendable, Codable {
    /// Id of the claim, arm, or number of the feature.
    public var subject: String
    /// Of the dataset and checkpoint, where the subject is a feature or an arm.
    public var of: String?
    /// What is measured.
    public var figure: String
    public var before: Double
    public var after: Double
    /// 95 % interval of the difference, for each figure by itself; nil where there is none.
    public var low: Double?
    public var high: Double?
    /// Two-sided; nil where it was not tested.
    public var p: Double?
    /// Benjamini–Hochberg over all figures that were tested in the same way.
    public var q: Double?
    public var difference: Double { after - before }
    /// Whether q ≤ .05 or, of the same examples without a test, the figure is another one.
    public var isChanged: Bool

    public init(
      subject: String, of: String? = nil, figure: String, before: Double, after: Double, low: Double? = nil,
      high: Double? = nil, p: Double? = nil, q: Double? = nil, isChanged: Bool = false
    ) {
      (self.subject, self.of, self.figure, self.before, self.after) = (subject, of, figure, before, after)
      (self.low, self.high, self.p, self.q, self.isChanged) = (low, high, p, q, isChanged)
    }
  }

  /// How the features of one checkpoint on one dataset were compared.
  public struct Features: Sendable, Codable {
    /// Why they were not, or how.
    public enum Method: String, Sendable, Codable {
      /// The same examples: every difference comes from the states, the encoder or the threshold.
      case exact
      /// Other examples: shares tested, those of one cluster counted as one example.
      case tested
      /// The checkpoint is another one, so that equal numbers are not the same feature.
      case otherCheckpoint = "other-checkpoint"
    }
    public var dataset: String
    public var checkpoint: String
    public var method: Method
    /// Features that were compared.
    public var compared: Int
    public var changed: Int
    public init(dataset: String, checkpoint: String, method: Method, compared: Int, changed: Int) {
      (self.dataset, self.checkpoint, self.method) = (dataset, checkpoint, method)
      (self.compared, self.changed) = (compared, changed)
    }
  }

  public var before: Run
  public var after: Run
  public var datasets: [Dataset]
  /// Claims whose verdict changed.
  public var verdicts: [Statement]
  /// Claims of one run only.
  public var appeared: [Statement]
  public var gone: [Statement]
  /// Of claims that both make, the figures with intervals, tested as of two independent runs.
  public var figures: [Change]
  /// AUROC of arms on the same folds, paired.
  public var arms: [Change]
  public var features: [Features]
  /// Shares of examples on which features fire; those that changed, the largest difference first.
  public var changedFeatures: [Change]

  public init(
    before: Run, after: Run, datasets: [Dataset], verdicts: [Statement], appeared: [Statement], gone: [Statement],
    figures: [Change], arms: [Change], features: [Features], changedFeatures: [Change]
  ) {
    (self.before, self.after, self.datasets) = (before, after, datasets)
    (self.verdicts, self.appeared, self.gone) = (verdicts, appeared, gone)
    (self.figures, self.arms, self.features, self.changedFeatures) = (figures, arms, features, changedFeatures)
  }
}

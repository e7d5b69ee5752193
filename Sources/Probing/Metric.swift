import Findings
import Statistics

/// What a fit says of the test rows of a fold, and what is so.
struct TestPredictions {
  /// [row · classes + class].
  let probabilities: [Double]
  let labels: [Int32]
  let classCount: Int
  let positive: Int
  /// Whether the fit was taught every class among the labels. Where it was not, the probability of such a class is 0 for every
  /// example, which ranks nothing.
  let knowsAllClasses: Bool

  var isPair: Bool { classCount == 2 }
  /// Of two classes.
  var positives: [Bool] { labels.map { Int($0) == positive } }
  /// Probability of the positive class, of two.
  var scores: [Double] { labels.indices.map { probabilities[$0 * 2 + positive] } }

  var decisions: [Int32] {
    labels.indices.map { largestClass(probabilities[$0 * classCount..<($0 + 1) * classCount]) }
  }
}

/// A row of the table of metrics: name, scale, function.
struct Metric: Sendable {
  var kind: MetricKind
  /// NaN where not defined.
  var score: @Sendable (TestPredictions) -> Double

  /// With two classes AUROC, average precision and Brier refer to the positive one; with more the first two are means of one
  /// class against the rest, and Brier is the sum over the classes.
  static let all: [Metric] = [
    Metric(kind: MetricKind("macro_f1", isCompared: true)) {
      macroF1(predicted: $0.decisions, truth: $0.labels, classes: $0.classCount)
    },
    Metric(kind: MetricKind("accuracy")) { Statistics.accuracy(predicted: $0.decisions, truth: $0.labels) },
    Metric(kind: MetricKind("auroc", chance: 0.5, isCompared: true)) { fold in
      if !fold.knowsAllClasses { return .nan }
      return fold.isPair
        ? AUROC.score(fold.scores, positives: fold.positives)
        : AUROC.macroOneVersusRest(
          probabilities: fold.probabilities, labels: fold.labels, classes: fold.classCount)
    },
    Metric(kind: MetricKind("average_precision")) { fold in
      if !fold.knowsAllClasses { return .nan }
      return fold.isPair
        ? AveragePrecision.score(fold.scores, positives: fold.positives)
        : AveragePrecision.macroOneVersusRest(
          probabilities: fold.probabilities, labels: fold.labels, classes: fold.classCount)
    },
    Metric(kind: MetricKind("brier", isBetterWhenHigher: false)) { fold in
      fold.isPair
        ? BrierScore.binary(fold.scores, positives: fold.positives)
        : BrierScore.multiclass(fold.probabilities, labels: fold.labels, classes: fold.classCount)
    },
    Metric(kind: MetricKind("log_loss", highest: nil, isBetterWhenHigher: false)) { fold in
      fold.isPair
        ? LogLoss.binary(fold.scores, positives: fold.positives)
        : LogLoss.multiclass(fold.probabilities, labels: fold.labels, classes: fold.classCount)
    },
  ]

  static var kinds: [MetricKind] { all.map(\.kind) }
}

import Classifiers
import Evaluation
import Features
import Findings

extension Representation {
  /// Words and pairs of words of the texts, without any model: counts times inverse document frequency, rows of length
  /// 1, the most frequent terms of the training rows (scikit-learn's `TfidfVectorizer(ngram_range=(1, 2),
  /// max_features=20000)`).
  static let termWeights = Representation(
    .termWeights,
    isMeasure: { first, _, _ in first.representation.part == .state || first.checkpoint != nil }
  ) { kind, dataset, _ in
    guard let texts = dataset.examples.texts else { return [] }
    let counts = try TermCounts.wordsAndPairs(texts).matrix
    return [
      Arm(
        ArmKey(kind),
        .fitted { training in
          Arm.FittedMatrix(matrix: .sparse(weighTerms(counts, training: training, limit: 20_000)), columns: nil)
        })
    ]
  }
}

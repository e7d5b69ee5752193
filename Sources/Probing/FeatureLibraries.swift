import Classifiers
import Evaluation
import Findings
import LinearAlgebra

extension ArmRunner {
  /// The features that nearly all fits of a `top-n` arm chose, weighed by a fit on them alone; nil where there are none.
  /// Features drawn at random agree by chance only, where there are few to draw from: they are a control and no library.
  func library(
    _ arm: Arm, _ outcomes: Outcomes, _ labels: [Int32], _ splits: [Split]
  ) throws -> FeatureLibrary? {
    guard arm.makesLibrary, let source = arm.selection?.source,
      let checkpoint = arm.key.checkpoint, let pooling = arm.key.pooling,
      let c = outcomes.c, !outcomes.selections.isEmpty
    else { return nil }
    let counts = counts(outcomes.selections, of: source)
    let fits = Double(outcomes.selections.count)
    let members = members(outcomes.selections, of: source)
    guard !members.isEmpty else { return nil }
    let model = LogisticRegression(.sparse(source.selectingColumns(members)), labels: labels)
    let fit = model.weighing(try model.fit([], candidates: [c], threads: 1).whole[0])
    // A class without labelled examples has no column: such a library could not name all classes.
    guard fit.classes == Array(classes.indices), !fit.weights.isEmpty else { return nil }
    // Scores of two classes are those of the second: turned around where the first is the positive one.
    let isPair = classes.count == 2
    let sign: Double = isPair && positive == 0 ? -1 : 1
    return FeatureLibrary(
      dataset: "", arm: arm.key.name, checkpoint: checkpoint, layer: arm.key.layer, pooling: pooling,
      threshold: arm.key.threshold?.number, width: source.columnCount, classes: classes,
      positiveClass: isPair ? classes[positive] : nil, intercepts: fit.intercepts.map { sign * $0 }, c: c,
      features: members.enumerated().map { place, feature in
        FeatureLibrary.Member(
          feature: feature, weights: fit.weights.map { sign * $0[place] }, selected: Double(counts[Int(feature)]) / fits
        )
      }, exampleCount: labels.count { $0 >= 0 }, scores: scores(outcomes, labels, splits))
  }

  /// What a library made of these selections, weighed on the rows of a set, says of the rows that the set scores: none of
  /// the selections may have seen those. [scored row · classes + class].
  func probabilities(
    ofLibrary selections: [[Int32]], of source: SparseMatrix, _ set: TrainingSet, c: Double, _ labels: [Int32]
  ) throws -> [Double] {
    let own = source.selectingColumns(members(selections, of: source))
    let model = LogisticRegression(.sparse(own), labels: labels)
    return try model.fit([], whole: set, candidates: [c], threads: 1).whole[0].probabilities(classCount: classes.count)
  }

  private func scores(_ outcomes: Outcomes, _ labels: [Int32], _ splits: [Split]) -> [MetricEstimate]? {
    guard outcomes.ofLibraries.count == splits.count else { return nil }
    return metricEstimates(
      zip(splits, outcomes.ofLibraries).map { split, probabilities in
        ProbeRow(
          arm: 0, repeatIndex: split.repeatIndex, fold: split.fold, trainCount: split.training.count,
          testCount: split.test.count, c: nil, thresholdChosen: nil,
          metrics: foldScores(
            probabilities: probabilities, labels: split.test.map { labels[$0] }, classCount: classes.count,
            positive: positive, taught: Set(split.training.map { labels[$0] })), featureCount: 0)
      })
  }

  private func counts(_ selections: [[Int32]], of source: SparseMatrix) -> [Int] {
    var counts = [Int](repeating: 0, count: source.columnCount)
    for chosen in selections { for feature in chosen { counts[Int(feature)] += 1 } }
    return counts
  }

  private func members(_ selections: [[Int32]], of source: SparseMatrix) -> [Int32] {
    let least = FeatureLibrary.agreement * Double(selections.count)
    return counts(selections, of: source).enumerated().filter { Double($0.element) >= least }.map { Int32($0.offset) }
  }
}

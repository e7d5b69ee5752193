import Classifiers
import Findings
import LinearAlgebra

extension ArmRunner {
  /// The features that nearly all fits of a `top-n` arm chose, weighed by a fit on them alone; nil where there are none.
  /// Features drawn at random agree by chance only, where there are few to draw from: they are a control and no library.
  func library(_ arm: Arm, _ outcomes: Outcomes, _ labels: [Int32]) throws -> FeatureLibrary? {
    guard arm.description.representation == "top-n", let source = arm.selection?.source,
      let checkpoint = arm.description.checkpoint, let pooling = arm.description.pooling,
      let c = outcomes.c, !outcomes.selections.isEmpty
    else { return nil }
    var counts = [Int](repeating: 0, count: source.columnCount)
    for chosen in outcomes.selections { for feature in chosen { counts[Int(feature)] += 1 } }
    let fits = Double(outcomes.selections.count)
    let members = counts.indices.filter { Double(counts[$0]) >= FeatureLibrary.agreement * fits }.map { Int32($0) }
    guard !members.isEmpty else { return nil }
    let model = LogisticRegression(.sparse(source.selectingColumns(members)), labels: labels)
    let fit = model.weighing(try model.fit([], candidates: [c], threads: 1).whole[0])
    // A class without labelled examples has no column: such a library could not name all classes.
    guard fit.classes == Array(classes.indices), !fit.weights.isEmpty else { return nil }
    return FeatureLibrary(
      dataset: "", arm: arm.description.name, checkpoint: checkpoint, layer: arm.description.layer, pooling: pooling,
      threshold: arm.description.threshold.flatMap(Double.init), width: source.columnCount, classes: classes,
      intercepts: fit.intercepts, c: c,
      features: members.enumerated().map { place, feature in
        FeatureLibrary.Member(
          feature: feature, weights: fit.weights.map { $0[place] }, selected: Double(counts[Int(feature)]) / fits)
      }, exampleCount: labels.count { $0 >= 0 })
  }
}

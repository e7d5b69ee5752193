import Evaluation
import Findings

extension ArmRunner {
  /// Keeps the fits of the arms of features that pages lead with; of two classes only, whose scores are one logit.
  mutating func keepHeadline(of arms: [Arm], _ design: FoldDesign) {
    guard classes.count == 2 else { return }
    let headline = Headline(arms: arms.map(\.key), design: design).arms.map { arms[$0] }
    kept = Set(headline.filter(\.weighsFeatures).map(\.key))
  }

  /// The fits of an arm, towards the positive class; folds that were taught a single class have none.
  func linear(_ key: ArmKey, _ splits: [Split], _ folds: [FoldModel?]) -> LinearArm {
    LinearArm(
      arm: key,
      folds: zip(splits, folds).compactMap { split, model in
        guard let model, let (sign, weights) = model.weights(towards: positive) else { return nil }
        return LinearFold(
          repeatIndex: split.repeatIndex, test: split.test, matrix: model.matrix, features: model.columns,
          weights: weights.map { sign * $0 })
      })
  }
}

import Evaluation
import Findings

extension ArmRunner {
  /// Keeps what the arms say that pages lead with, and of those of features the fits, too; of two classes only, whose
  /// scores are one logit.
  mutating func keepHeadline(of arms: [Arm], _ design: FoldDesign) {
    let headline = Headline(arms: arms.map(\.key), design: design).arms.map { arms[$0] }
    shown = Set(headline.map(\.key))
    guard classes.count == 2 else { return }
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

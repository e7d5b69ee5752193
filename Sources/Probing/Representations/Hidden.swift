import Classifiers
import Evaluation
import Findings

extension Representation {
  /// The pooled hidden state itself, unscaled: what a probe without an autoencoder would use.
  static let hidden = Representation(
    .hidden,
    isMeasure: { first, own, arms in
      if first.representation.part == .bestFeatures { return own.pooling == arms.leadingPooling }
      // The state that the features were made of.
      return first.checkpoint != nil && first.layer == own.layer && arms.isSamePooling(first, own)
    }
  ) { kind, dataset, _ in
    dataset.states.map { states in
      let matrix = ExampleMatrix.dense(
        states.values, rows: dataset.examples.count, dimension: states.dimension)
      return Arm(ArmKey(kind, states), .candidates([Arm.Candidate(matrix: matrix)]))
    }
  }
}

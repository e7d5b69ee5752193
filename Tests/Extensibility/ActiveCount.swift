import Classifiers
import Evaluation
import Findings

extension Representation {
  /// How many features fire in an example, whichever they are.
  static let activeCount = Representation(
    RepresentationKind("active-count", .features, needs: .allFeatures),
    isMeasure: { first, own, arms in
      first.representation != own.representation && arms.isSamePlace(first, own)
    }
  ) { kind, dataset, _ in
    dataset.features.map { features in
      let counts = (0..<features.matrix.rowCount).map { Float(features.matrix.range(ofRow: $0).count) }
      return Arm(
        ArmKey(kind, features),
        .candidates([Arm.Candidate(matrix: .dense(counts, rows: counts.count, dimension: 1))]))
    }
  }
}

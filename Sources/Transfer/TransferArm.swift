import Classifiers
import Diagnostics
import Evaluation
import Features
import Findings
import LinearAlgebra

/// One representation that both datasets have.
struct TransferArm: Sendable {
  /// As in the probe study.
  var key: ArmKey
  var train: ExampleMatrix
  var test: ExampleMatrix

  /// Hidden states of the same layer and pooling, then the features of the same checkpoint and pooling.
  ///
  /// - Returns: the arms, and what does not fit together.
  static func all(
    train: EncodedDataset, test: EncodedDataset, options: TransferOptions
  ) -> ([TransferArm], [Note]) {
    var arms: [TransferArm] = []
    var notes: [Note] = []
    for states in train.states {
      let key = ArmKey(.hidden, states)
      guard let other = test.states.first(where: { $0.layer == states.layer && $0.pooling == states.pooling }) else {
        continue
      }
      guard other.dimension == states.dimension else {
        notes.append(Note(.otherDimensions, states.dimension, other.dimension).about(.arm, key.name))
        continue
      }
      arms.append(
        TransferArm(
          key: key,
          train: .dense(states.values, rows: train.examples.count, dimension: states.dimension),
          test: .dense(other.values, rows: test.examples.count, dimension: states.dimension)))
    }
    for (features, other) in sharedFeatures(train: train, test: test) {
      let name = "\(features.checkpoint) \(features.pooling.rawValue)"
      guard features.matrix.columnCount == other.matrix.columnCount else {
        notes.append(Note(.otherWidths, features.matrix.columnCount, other.matrix.columnCount).about(.arm, name))
        continue
      }
      arms.append(
        TransferArm(
          key: ArmKey(.continuous, features), train: .sparse(features.matrix),
          test: .sparse(other.matrix)))
      for threshold in options.thresholds {
        arms.append(
          TransferArm(
            key: ArmKey(.binarized, features, threshold: .fixed(threshold)),
            train: .bits(features.matrix, above: Float(threshold)),
            test: .bits(other.matrix, above: Float(threshold))))
      }
      if options.hasOwnThresholds {
        arms.append(
          TransferArm(
            key: ArmKey(.binarized, features, threshold: .otsu), train: ownBits(features.matrix),
            test: ownBits(other.matrix)))
      }
    }
    return (arms, notes)
  }

  /// Fired or not above thresholds that these rows set themselves (Otsu 1979): what can be done where the target has no labels.
  private static func ownBits(_ matrix: SparseMatrix) -> ExampleMatrix {
    let cuts = otsuThresholds(matrix, rows: Array(0..<matrix.rowCount))
    return .bits(matrix.bits(above: { cuts[Int($0)] }), above: 0)
  }

  /// Features of the same checkpoint and pooling in both, in the order of the training dataset.
  static func sharedFeatures(
    train: EncodedDataset, test: EncodedDataset
  ) -> [(train: PooledFeatures, test: PooledFeatures)] {
    train.features.compactMap { features in
      test.features.first { $0.checkpoint == features.checkpoint && $0.pooling == features.pooling }
        .map { (features, $0) }
    }
  }
}

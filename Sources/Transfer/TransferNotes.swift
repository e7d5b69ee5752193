import Datasets
import Diagnostics
import Evaluation
import Features
import Findings

/// What a reader of a pair must know before its figures.
struct TransferNotes {
  let train: EncodedDataset
  let test: EncodedDataset
  let pair: TransferPair
  let common: [String]

  var all: [Note] {
    var notes: [Note] = []
    for (dataset, map) in [(train, pair.labelMap), (test, [:])] {
      let left = TransferSide.classesPresent(dataset.examples).filter { !common.contains(map[$0] ?? $0) }
      if !left.isEmpty { notes.append(Note(.classesNotCommon, dataset.id, left)) }
      let unlabelled = dataset.examples.unlabelledCount
      if unlabelled > 0 { notes.append(Note(.unlabelledOfDataset, unlabelled, dataset.id)) }
      if let small = dataset.examples.leftOutLabels {
        notes.append(Note(.smallClassesOfDataset, dataset.id, small.values))
      }
    }
    return notes
  }

  /// What was kept apart, and why.
  static func of(_ overlap: Overlap, train: String, test: String) -> [Note] {
    var notes: [Note] = []
    if overlap.ids > 0 { notes.append(Note(.idsInBoth, overlap.ids, test, train)) }
    if overlap.clusters > 0 { notes.append(Note(.clustersInBoth, overlap.clusters, test, train)) }
    if overlap.texts > 0 { notes.append(Note(.textsInBoth, overlap.texts, test, train)) }
    if overlap.nearCopies > 0 { notes.append(Note(.nearCopiesInBoth, overlap.nearCopies, test, train)) }
    if overlap.states > 0 { notes.append(Note(.statesInBoth, overlap.states, test, train)) }
    if !notes.isEmpty { notes.append(Note(.keptApart, train, test)) }
    return notes
  }

  /// What goes by one name in both, but does not fit together; and whether nothing goes by one name.
  static func shared(train: EncodedDataset, test: EncodedDataset) -> (notes: [Note], isNothing: Bool) {
    var notes: [Note] = []
    var fitting = 0
    for states in train.states {
      guard let other = test.states.first(where: { $0.layer == states.layer && $0.pooling == states.pooling }) else {
        continue
      }
      if other.dimension == states.dimension {
        fitting += 1
      } else {
        notes.append(
          Note(.otherDimensions, states.dimension, other.dimension).about(.arm, ArmKey(.hidden, states).name))
      }
    }
    for (features, other) in sharedFeatures(train: train, test: test) {
      if other.matrix.columnCount == features.matrix.columnCount {
        fitting += 1
      } else {
        notes.append(
          Note(.otherWidths, features.matrix.columnCount, other.matrix.columnCount)
            .about(.arm, "\(features.checkpoint) \(features.pooling.rawValue)"))
      }
    }
    return (notes, fitting == 0)
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

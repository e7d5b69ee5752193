import Classifiers
import Evaluation
import Features
import Findings
import LinearAlgebra
import Statistics

extension Representation {
  /// The N features that separate the classes best, chosen on the training rows of every fold by each criterion, as values and
  /// as bits at the first fixed threshold (0 where none is fixed).
  static let topN = Representation(
    .topN,
    isMeasure: { first, own, arms in
      // All the bits against the best of the same bits.
      first.representation.part == .bits && arms.isSamePlace(first, own) && first.threshold == own.threshold
    }
  ) { kind, dataset, options in
    let labels = dataset.examples.labels
    let classCount = dataset.examples.classes.count
    let criteria = options.criteria.compactMap(SelectionCriterion.named)
    return selecting(kind, dataset, options, criteria.map(\.name)) { criterion, source, counts, training in
      criteria.first { $0.name == criterion }?.choose(
        source, labels: labels, classCount: classCount, rows: training, counts: counts) ?? counts.map { _ in [] }
    }
  }

  /// As many features, drawn anew for every fold from those that fire in its training rows: what any N features would do.
  static let randomFeatures = Representation(
    RepresentationKind("random-features", .control, needs: .chosenFeatures, weighsFeatures: true),
    isMeasure: { first, own, arms in
      first.representation == topN.kind && arms.isSamePlace(first, own) && first.top == own.top
        && first.threshold == own.threshold
    }
  ) { kind, dataset, options in
    let seed = options.seed
    return selecting(kind, dataset, options, [nil]) { _, source, counts, training in
      var isActive = [Bool](repeating: false, count: source.columnCount)
      for row in training {
        for position in source.range(ofRow: row) { isActive[Int(source.indices[position])] = true }
      }
      // The rows are part of the seed: another draw for every fold, the same one for every number of threads.
      let trace = StableHash.of(training.lazy.map { UInt64($0) })
      var generator = SeededGenerator(seed: seed, stream: 5, trace)
      var features = isActive.indices.filter { isActive[$0] }.map { Int32($0) }
      generator.shuffle(&features)
      return counts.map { features.prefix($0).sorted() }
    }
  }

  /// Arms that choose N features on the training rows, for every N, form and kind.
  private static func selecting(
    _ kind: RepresentationKind, _ dataset: EncodedDataset, _ options: ProbeOptions, _ criteria: [String?],
    choose: @escaping @Sendable (String?, SparseMatrix, [Int], [Int]) -> [[Int32]]
  ) -> [Arm] {
    let threshold = options.firstFixedThreshold
    return dataset.features.flatMap { features in
      ([nil, threshold] as [Double?]).flatMap { form -> [Arm] in
        let source = form.map { features.matrix.bits(above: Float($0)) } ?? features.matrix
        let counts = options.top.filter { $0 < source.columnCount }
        return criteria.flatMap { criterion in
          let chooser = FeatureChooser(source, counts: counts) { choose(criterion, source, $1, $0) }
          return counts.map { count in
            Arm(
              ArmKey(
                kind, features, threshold: form.map(ThresholdChoice.fixed), top: count, criterion: criterion),
              .selected(Arm.Selection(chooser: chooser, count: count, isBits: form != nil)))
          }
        }
      }
    }
  }
}

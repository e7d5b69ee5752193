import Classifiers
import Features
import Findings
import LinearAlgebra
import Statistics

extension Representation {
  /// The N features that part the classes best, chosen on the training rows of every fold by each criterion, as values and
  /// as bits at the first fixed threshold (0 where none is fixed).
  static let topN = Representation(name: "top-n") { dataset, options in
    let labels = dataset.examples.labels
    let classCount = dataset.examples.classes.count
    let criteria = options.criteria.compactMap(SelectionCriterion.named)
    return selecting(dataset, options, "top-n", criteria.map(\.name)) { criterion, source, counts, training in
      criteria.first { $0.name == criterion }?.choose(
        source, labels: labels, classCount: classCount, rows: training, counts: counts) ?? counts.map { _ in [] }
    }
  }

  /// As many features, drawn anew for every fold from those that fire in its training rows: what any N features would do.
  static let randomFeatures = Representation(name: "random-features") { dataset, options in
    let seed = options.seed
    return selecting(dataset, options, "random-features", [""]) { _, source, counts, training in
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
    _ dataset: EncodedDataset, _ options: ProbeOptions, _ name: String, _ kinds: [String],
    choose: @escaping @Sendable (String, SparseMatrix, [Int], [Int]) -> [[Int32]]
  ) -> [Arm] {
    let threshold = options.firstFixedThreshold
    return dataset.features.flatMap { features in
      [nil, threshold].flatMap { form -> [Arm] in
        let source = form.map { features.matrix.bits(above: Float($0)) } ?? features.matrix
        let counts = options.top.filter { $0 < source.columnCount }
        return kinds.flatMap { kind in
          let chooser = FeatureChooser(source, counts: counts) { choose(kind, source, $1, $0) }
          return counts.map { count in
            let said = kind.isEmpty || kind == SelectionCriterion.meanDifference.name ? "" : kind + " "
            let made = "\(said)\(features.checkpoint) \(features.pooling.rawValue)"
            let cut = form.map { " >" + shortDescription($0) } ?? ""
            let description = ProbeArm(
              name: "\(name) \(count) \(made)\(cut)", representation: name, checkpoint: features.checkpoint,
              layer: features.layer, pooling: features.pooling.rawValue, threshold: form.map(shortDescription),
              top: count)
            return Arm(
              description: description,
              content: .selected(Arm.Selection(chooser: chooser, count: count, isBits: form != nil)),
              family: "\(name) \(made)\(cut)")
          }
        }
      }
    }
  }
}

import Classifiers
import Features
import Findings
import LinearAlgebra

extension Representation {
  /// The N features that part the classes best, chosen on the training rows of every fold, as values and as bits at the
  /// first fixed threshold; of the first pooling of every checkpoint.
  static let topN = Representation(name: "top-n") { dataset, options in
    let threshold = options.thresholds.lazy.compactMap { choice -> Double? in
      if case .fixed(let value) = choice { value } else { nil }
    }.first
    return primaryFeatures(dataset).flatMap { features in
      let forms: [Double?] = threshold.map { [nil, $0] } ?? [nil]
      return forms.flatMap { form in
        let source = form.map { features.matrix.bits(above: Float($0)) } ?? features.matrix
        return options.top.filter { $0 < source.columnCount }.map { count in
          var description = ProbeArm(
            name: "top-n \(count) \(features.checkpoint) \(features.pooling.rawValue)", representation: "top-n",
            checkpoint: features.checkpoint, layer: features.layer, pooling: features.pooling.rawValue, top: count)
          if let form {
            description.threshold = shortDescription(form)
            description.name += " >" + shortDescription(form)
          }
          let labels = dataset.examples.labels
          let classCount = dataset.examples.classes.count
          return Arm(
            description: description,
            content: .selected { training in
              let chosen = largestMeanDifferences(
                source, labels: labels, classCount: classCount, rows: training, count: count)
              return Arm.FittedMatrix(matrix: .sparse(source.selectingColumns(chosen)), columns: chosen)
            }, source: source)
        }
      }
    }
  }

  /// The first pooling of every checkpoint.
  static func primaryFeatures(_ dataset: EncodedDataset) -> [PooledFeatures] {
    var seen: [String] = []
    return dataset.features.filter { features in
      if seen.contains(features.checkpoint) { return false }
      seen.append(features.checkpoint)
      return true
    }
  }
}

/// Features with the largest |difference of means| between a class and the others (the largest over the classes),
/// divided by the feature's mean where it fires, among the given rows (the rule of sae-probes); ascending.
func largestMeanDifferences(
  _ matrix: SparseMatrix, labels: [Int32], classCount: Int, rows: [Int], count: Int
) -> [Int32] {
  let width = matrix.columnCount
  var sums = [Double](repeating: 0, count: width * classCount)
  var entries = [Int](repeating: 0, count: width)
  var sizes = [Double](repeating: 0, count: classCount)
  for row in rows {
    let label = Int(labels[row])
    sizes[label] += 1
    for position in matrix.range(ofRow: row) {
      sums[Int(matrix.indices[position]) * classCount + label] += Double(matrix.values[position])
      entries[Int(matrix.indices[position])] += 1
    }
  }
  let scores = (0..<width).map { feature -> Double in
    if entries[feature] == 0 { return 0 }
    let own = sums[feature * classCount..<(feature + 1) * classCount]
    let total = own.reduce(0, +)
    let scale = abs(total) / Double(entries[feature])
    if scale == 0 { return 0 }
    var largest = 0.0
    for label in 0..<classCount where sizes[label] > 0 && sizes[label] < Double(rows.count) {
      let sum = own[own.startIndex + label]
      let difference = sum / sizes[label] - (total - sum) / (Double(rows.count) - sizes[label])
      largest = max(largest, abs(difference))
    }
    return largest / scale
  }
  let order = (0..<width).sorted { (scores[$1], $0) < (scores[$0], $1) }
  return order.prefix(count).sorted().map { Int32($0) }
}

extension SparseMatrix {
  /// 1 where the value is above the threshold.
  func bits(above threshold: Float) -> SparseMatrix {
    var result = SparseMatrix(columnCount: columnCount)
    for row in 0..<rowCount {
      for position in range(ofRow: row) where values[position] > threshold {
        result.indices.append(indices[position])
        result.values.append(1)
      }
      result.offsets.append(result.indices.count)
    }
    return result
  }
}

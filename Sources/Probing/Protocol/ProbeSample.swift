import Classifiers
import Datasets
import Diagnostics
import Evaluation
import Features
import Findings
import LinearAlgebra
import Statistics

/// The examples that probes are trained and tested on where `probes: examples:` sets a limit.
///
/// Clusters, and twins without a cluster, are in it whole or not at all. Each class has its share, within each part of the
/// split, as nearly as whole clusters allow, and at least twice as many examples as there are folds, where it has them.
/// Which clusters are taken follows from their names and the seed, not from the order of the file.
struct ProbeSample: Sendable {
  /// Ascending.
  let rows: [Int]
  /// Examples with a label, of which these are some.
  let labelled: Int

  private struct Unit {
    var rows: [Int]
    var order: UInt64
    var name: String
  }

  /// - Parameter options: `examples` at least 2 · `folds`.
  /// - Returns: nil without a limit, or where there are no more examples than that.
  init?(_ examples: ExampleTable, options: ProbeOptions) {
    let candidates = examples.foldedRows
    guard let limit = options.examples, candidates.count > limit else { return nil }
    labelled = candidates.count
    var units: [String: [Int]] = [:]
    for row in candidates { units[Self.unit(examples, row), default: []].append(row) }
    var strata: [String: [Unit]] = [:]
    for (name, rows) in units {
      // Whole numbers in the order of the bytes of a name, spread by the generator.
      var generator = SeededGenerator(seed: options.seed, stream: 9, StableHash.of(name))
      strata[Self.stratum(examples, rows), default: []].append(
        Unit(rows: rows, order: generator.next(), name: name))
    }
    let names = strata.keys.sorted()
    let sizes = names.map { name in (strata[name] ?? []).reduce(0) { $0 + $1.rows.count } }
    let wanted = Self.shares(sizes, limit: limit, least: examples.labelSets == nil ? 2 * options.folds : 0)
    var chosen: [Int] = []
    for (name, target) in zip(names, wanted) {
      var taken = 0
      let ordered = (strata[name] ?? []).sorted { ($0.order, $0.name) < ($1.order, $1.name) }
      for unit in ordered where taken + unit.rows.count <= target {
        chosen += unit.rows
        taken += unit.rows.count
      }
      // A class of a few large clusters is not left out for their size.
      if taken == 0, target > 0, let smallest = ordered.min(by: { $0.rows.count < $1.rows.count }) {
        chosen += smallest.rows
      }
    }
    rows = chosen.sorted()
  }

  private static func unit(_ examples: ExampleTable, _ row: Int) -> String {
    if let clusters = examples.clusters, clusters.codes[row] >= 0 {
      return "cluster " + clusters.values[Int(clusters.codes[row])]
    }
    if let pairs = examples.pairs, pairs.codes[row] >= 0 { return "pair " + pairs.values[Int(pairs.codes[row])] }
    return "example " + examples.ids[row]
  }

  /// The most frequent class of a unit, the first of several, and the part of the split of its first row.
  private static func stratum(_ examples: ExampleTable, _ rows: [Int]) -> String {
    var counts: [String: Int] = [:]
    for row in rows {
      let label =
        examples.labelSets.map { sets in sets.holds.map { $0[row] == 1 ? "1" : "0" }.joined() }
        ?? "\(examples.labels[row])"
      counts[label, default: 0] += 1
    }
    let label = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? ""
    return "\(examples.splits?[rows[0]] ?? "")\u{0}\(label)"
  }

  /// `limit` in proportion to `sizes`, rounded so that the sum is kept (largest remainders, the first of equal ones), but
  /// for strata that are raised to `least`.
  private static func shares(_ sizes: [Int], limit: Int, least: Int) -> [Int] {
    let total = sizes.reduce(0, +)
    var result = sizes.map { $0 * limit / total }
    let order = sizes.indices.sorted {
      (sizes[$1] * limit % total, $0) < (sizes[$0] * limit % total, $1)
    }
    for place in order.prefix(limit - result.reduce(0, +)) { result[place] += 1 }
    return zip(result, sizes).map { max($0, min(least, $1)) }
  }

  /// The dataset with these examples alone.
  func selecting(_ dataset: EncodedDataset) -> EncodedDataset {
    var result = dataset
    result.examples = dataset.examples.selecting(rows)
    for place in result.features.indices {
      result.features[place].matrix = dataset.features[place].matrix.selectingRows(rows)
    }
    for place in result.controls.indices {
      result.controls[place].matrix = dataset.controls[place].matrix.selectingRows(rows)
    }
    for place in result.tokenTop.indices {
      result.tokenTop[place].matrix = dataset.tokenTop[place].matrix.selectingRows(rows)
    }
    for place in result.states.indices {
      let (d, values) = (dataset.states[place].dimension, dataset.states[place].values)
      result.states[place].values = values.selectingRows(rows, of: d)
    }
    return result
  }

  /// A study of these examples as one of the dataset they are from: of all others nothing was said.
  ///
  /// - Parameter count: examples of the dataset.
  func placed(_ result: ProbeLaboratory.Result, among count: Int) -> ProbeLaboratory.Result {
    var placed = result
    placed.study.design.assignments = result.study.design.assignments.map { spread($0, count, -1) }
    for place in placed.study.explanations.indices {
      placed.study.explanations[place].example = rows[result.study.explanations[place].example]
    }
    if let pairs = result.study.nearDuplicates?.pairs {
      placed.study.nearDuplicates?.pairs = pairs.map {
        var pair = $0
        (pair.first, pair.second) = (rows[$0.first], rows[$0.second])
        return pair
      }
    }
    for place in placed.predictions.indices {
      placed.predictions[place].example = rows[result.predictions[place].example]
    }
    for place in placed.outOfFold.indices {
      let own = result.outOfFold[place]
      placed.outOfFold[place].decisions = spread(own.decisions, count, -1)
      placed.outOfFold[place].probabilities = spread(own.probabilities, count, .nan, width: own.classCount)
    }
    for arm in placed.linear.indices {
      for fold in placed.linear[arm].folds.indices {
        let own = result.linear[arm].folds[fold]
        placed.linear[arm].folds[fold].test = own.test.map { rows[$0] }
        placed.linear[arm].folds[fold].matrix = spread(own.matrix, count)
      }
    }
    return placed
  }

  private func spread<T>(_ values: [T], _ count: Int, _ absent: T, width: Int = 1) -> [T] {
    var result = [T](repeating: absent, count: count * width)
    for (place, row) in rows.enumerated() {
      for column in 0..<width { result[row * width + column] = values[place * width + column] }
    }
    return result
  }

  private func spread(_ matrix: ExampleMatrix, _ count: Int) -> ExampleMatrix {
    func spread(_ matrix: SparseMatrix) -> SparseMatrix {
      var result = matrix
      var next = 0
      result.offsets = [0]
      for row in 0..<count {
        if next < rows.count, rows[next] == row { next += 1 }
        result.offsets.append(matrix.offsets[next])
      }
      return result
    }
    switch matrix {
    case .dense(let values, _, let dimension):
      return .dense(self.spread(Array(values), count, 0, width: dimension), rows: count, dimension: dimension)
    case .sparse(let matrix): return .sparse(spread(matrix))
    case .bits(let matrix, let threshold): return .bits(spread(matrix), above: threshold)
    }
  }
}

extension ExampleTable {
  /// The table with these examples alone; classes and categories keep their names and numbers.
  fileprivate func selecting(_ rows: [Int]) -> ExampleTable {
    func column(_ column: CategoryColumn) -> CategoryColumn {
      CategoryColumn(name: column.name, values: column.values, codes: rows.map { column.codes[$0] })
    }
    var table = self
    table.ids = rows.map { ids[$0] }
    table.texts = texts.map { texts in rows.map { texts[$0] } }
    table.labels = rows.map { labels[$0] }
    // All rows of a sample have a label.
    table.leftOutLabels = nil
    table.labelSets = labelSets.map { sets in
      LabelSets(names: sets.names, holds: sets.holds.map { holds in rows.map { holds[$0] } })
    }
    table.groups = groups.map(column)
    table.splits = splits.map { splits in rows.map { splits[$0] } }
    table.clusters = clusters.map(column)
    table.pairs = pairs.map(column)
    table.images = images.map { images in rows.map { images[$0] } }
    table.lines = lines.isEmpty ? [] : rows.map { lines[$0] }
    return table
  }
}

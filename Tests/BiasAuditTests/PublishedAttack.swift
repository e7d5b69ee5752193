import Datasets
import Features
import LinearAlgebra
import Statistics
import TestSupport

@testable import BiasAudit

/// A dataset of random groups, many of them small, with what is published of it and what is true.
struct AttackedDataset {
  private(set) var dataset: EncodedDataset
  let predictions: [ProbePredictions]
  let options: BiasOptions

  /// - Parameter clusters: examples of a cluster are decided alike more often; 0: there is no column of clusters.
  init(
    groups: Int, others: Int, labels: Int, examples: Int, features: Int, hasUnknown: Bool, seed: UInt64,
    clusters: Int = 0
  ) {
    var generator = SeededGenerator(seed: seed)
    /// Shares that fall quickly, so that some groups have few examples.
    func column(_ name: String, _ values: Int) -> CategoryColumn {
      CategoryColumn(
        name: name,
        cells: (0..<examples).map { _ in
          if hasUnknown, generator.uniform() < 0.05 { return "" }
          var value = 0
          while value < values - 1, generator.uniform() < 0.45 { value += 1 }
          return "\(name)\(value)"
        })
    }
    let classes = (0..<labels).map { "label\($0)" }
    let codes = (0..<examples).map { _ in Int32(generator.integer(below: labels)) }
    let columns = [column("g", groups), column("h", others)]
    var matrix = SparseMatrix(columnCount: features)
    for _ in 0..<examples {
      for feature in 0..<features {
        // Some fire nearly always, so that few examples are silent.
        let rate = feature % 3 == 0 ? 0.97 : feature % 3 == 1 ? 0.5 : 0.3
        if generator.uniform() < rate {
          matrix.indices.append(Int32(feature))
          matrix.values.append(1)
        }
      }
      matrix.offsets.append(matrix.indices.count)
    }
    dataset = EncodedDataset(
      id: "attacked",
      examples: ExampleTable(
        path: "attacked.csv", ids: (0..<examples).map { "e\($0)" }, classes: labels > 1 ? classes : [],
        labels: labels > 1 ? codes : [Int32](repeating: -1, count: examples), groups: columns,
        clusters: clusters > 0
          ? CategoryColumn(name: "family", cells: (0..<examples).map { "f\($0 % clusters)" }) : nil),
      features: [PooledFeatures(checkpoint: "sae", layer: 1, pooling: .max, matrix: matrix)])
    let truth = dataset.examples.labels
    predictions =
      labels == 2
      ? (0..<3).map { arm in
        let predicted = truth.map { generator.uniform() < 0.05 * Double(arm + 1) ? 1 - $0 : $0 }
        return ProbePredictions(
          arm: .init(.sample(["hidden", "tf-idf", "continuous"][arm])), predicted: predicted,
          probabilities: predicted.flatMap { decided -> [Double] in
            let score = (clusters > 0 ? 0.49 * generator.uniform() : 0.25) + (decided == 1 ? 0.5 : 0)
            return [1 - score, score]
          })
      } : []
    options = BiasOptions(
      minimumCell: 10, permutations: 0, seed: 1, threads: 1, disclosure: .everybody, listedExamples: 20)
  }

  /// With twins, at most 30: rows of the two groups of `g` that share the label and all else.
  func withTwins() -> AttackedDataset {
    let examples = dataset.examples
    var waiting: [[Int32]: [Int]] = [:]
    var cells = [String](repeating: "", count: examples.count)
    var count = 0
    for row in 0..<examples.count where examples.groups[0].codes[row] >= 0 && count < 30 {
      let (own, rest) = (examples.groups[0].codes[row], [examples.labels[row], examples.groups[1].codes[row]])
      if let twin = waiting[rest + [1 - own]]?.popLast() {
        (cells[row], cells[twin]) = ("pair\(row)", "pair\(row)")
        count += 1
      } else {
        waiting[rest + [own], default: []].append(row)
      }
    }
    var paired = self
    paired.dataset.examples.pairs = CategoryColumn(name: "pair", cells: cells)
    return paired
  }

  func published(_ attributes: [String]) throws -> PublishedGroups {
    try PublishedGroups(
      attributes, dataset: dataset, columns: dataset.features.map { $0.matrix.transposed() },
      predictions: predictions, options: options)
  }
}

/// Everything published of some attributes, as a system of sums, with the truth beside it.
struct PublishedSystem {
  private(set) var attack = IntegerAttack()
  /// Variables that must not be found, with what they are.
  private(set) var secrets: [(variable: Int, value: Int)] = []
  /// The first of them are group sizes.
  private(set) var sizeSecrets = 0
  var rowSecrets: ArraySlice<(variable: Int, value: Int)> { secrets.dropFirst(sizeSecrets) }

  /// - Parameters:
  ///   - groups: what is published of each attribute, the intersection last.
  ///   - unit: whose rows are taken; nil: all.
  ///   - knowsSizes: whether group sizes are taken as known, so that what fits here fits beside all other rows.
  ///   - isChecked: whether rows that the check withholds are left out.
  init(_ groups: [PublishedGroups], unit: PublishedRow.Unit?, knowsSizes: Bool, isChecked: Bool = true) {
    var sizes: [[[Int]]] = []
    for group in groups {
      let check = group.check
      sizes.append(
        check.sizes.enumerated().map { label, row in
          let total = row.reduce(0, +)
          let variables = row.enumerated().map { g, exact -> Int in
            if knowsSizes || (g == row.count - 1 && exact == 0) { return attack.variable(exact, exact) }
            guard g < row.count - 1 else { return attack.variable(0, total) }
            let shown = Int(group.published.totals[g * group.published.classCount + label])
            let range = RoundedCounts.candidates(shown, base: group.rounding.base)
            return attack.variable(range.lowerBound, min(total, range.upperBound))
          }
          attack.require(variables, is: total)
          for (variable, exact) in zip(variables.dropLast(), row) where SmallCells.isSmall(exact) {
            secrets.append((variable, exact))
          }
          return variables
        })
    }
    sizeSecrets = secrets.count
    for label in sizes[0].indices { link(groups, sizes.map { $0[label] }) }
    var parts: [[PublishedRow.Unit: [Int: (first: [Int], second: [Int])]]] = []
    for (place, group) in groups.enumerated() {
      var own: [PublishedRow.Unit: [Int: (first: [Int], second: [Int])]] = [:]
      for row in group.check.rows where unit == nil || row.unit == unit {
        if isChecked, group.check.withheld.contains(row.unit) { continue }
        own[row.unit, default: [:]][row.part] = add(row, row.label.map { sizes[place][$0] })
      }
      parts.append(own)
    }
    guard groups.count > 1, let inner = parts.last else { return }
    for (unit, rows) in inner {
      for (part, row) in rows {
        for (place, other) in parts.dropLast().enumerated() {
          guard let outer = other[unit]?[part] else { continue }
          link([groups[place], groups[groups.count - 1]], [outer.first, row.first])
          link([groups[place], groups[groups.count - 1]], [outer.second, row.second])
        }
      }
    }
  }

  private mutating func add(_ row: PublishedRow, _ sizes: [Int]?) -> (first: [Int], second: [Int]) {
    func variables(_ exact: [Int], _ shown: [Int]) -> [Int] {
      let total = exact.reduce(0, +)
      let result = exact.indices.map { g -> Int in
        guard g < shown.count else { return attack.variable(0, total) }
        let range = RoundedCounts.candidates(shown[g], base: row.base)
        return attack.variable(range.lowerBound, min(total, range.upperBound))
      }
      attack.require(result, is: total)
      for (variable, exact) in zip(result.dropLast(), exact) where SmallCells.isSmall(exact) {
        secrets.append((variable, exact))
      }
      return result
    }
    let first = variables(row.first, row.published)
    let second = variables(row.second, row.publishedSecond ?? [])
    if let sizes {
      for g in sizes.indices { attack.require([(first[g], 1), (second[g], 1), (sizes[g], -1)], 0...0) }
    }
    return (first, second)
  }

  /// Groups of the intersection, the last, add up to those of the attributes.
  private mutating func link(_ groups: [PublishedGroups], _ variables: [[Int]]) {
    guard groups.count > 1, let inner = groups.last, let own = variables.last else { return }
    for (outer, sums) in zip(groups.dropLast(), variables) {
      for target in outer.column.values.indices {
        let members = inner.column.values.indices.filter { g in
          zip(inner.column.codes, outer.column.codes).contains { $0 == Int32(g) && $1 == Int32(target) }
        }
        let terms = members.map { (variable: own[$0], factor: 1) } + [(sums[target], -1)]
        attack.require(terms, -1_000_000...0)
        attack.require(terms + [(own[own.count - 1], 1)], 0...1_000_000)
      }
    }
  }

  /// Secrets for which nothing else fits; undecided ones count as found.
  func found() -> Int { secrets.count { attack.hasOther($0.variable, than: $0.value) != true } }
}

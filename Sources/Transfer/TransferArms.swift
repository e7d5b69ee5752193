import Classifiers
import Datasets
import Diagnostics
import Evaluation
import Features
import Files
import Findings
import LinearAlgebra

/// The arms of a run: every representation that at least two of its datasets have.
struct TransferArms {
  let datasets: [EncodedDataset]
  let options: TransferOptions

  /// In the order of reports: text, states, features, controls.
  func all() throws -> [TransferArm] {
    var arms: [TransferArm] = []
    if options.uses(.termWeights) { arms += try [termWeights()].compactMap { $0 } }
    for states in places(\.states, { ArmKey(.hidden, $0) }, { $0.dimension }) {
      arms.append(TransferArm(states.key, fixed: states.members.mapValues { matrix($0) }))
      if options.uses(.principalComponents) { arms += components(states.members) }
    }
    for features in places(\.features, { ArmKey(.continuous, $0) }, { $0.matrix.columnCount }) {
      let members = features.members
      arms.append(TransferArm(features.key, fixed: members.mapValues { .sparse($0.matrix) }))
      arms += bits(members)
      if options.uses(.penalisedByL1) { arms += penalised(members) }
      let isFirst = !arms.contains { $0.key.representation == .topN && $0.key.checkpoint == features.key.checkpoint }
      if options.uses(.topN), isFirst { arms += chosen(members) }
    }
    if options.uses(.randomDictionary) {
      for features in places(\.controls, { ArmKey(.randomDictionary, $0) }, { $0.matrix.columnCount }) {
        arms.append(TransferArm(features.key, fixed: features.members.mapValues { .sparse($0.matrix) }))
        for threshold in options.thresholds.prefix(1) {
          var key = features.key
          key.threshold = .fixed(threshold)
          arms.append(
            TransferArm(key, fixed: features.members.mapValues { .bits($0.matrix, above: Float(threshold)) }))
        }
      }
    }
    return arms
  }

  /// What goes by one name in several datasets, in the order in which the names appear.
  private func places<T>(
    _ list: KeyPath<EncodedDataset, [T]>, _ key: (T) -> ArmKey, _ width: (T) -> Int
  ) -> [(key: ArmKey, members: [Int: T])] {
    var found: [(key: ArmKey, members: [Int: T])] = []
    for (place, dataset) in datasets.enumerated() {
      for item in dataset[keyPath: list] {
        var name = key(item)
        // Of the same checkpoint, or declared the same space: the layer is then another model's.
        if name.checkpoint != nil { name.layer = nil }
        let index = found.firstIndex {
          var own = $0.key
          if own.checkpoint != nil { own.layer = nil }
          return own == name && $0.members.allSatisfy { width($1) == width(item) }
        }
        if let index {
          found[index].members[place] = item
        } else {
          found.append((key(item), [place: item]))
        }
      }
    }
    return found.filter { $0.members.count > 1 }
  }

  private func matrix(_ states: PooledStates) -> ExampleMatrix {
    .dense(states.values, rows: states.values.count / max(1, states.dimension), dimension: states.dimension)
  }

  /// Fired or not: above fixed thresholds, above one of the dataset trained on, above one of each dataset's own.
  private func bits(_ members: [Int: PooledFeatures]) -> [TransferArm] {
    guard let first = members.first?.value else { return [] }
    /// Whether there is a value above one and not above the other.
    func tellApart(_ low: Double, _ high: Double) -> Bool {
      members.values.contains { own in own.matrix.values.contains { $0 > Float(low) && $0 <= Float(high) } }
    }
    func key(_ threshold: Double) -> ArmKey { ArmKey(.binarized, first, threshold: .fixed(threshold)) }
    var arms = options.thresholds.map { threshold in
      var arm = TransferArm(
        key(threshold), fixed: members.mapValues { .bits($0.matrix, above: Float(threshold)) })
      // Features that fire fire strongly: where their own thresholds are higher than these, for one.
      arm.twin = options.thresholds.first { $0 < threshold && !tellApart($0, threshold) }.map(key)
      return arm
    }
    if options.hasOwnThresholds {
      arms.append(
        TransferArm(ArmKey(.binarized, first, threshold: .quantile(0.5)), .dataset, places: members.keys.sorted()) {
          teacher in
          let cuts = quantileThresholds(
            members[teacher.place]?.matrix ?? SparseMatrix(columnCount: 0), rows: teacher.rows, share: 0.5)
          return { place in above(cuts, members[place]?.matrix ?? SparseMatrix(columnCount: 0)) }
        })
      arms.append(
        TransferArm(
          ArmKey(.binarized, first, threshold: .otsu),
          fixed: members.mapValues { own in
            above(otsuThresholds(own.matrix, rows: Array(0..<own.matrix.rowCount)), own.matrix)
          }))
    }
    return arms
  }

  private func penalised(_ members: [Int: PooledFeatures]) -> [TransferArm] {
    guard let first = members.first?.value else { return [] }
    let threshold = options.thresholds.first ?? 0
    return [
      TransferArm(
        ArmKey(.penalisedByL1, first), penalty: .l1, fixed: members.mapValues { .sparse($0.matrix) }),
      TransferArm(
        ArmKey(.penalisedByL1, first, threshold: .fixed(threshold)), penalty: .l1,
        fixed: members.mapValues { .bits($0.matrix, above: Float(threshold)) }),
    ]
  }

  /// The N features that separate the classes best in the rows trained on, by difference of means; of the numbers asked for
  /// the smallest, the middle and the largest.
  private func chosen(_ members: [Int: PooledFeatures]) -> [TransferArm] {
    guard let first = members.first?.value else { return [] }
    return numbers(options.top.filter { $0 < first.matrix.columnCount }).flatMap { count in
      ([nil, options.thresholds.first ?? 0] as [Double?]).map { threshold in
        let sources = members.mapValues { own in threshold.map { own.matrix.bits(above: Float($0)) } ?? own.matrix }
        let key = ArmKey(
          .topN, first, threshold: threshold.map(ThresholdChoice.fixed), top: count,
          criterion: ArmKey.usualCriterion)
        return TransferArm(key, .labels, places: members.keys.sorted()) { teacher in
          let own = sources[teacher.place] ?? SparseMatrix(columnCount: 0)
          let features = SelectionCriterion.meanDifference.choose(
            own, labels: teacher.labels, classCount: teacher.classCount, rows: teacher.rows, counts: [count])[0]
          return { place in
            .sparse((sources[place] ?? SparseMatrix(columnCount: 0)).selectingColumns(features))
          }
        }
      }
    }
  }

  private func components(_ members: [Int: PooledStates]) -> [TransferArm] {
    guard let first = members.first?.value else { return [] }
    let order = members.keys.sorted()
    let world = World(order.map { ($0, datasets[$0].examples.count) })
    var values = StoredNumbers<Float>()
    for member in order.compactMap({ members[$0] }) { values += member.values }
    let all = values
    return numbers(options.top.filter { $0 <= first.dimension }).map { count in
      TransferArm(ArmKey(.principalComponents, first, top: count), .rows, places: order) { teacher in
        let found = principalComponents(
          all, rows: world.count, dimension: first.dimension, training: world.rows(teacher), count: count)
        return { place in
          let range = world.range(place)
          return .dense(
            Array(found.values[range.lowerBound * found.count..<range.upperBound * found.count]), rows: range.count,
            dimension: found.count)
        }
      }
    }
  }

  /// The words are those of the rows trained on.
  private func termWeights() throws -> TransferArm? {
    let order = datasets.indices.filter { datasets[$0].examples.texts != nil }
    guard order.count > 1 else { return nil }
    let world = World(order.map { ($0, datasets[$0].examples.count) })
    let counts = try TermCounts.wordsAndPairs(order.flatMap { datasets[$0].examples.texts ?? [] }).matrix
    return TransferArm(ArmKey(.termWeights), .rows, places: order) { teacher in
      let weighed = weighTerms(counts, training: world.rows(teacher), limit: 20_000)
      return { place in .sparse(weighed.selectingRows(Array(world.range(place)))) }
    }
  }

  private func numbers(_ all: [Int]) -> [Int] {
    let sorted = Array(Set(all)).sorted()
    return sorted.isEmpty ? [] : Array(Set([sorted[0], sorted[sorted.count / 2], sorted[sorted.count - 1]])).sorted()
  }

  /// Rows of several datasets, one after the other.
  private struct World: Sendable {
    private var ranges: [Int: Range<Int>] = [:]
    private(set) var count = 0

    init(_ sizes: [(place: Int, count: Int)]) {
      for size in sizes {
        ranges[size.place] = count..<count + size.count
        count += size.count
      }
    }

    func range(_ place: Int) -> Range<Int> { ranges[place] ?? 0..<0 }
    func rows(_ teacher: TransferArm.Teacher) -> [Int] { teacher.rows.map { $0 + range(teacher.place).lowerBound } }
  }
}

/// 1 where a feature is above its cut.
private func above(_ cuts: [Float], _ matrix: SparseMatrix) -> ExampleMatrix {
  .bits(matrix.bits(above: { cuts[Int($0)] }), above: 0)
}

import Datasets
import Features
import Findings
import LinearAlgebra

/// Several sides as one that is trained on. Examples of clusters of one name stay together.
struct TrainingUnion: Sendable {
  /// Of examples alone: arms bring the matrices.
  let side: TransferSide
  /// Of each part: its units as the union counts them.
  let units: [[Int32: Int32]]
  private let parts: [TransferSide]
  /// Of each part the rows that are trained on, ascending.
  private let rows: [[Int]]

  /// Rows trained on, at most; of more, equal parts of the datasets are taken. Fewer where there are many unions. Where rows have
  /// to be left aside and not much fewer do, as many as the probe of the test dataset is trained on in its cross-validation:
  /// score and ceiling are then those of equal size.
  ///
  /// - Parameters:
  ///   - rows: that there are.
  ///   - inside: size of the training sets of the cross-validation.
  static func largest(unions: Int, rows: Int, inside: Int) -> Int {
    let most = unions <= 3 ? 3000 : 2000
    return rows > most && (most / 2...most).contains(inside) ? inside : most
  }

  init(_ parts: [TransferSide], largest: Int, place: Int, options: TransferOptions) {
    let (share, rest) = largest.quotientAndRemainder(dividingBy: max(1, parts.count))
    let rows = parts.enumerated().map { place, part in
      part.part(part.rows, count: share + (place < rest ? 1 : 0), fold: 0, seed: options.seed)
    }
    self.parts = parts
    self.rows = rows
    var (ids, labels, cells, names) = ([String](), [Int32](), [String](), [String?]())
    for (part, own) in zip(parts, rows) {
      let examples = part.dataset.examples
      for row in own {
        ids.append("\(part.dataset.id)/\(examples.ids[row])")
        labels.append(part.labels[row])
        let code = examples.clusters?.codes[row] ?? -1
        names.append(code < 0 ? nil : examples.clusters?.values[Int(code)])
      }
    }
    let isClustered = names.contains { $0 != nil }
    cells = names.map { $0 ?? "" }
    let classes = (0..<(parts.first?.classCount ?? 0)).map { "\($0)" }
    let examples = ExampleTable(
      path: "", ids: ids, classes: classes, labels: labels,
      clusters: isClustered ? CategoryColumn(name: "cluster", cells: cells) : nil)
    let side = TransferSide(
      EncodedDataset(id: parts.map(\.dataset.id).joined(separator: " + "), examples: examples), place: place,
      common: classes, options: options)
    self.side = side
    var next = 0
    units = zip(parts, rows).map { part, own in
      var known: [Int32: Int32] = [:]
      for row in own {
        known[part.units[row]] = side.units[next]
        next += 1
      }
      return known
    }
  }

  /// The value that most have, of several the smallest.
  static func usual(_ values: [Double]) -> Double? {
    var counts: [Double: Int] = [:]
    for value in values { counts[value, default: 0] += 1 }
    return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.first?.key
  }

  /// An arm trained on the union: by AUROC, whose floor is exact.
  ///
  /// - Parameter ceiling: of the test side, by the size of its training sets; nil: to be made.
  func rows(
    _ arm: TransferArm, _ test: TransferSide, _ overlap: Overlap, c: Workbench.Choices, classes: [String],
    ceiling: (size: Int, value: Workbench.Ceiling)?, _ options: TransferOptions
  ) throws -> [TransferRow] {
    let matrices = try zip(parts, rows).map { part, own in
      try arm.space(part, rows: part.rows)(part.place).selectingRows(own)
    }
    let own = TransferArm(
      arm.key, penalty: arm.penalty,
      fixed: [
        side.place: .stacked(matrices), test.place: try arm.space(test, rows: test.rows)(test.place),
      ])
    var (orders, others) = (Workbench.Orders(), Workbench.Orders())
    (orders.trains, orders.permutes) = (true, false)
    if overlap.isEmpty {
      let sizes = PairTransfer.sizes(side, test)
      if let matched = sizes.matched { orders.matched.insert(matched) }
      if ceiling?.size != sizes.ceiling { others.ceilings.insert(sizes.ceiling) }
    }
    let bench = try Workbench(own, side, orders, chosen: c, options)
    var other = try Workbench(own, test, others, chosen: c, options)
    if let ceiling, other.ceilings[ceiling.size] == nil { other.ceilings[ceiling.size] = ceiling.value }
    return try PairTransfer(
      arm: own, train: side, test: test, overlap: overlap, options: options, classes: classes
    ).rows(bench, other).filter { $0.metric == "auroc" }
  }
}

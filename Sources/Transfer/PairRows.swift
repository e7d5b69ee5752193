import Findings

/// Which rows are trained on for which fold of the test side; the same for every arm.
struct PairRows: Sendable {
  let train: TransferSide
  let test: TransferSide
  /// Folds with a probe, ascending: those for which something is left to train on that has every class.
  let usable: [Int]
  /// Of each such fold.
  let whole: [[Int]]
  /// Of each: of equal size, from the training side and inside the test side.
  let matched: [[Int]]
  let ceiling: [[Int]]

  init(_ train: TransferSide, _ test: TransferSide, _ overlap: Overlap, _ options: TransferOptions) {
    self.train = train
    self.test = test
    if overlap.isEmpty {
      usable = Array(test.folds.indices)
      whole = usable.map { _ in train.rows }
      let sizes = PairTransfer.sizes(train, test)
      matched =
        sizes.matched.map { parts in
          test.folds.indices.map { train.part(train.rows, count: parts.size, fold: $0, seed: options.seed) }
        } ?? whole
      ceiling = test.folds.indices.map {
        test.part(test.training($0), count: sizes.ceiling, fold: $0, seed: options.seed)
      }
      return
    }
    let allowed = test.folds.map { overlap.allowed(train, for: $0, of: test) }
    let usable = test.folds.indices.filter { train.hasAllClasses(allowed[$0]) }
    let inside = usable.map { test.training($0) }
    let sizes = zip(usable, inside).map { min(allowed[$0].count, $1.count) }
    self.usable = usable
    whole = usable.map { allowed[$0] }
    matched = zip(usable, sizes).map { train.part(allowed[$0], count: $1, fold: $0, seed: options.seed) }
    ceiling = zip(usable, zip(inside, sizes)).map {
      test.part($1.0, count: $1.1, fold: $0, seed: options.seed)
    }
  }

  /// For the published table: the training side first.
  ///
  /// - Parameter curve: of either side what curves draw from.
  func uses(curve: (own: FewShotDraws, other: FewShotDraws)?, _ overlap: Overlap) -> [TransferUse] {
    func folds(_ lists: [[Int]], _ side: TransferSide) -> [[Int]] {
      var result = [[Int]](repeating: [], count: side.labels.count)
      for (fold, rows) in zip(usable, lists) { for row in rows { result[row].append(fold) } }
      return result
    }
    let (trains, matched, inside) = (folds(whole, train), folds(matched, train), folds(ceiling, test))
    var fold = [Int](repeating: -1, count: test.labels.count)
    for (index, rows) in test.folds.enumerated() { for row in rows { fold[row] = index } }
    var ownFold = [Int](repeating: -1, count: train.labels.count)
    for (index, rows) in train.folds.enumerated() { for row in rows { ownFold[row] = index } }
    let (ownCurve, otherCurve) = tokens(curve, overlap)
    let pools = curve.map { (Set($0.own.pool), Set($0.other.pool)) }
    return train.rows.map { row in
      var use = TransferUse(
        isTest: false, id: train.dataset.examples.ids[row], fold: nil, trains: trains[row], matched: matched[row])
      use.ownFold = ownFold[row]
      use.isPooled = pools?.0.contains(row) ?? false
      use.curve = ownCurve[row] ?? []
      return use
    }
      + test.rows.map { row in
        var use = TransferUse(
          isTest: true, id: test.dataset.examples.ids[row], fold: fold[row], trains: [], matched: inside[row])
        use.ownFold = fold[row]
        use.isPooled = pools?.1.contains(row) ?? false
        use.curve = otherCurve[row] ?? []
        return use
      }
  }

  /// By row: folds whose curve trains on it, and the smallest numbers of examples that contain it.
  private func tokens(
    _ curve: (own: FewShotDraws, other: FewShotDraws)?, _ overlap: Overlap
  ) -> (own: [Int: [String]], other: [Int: [String]]) {
    guard let curve else { return ([:], [:]) }
    var own: [Int: [String]] = [:]
    for fold in test.folds.indices {
      let kept = overlap.isEmpty ? nil : Set(overlap.allowed(train, for: test.folds[fold], of: test))
      for row in curve.own.pool where kept?.contains(row) ?? true { own[row, default: []].append("\(fold)") }
    }
    var other: [Int: [String]] = [:]
    for (fold, draws) in curve.other.rows.enumerated() {
      for (draw, nested) in draws.enumerated() {
        var known: Set<Int> = []
        for (size, rows) in zip(curve.other.sizes, nested) {
          for row in rows where known.insert(row).inserted { other[row, default: []].append("\(fold)/\(draw)/\(size)") }
        }
      }
    }
    return (own, other)
  }
}

import Statistics

/// Mean log loss of probabilities.
enum LogLossOf {
  static func mean(_ probabilities: [Double], _ truth: [Int32], _ classCount: Int) -> Double {
    truth.isEmpty ? .infinity : LogLoss.multiclass(probabilities, labels: truth, classes: classCount)
  }
}

/// What probabilities score, and how much of that hangs on each example.
struct Scored: Sendable {
  /// One per metric; NaN where not defined.
  var values: [Double]
  /// [metric][unit of the side]: what the score owes to the unit, less its share of the mean; the squares sum up to the variance
  /// from other test examples (Hampel's influence function; of AUROC: DeLong et al. 1988).
  var influence: [[Double]]
}

/// The metrics of transfer, taken fold by fold and averaged over the folds where they are defined, as those of the probes
/// are.
struct FoldMetrics: Sendable {
  /// Of more than two classes each has an AUROC against the rest after these.
  static let names = ["macro_f1", "accuracy", "auroc"]
  static let auroc = 2

  let side: TransferSide
  /// Of every row its unit, counted from 0.
  private let units: [Int]
  private let unitCount: Int

  init(side: TransferSide) {
    self.side = side
    var known: [Int32: Int] = [:]
    var units = [Int](repeating: 0, count: side.labels.count)
    for row in side.rows {
      let place = known[side.units[row]] ?? known.count
      known[side.units[row]] = place
      units[row] = place
    }
    self.units = units
    unitCount = known.count
  }

  var count: Int { Self.names.count + (side.classCount > 2 ? side.classCount : 0) }

  /// Where there is nothing to score.
  var undefined: Scored {
    Scored(
      values: [Double](repeating: .nan, count: count),
      influence: [[Double]](repeating: [Double](repeating: 0, count: unitCount), count: count))
  }

  /// What probabilities [row of the fold · classes + class] of each fold score. Folds without are left out.
  ///
  /// - Parameter ranks: whether AUROC is wanted.
  func scores(_ folds: [[Double]?], ranks: Bool = true) -> Scored {
    var defined = [Double](repeating: 0, count: count)
    var result = Scored(
      values: defined, influence: [[Double]](repeating: [Double](repeating: 0, count: unitCount), count: count))
    for (fold, probabilities) in folds.enumerated() {
      guard let probabilities else { continue }
      let rows = side.folds[fold]
      let own = scores(rows, probabilities, ranks: ranks)
      for metric in 0..<count where own.values[metric].isFinite {
        defined[metric] += 1
        result.values[metric] += own.values[metric]
        add(own.byRow[metric], of: rows, to: &result.influence[metric])
      }
    }
    return finished(result, defined)
  }

  /// What probabilities of all folds score on all rows at once, as where one probe gave them.
  func pooled(_ folds: [[Double]?]) -> Scored {
    let rows = folds.indices.filter { folds[$0] != nil }.flatMap { side.folds[$0] }
    let own = scores(rows, folds.compactMap { $0 }.flatMap { $0 }, ranks: true)
    var result = Scored(
      values: own.values, influence: [[Double]](repeating: [Double](repeating: 0, count: unitCount), count: count))
    for metric in 0..<count { add(own.byRow[metric], of: rows, to: &result.influence[metric]) }
    return finished(result, own.values.map { $0.isFinite ? 1 : 0 })
  }

  private func add(_ byRow: [Double], of rows: [Int], to influence: inout [Double]) {
    for (row, value) in zip(rows, byRow) { influence[units[row]] += value }
  }

  /// Sums of values of the units over the parts of their rows.
  func sums(_ values: [Double], _ thirds: Thirds) -> [Double] {
    var part = [Int](repeating: -1, count: unitCount)
    for row in side.rows { part[units[row]] = Int(thirds.parts[row]) }
    var result = [Double](repeating: 0, count: LeftOutThirds.parts)
    for (value, part) in zip(values, part) where part >= 0 { result[part] += value }
    return result
  }

  /// Means over the folds, and the correction for the units that a mean is taken from.
  private func finished(_ scored: Scored, _ defined: [Double]) -> Scored {
    var result = scored
    let correction = unitCount > 1 ? (Double(unitCount) / Double(unitCount - 1)).squareRoot() : 1
    for metric in 0..<count {
      if defined[metric] == 0 {
        result.values[metric] = .nan
        continue
      }
      result.values[metric] /= defined[metric]
      let scale = correction / defined[metric]
      result.influence[metric] = result.influence[metric].map { $0 * scale }
    }
    return result
  }

  private func scores(_ rows: [Int], _ probabilities: [Double], ranks: Bool) -> (values: [Double], byRow: [[Double]]) {
    let classes = side.classCount
    let truth = rows.map { side.labels[$0] }
    var values = [Double](repeating: .nan, count: count)
    var byRow = [[Double]](repeating: [], count: count)
    if rows.isEmpty { return (values, byRow) }
    let n = Double(rows.count)
    let decisions = rows.indices.map { place -> Int32 in
      var best = 0
      for c in 1..<classes where probabilities[place * classes + c] > probabilities[place * classes + best] { best = c }
      return Int32(best)
    }
    (values[0], byRow[0]) = f1(decisions, truth)
    values[1] = accuracy(predicted: decisions, truth: truth)
    byRow[1] = zip(decisions, truth).map { (($0 == $1 ? 1 : 0) - values[1]) / n }
    guard ranks else { return (values, byRow) }
    func area(_ c: Int) -> (Double, [Double]) {
      Self.area(rows.indices.map { probabilities[$0 * classes + c] }, truth.map { Int($0) == c })
    }
    if classes == 2 {
      (values[2], byRow[2]) = area(side.positive)
      return (values, byRow)
    }
    values[2] = 0
    byRow[2] = [Double](repeating: 0, count: rows.count)
    for c in 0..<classes {
      (values[3 + c], byRow[3 + c]) = area(c)
      values[2] += values[3 + c] / Double(classes)
      if values[3 + c].isNaN { continue }
      for place in rows.indices { byRow[2][place] += byRow[3 + c][place] / Double(classes) }
    }
    return (values, byRow)
  }

  private func f1(_ decisions: [Int32], _ truth: [Int32]) -> (Double, [Double]) {
    let classes = side.classCount
    let value = macroF1(predicted: decisions, truth: truth, classes: classes)
    var mentions = [Double](repeating: 0, count: classes)
    var hits = mentions
    for (decision, label) in zip(decisions, truth) {
      mentions[Int(decision)] += 1
      mentions[Int(label)] += 1
      if decision == label { hits[Int(label)] += 1 }
    }
    let present = Double(mentions.count { $0 > 0 })
    let scores = zip(hits, mentions).map { $1 > 0 ? 2 * $0 / $1 : 0 }
    func share(_ c: Int, _ isHit: Bool) -> Double { ((isHit ? 2 : 0) - scores[c]) / mentions[c] / present }
    // A hit names its class twice, as what was decided and as what was true.
    let byRow = zip(decisions, truth).map { decision, label -> Double in
      let (d, t) = (Int(decision), Int(label))
      return d == t ? share(t, true) - scores[t] / mentions[t] / present : share(d, false) + share(t, false)
    }
    return (value, byRow)
  }

  /// Area, and of every row the difference of its placement among the other side from the area.
  static func area(_ scores: [Double], _ positives: [Bool]) -> (Double, [Double]) {
    let order = scores.indices.sorted { scores[$0] < scores[$1] }
    let positiveCount = positives.count { $0 }
    let (p, n) = (Double(positiveCount), Double(scores.count - positiveCount))
    guard p > 0, n > 0 else { return (.nan, []) }
    var byRow = [Double](repeating: 0, count: scores.count)
    var (above, below) = (0.0, 0.0)
    var start = 0
    while start < order.count {
      var end = start
      var (own, others) = (0.0, 0.0)
      while end < order.count, scores[order[end]] == scores[order[start]] {
        if positives[order[end]] { own += 1 } else { others += 1 }
        end += 1
      }
      for place in order[start..<end] {
        byRow[place] = positives[place] ? (below + others / 2) / n : (p - above - own / 2) / p
      }
      above += own
      below += others
      start = end
    }
    var sum = 0.0
    for place in scores.indices where positives[place] { sum += byRow[place] }
    let area = sum / p
    let (pScale, nScale) = (
      p > 1 ? (p / (p - 1)).squareRoot() / p : 1 / p, n > 1 ? (n / (n - 1)).squareRoot() / n : 1 / n
    )
    for place in scores.indices { byRow[place] = (byRow[place] - area) * (positives[place] ? pScale : nScale) }
    return (area, byRow)
  }
}

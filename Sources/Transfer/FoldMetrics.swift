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

  /// What probabilities of some rows score.
  struct Part: Sendable {
    /// One per metric; NaN where not defined.
    fileprivate(set) var values: [Double]
    /// [metric][row]: what the score owes to the row; empty where not defined.
    fileprivate var byRow: [[Double]]
  }

  /// What probabilities [row of the fold · classes + class] of each fold score. Folds without are left out.
  ///
  /// - Parameter ranks: whether AUROC is wanted.
  func scores(_ folds: [[Double]?], ranks: Bool = true) -> Scored {
    scores(folds.enumerated().map { fold, own in own.map { part(side.folds[fold], $0, ranks: ranks) } })
  }

  /// AUROC of the rows of each fold, and nothing else.
  func areas(_ folds: [[Double]]) -> [Part] {
    folds.enumerated().map { fold, own in part(side.folds[fold], own, decides: false) }
  }

  /// Of parts that are folds.
  func scores(_ folds: [Part?]) -> Scored {
    var defined = [Double](repeating: 0, count: count)
    var result = Scored(
      values: defined, influence: [[Double]](repeating: [Double](repeating: 0, count: unitCount), count: count))
    for (fold, own) in folds.enumerated() {
      guard let own else { continue }
      let rows = side.folds[fold]
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
    let own = part(rows, folds.compactMap { $0 }.flatMap { $0 })
    var result = Scored(
      values: own.values, influence: [[Double]](repeating: [Double](repeating: 0, count: unitCount), count: count))
    for metric in 0..<count { add(own.byRow[metric], of: rows, to: &result.influence[metric]) }
    return finished(result, own.values.map { $0.isFinite ? 1 : 0 })
  }

  private func add(_ byRow: [Double], of rows: [Int], to influence: inout [Double]) {
    for (row, value) in zip(rows, byRow) { influence[units[row]] += value }
  }

  /// Of every unit the part of its rows, −1 where it is in none.
  func parts(_ thirds: Thirds) -> [Int] {
    var result = [Int](repeating: -1, count: unitCount)
    for row in side.rows { result[units[row]] = Int(thirds.parts[row]) }
    return result
  }

  /// Sums of values of the units over their parts.
  static func sums(_ values: [Double], _ parts: [Int]) -> [Double] {
    var result = [Double](repeating: 0, count: LeftOutThirds.parts)
    for (value, part) in zip(values, parts) where part >= 0 { result[part] += value }
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

  /// - Parameters:
  ///   - decides: whether metrics of decisions are wanted.
  ///   - ranks: whether AUROC is.
  private func part(_ rows: [Int], _ probabilities: [Double], decides: Bool = true, ranks: Bool = true) -> Part {
    var result = Part(
      values: [Double](repeating: .nan, count: count), byRow: [[Double]](repeating: [], count: count))
    if rows.isEmpty { return result }
    let truth = rows.map { side.labels[$0] }
    if decides { addDecisions(probabilities, truth, to: &result) }
    if ranks { addAreas(probabilities, truth, to: &result) }
    return result
  }

  private func addDecisions(_ probabilities: [Double], _ truth: [Int32], to part: inout Part) {
    let classes = side.classCount
    let decisions = probabilities.withUnsafeBufferPointer { probabilities in
      truth.indices.map { place -> Int32 in
        var best = 0
        let own = place * classes
        for c in 1..<classes where probabilities[own + c] > probabilities[own + best] { best = c }
        return Int32(best)
      }
    }
    (part.values[0], part.byRow[0]) = f1(decisions, truth)
    let share = accuracy(predicted: decisions, truth: truth)
    let n = Double(truth.count)
    let (hit, miss) = ((1 - share) / n, (0 - share) / n)
    part.values[1] = share
    part.byRow[1] = zip(decisions, truth).map { $0 == $1 ? hit : miss }
  }

  private func addAreas(_ probabilities: [Double], _ truth: [Int32], to part: inout Part) {
    let classes = side.classCount
    func area(_ c: Int) -> (Double, [Double]) {
      Self.area(truth.indices.map { probabilities[$0 * classes + c] }, truth.map { Int($0) == c })
    }
    let mean = Self.auroc
    if classes == 2 {
      (part.values[mean], part.byRow[mean]) = area(side.positive)
      return
    }
    part.values[mean] = 0
    part.byRow[mean] = [Double](repeating: 0, count: truth.count)
    for c in 0..<classes {
      let (value, byRow) = area(c)
      (part.values[mean + 1 + c], part.byRow[mean + 1 + c]) = (value, byRow)
      part.values[mean] += value / Double(classes)
      if value.isNaN { continue }
      for place in truth.indices { part.byRow[mean][place] += byRow[place] / Double(classes) }
    }
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
    // [decision, truth]; a hit names its class twice, as what was decided and as what was true.
    let table = (0..<classes * classes).map { place -> Double in
      let (d, t) = (place / classes, place % classes)
      return d == t ? share(t, true) - scores[t] / mentions[t] / present : share(d, false) + share(t, false)
    }
    return (value, zip(decisions, truth).map { table[Int($0) * classes + Int($1)] })
  }

  /// Area, and of every row the difference of its placement among the other side from the area.
  static func area(_ scores: [Double], _ positives: [Bool]) -> (Double, [Double]) {
    var order = scores.indices.map { (score: scores[$0], place: $0) }
    order.sort { $0.score < $1.score }
    let positiveCount = positives.count { $0 }
    let (p, n) = (Double(positiveCount), Double(scores.count - positiveCount))
    guard p > 0, n > 0 else { return (.nan, []) }
    var byRow = [Double](repeating: 0, count: scores.count)
    var (above, below) = (0.0, 0.0)
    var start = 0
    while start < order.count {
      var end = start
      var (own, others) = (0.0, 0.0)
      while end < order.count, order[end].score == order[start].score {
        if positives[order[end].place] { own += 1 } else { others += 1 }
        end += 1
      }
      for index in start..<end {
        let place = order[index].place
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

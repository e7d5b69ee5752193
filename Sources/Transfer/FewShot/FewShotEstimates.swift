import Findings
import Statistics

/// Several figures on the same folds, each a mean over draws, with the covariances that other test examples and other draws
/// give them.
struct FewShotEstimates {
  let values: [Double]
  private let variances: VarianceParts?
  private let units: Int

  /// - Parameters:
  ///   - figures: [figure][draw][fold]: AUROC of the fold; a figure without a choice has one draw.
  ///   - exhausted: share of what can be drawn that a draw takes.
  init(_ figures: [[[FoldMetrics.Part]]], _ metrics: FoldMetrics, exhausted: Double) {
    let metric = FoldMetrics.auroc
    let scored = figures.map { draws in draws.map { metrics.scores($0) } }
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(1, values.count)) }
    values = scored.map { own in mean(own.map { $0.values[metric] }) }
    let influence = scored.map { own in
      own[0].influence[metric].indices.map { unit in mean(own.map { $0.influence[metric][unit] }) }
    }
    units = metrics.side.unitCount
    guard units >= 4 else {
      variances = nil
      return
    }
    let products = influence.map { a in influence.map { b in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } } }
    var parts: [(covariance: [[Double]], degrees: Double)] = [(products, Double(units - 1))]
    let draws = figures.map(\.count).max() ?? 1
    let folds = metrics.side.folds.count
    if draws > 1, exhausted < 1 {
      /// Of one fold and draw.
      func value(_ figure: Int, _ draw: Int, _ fold: Int) -> Double {
        figures[figure][figures[figure].count == 1 ? 0 : draw][fold].values[metric]
      }
      var within = products.map { $0.map { _ in 0.0 } }
      var defined = 0.0
      for fold in 0..<folds {
        let own = figures.indices.map { figure in (0..<draws).map { value(figure, $0, fold) } }
        guard own.joined().allSatisfy(\.isFinite) else { continue }
        defined += 1
        for a in figures.indices {
          for b in figures.indices {
            let (meanA, meanB) = (mean(own[a]), mean(own[b]))
            within[a][b] += zip(own[a], own[b]).reduce(0) { $0 + ($1.0 - meanA) * ($1.1 - meanB) } / Double(draws - 1)
          }
        }
      }
      if defined > 0 {
        // Draws differ less than samples would, as they come from one pool, which the folds share: for means, a draw of a
        // share s of it has the variance σ²(1 − s) about the pool, and the pool s·σ².
        let scale = (1 / (defined * Double(draws)) + exhausted / (1 - exhausted)) / defined
        parts.append((within.map { $0.map { $0 * scale } }, defined * Double(draws - 1)))
      }
    }
    variances = VarianceParts(parts)
  }

  /// A single figure.
  func score(_ figure: Int) -> Interval {
    let value = values[figure]
    guard let variances, value.isFinite else { return Interval(value: value, low: nil, high: nil) }
    let own = TransferIntervals.ofScore(value, variances.variance(weights([(figure, 1)])), units: units)
    return Interval(value: value, low: own.low, high: own.high)
  }

  /// One figure less another.
  func difference(_ first: Int, _ second: Int) -> Interval {
    let value = values[first] - values[second]
    guard let variances, value.isFinite else { return Interval(value: value, low: nil, high: nil) }
    let spread = variances.variance(weights([(first, 1), (second, -1)]))
    let half = TransferIntervals.t(spread.degrees) * spread.value.squareRoot()
    return Interval(value: value, low: value - half, high: value + half)
  }

  private func weights(_ given: [(Int, Double)]) -> [Double] {
    var result = [Double](repeating: 0, count: values.count)
    for (place, weight) in given { result[place] += weight }
    return result
  }
}

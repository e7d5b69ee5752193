/// One bin of a reliability curve.
public struct ReliabilityBin: Sendable, Equatable {
  /// Predictions in the bin, at least 1.
  public var count: Int
  /// Mean of the predicted probabilities.
  public var predicted: Double
  /// Of these, how many outcomes occurred.
  public var occurred: Int

  /// Bins of equal mass: edges at the quantiles of the predictions, a prediction on an edge in the lower bin; empty bins are
  /// left out (scikit-learn `calibration_curve(strategy="quantile")`).
  public static func equalMass(_ probabilities: [Double], outcomes: [Bool], bins: Int) -> [ReliabilityBin] {
    precondition(probabilities.count == outcomes.count && bins >= 1, "one outcome per probability")
    let sorted = probabilities.sorted()
    let edges = (1..<max(bins, 1)).map { quantile(sorted: sorted, Double($0) / Double(bins)) }
    var result = [ReliabilityBin](repeating: ReliabilityBin(count: 0, predicted: 0, occurred: 0), count: bins)
    for (p, occurred) in zip(probabilities, outcomes) {
      let bin = edges.count { $0 < p }
      result[bin].count += 1
      result[bin].predicted += p
      result[bin].occurred += occurred ? 1 : 0
    }
    return result.filter { $0.count > 0 }.map { bin in
      ReliabilityBin(count: bin.count, predicted: bin.predicted / Double(bin.count), occurred: bin.occurred)
    }
  }
}

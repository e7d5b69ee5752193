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

  /// Bins from which nobody can be picked out: one of fewer than `minimum` examples, or with 1 to 4 for which the outcome
  /// occurred or did not (`SmallCells`), is joined with its smaller neighbour, of equal ones the lower, until there is
  /// none. Joined rather than left out, since a bin that is missing follows from the total by subtraction; where one bin
  /// is left and still holds too few, there is none to show.
  public static func disclosable(_ bins: [ReliabilityBin], minimum: Int) -> [ReliabilityBin] {
    var result = bins
    while let place = result.firstIndex(where: { $0.isTooSmall(minimum) }) {
      let neighbours = [place - 1, place + 1].filter(result.indices.contains)
      guard let other = neighbours.min(by: { (result[$0].count, $0) < (result[$1].count, $1) }) else { return [] }
      result[min(place, other)] = result[min(place, other)].joined(with: result[max(place, other)])
      result.remove(at: max(place, other))
    }
    return result
  }

  private func isTooSmall(_ minimum: Int) -> Bool {
    count < minimum || SmallCells.isSmall(occurred) || SmallCells.isSmall(count - occurred)
  }

  private func joined(with other: ReliabilityBin) -> ReliabilityBin {
    let total = count + other.count
    return ReliabilityBin(
      count: total, predicted: (predicted * Double(count) + other.predicted * Double(other.count)) / Double(total),
      occurred: occurred + other.occurred)
  }
}

/// Ranks from 1 in ascending order; equal values share the mean of their ranks (scipy `rankdata(method="average")`).
public struct Midranks: Sendable, Equatable {
  /// Rank of each value, in the order of the input.
  public var ranks: [Double]
  /// Σ (t³ − t) over groups of t equal values: the tie term of rank tests.
  public var tieTerm: Double

  /// - Parameter values: no NaN; −0 and 0 are equal.
  public init(_ values: [Double]) {
    let order = values.indices.sorted { values[$0] < values[$1] || (values[$0] == values[$1] && $0 < $1) }
    ranks = [Double](repeating: 0, count: values.count)
    tieTerm = 0
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count && values[order[end]] == values[order[start]] { end += 1 }
      let rank = Double(start + 1 + end) / 2
      for position in start..<end { ranks[order[position]] = rank }
      tieTerm += tieCube(end - start)
      start = end
    }
  }
}

/// t³ − t, in floating point because t³ may exceed an integer.
func tieCube(_ count: Int) -> Double {
  let t = Double(count)
  return t * t * t - t
}

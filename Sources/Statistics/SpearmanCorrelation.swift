/// Spearman's rank correlation: Pearson's correlation of the midranks (scipy `spearmanr`); NaN for constant values or
/// fewer than two.
///
/// - Parameters:
///   - x: values; no NaN.
///   - y: the values paired with them; no NaN.
public func spearmanCorrelation(_ x: [Double], _ y: [Double]) -> Double {
  precondition(x.count == y.count, "values come in pairs")
  let ranksX = Midranks(x).ranks
  let ranksY = Midranks(y).ranks
  let mean = Double(x.count + 1) / 2
  var xx = 0.0
  var yy = 0.0
  var xy = 0.0
  for (a, b) in zip(ranksX, ranksY) {
    xx += (a - mean) * (a - mean)
    yy += (b - mean) * (b - mean)
    xy += (a - mean) * (b - mean)
  }
  return xy / (xx * yy).squareRoot()
}

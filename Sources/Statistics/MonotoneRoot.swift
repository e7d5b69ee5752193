/// Solves f(x) = 0 for a rising f by bisection on [low, high], to the last bit that bisection can tell.
///
/// Slow and certain: quantiles are asked for once per interval, not per feature.
func monotoneRoot(low: Double, high: Double, _ f: (Double) -> Double) -> Double {
  var low = low
  var high = high
  for _ in 0..<2_000 {
    let middle = low + (high - low) / 2
    if middle <= low || middle >= high { break }
    if f(middle) < 0 { low = middle } else { high = middle }
  }
  return low + (high - low) / 2
}

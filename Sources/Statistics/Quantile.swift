/// The quantile by linear interpolation between order statistics (Hyndman & Fan 1996, type 7; numpy's default).
///
/// - Parameters:
///   - sorted: ascending values; NaN when empty.
///   - probability: in [0, 1].
public func quantile(sorted: [Double], _ probability: Double) -> Double {
  quantile(count: sorted.count, probability) { sorted[$0] }
}

/// The same of `count` values, of which `ascending` gives the one at a position from the smallest.
public func quantile(count: Int, _ probability: Double, ascending: (Int) -> Double) -> Double {
  guard count > 0 else { return .nan }
  let position = probability * Double(count - 1)
  let below = min(count - 1, max(0, Int(position)))
  if below == count - 1 { return ascending(below) }
  let low = ascending(below)
  return low + (position - Double(below)) * (ascending(below + 1) - low)
}

/// The quantile by linear interpolation between order statistics (Hyndman & Fan 1996, type 7; numpy's default).
///
/// - Parameters:
///   - sorted: ascending values; NaN when empty.
///   - probability: in [0, 1].
public func quantile(sorted: [Double], _ probability: Double) -> Double {
  guard let last = sorted.indices.last else { return .nan }
  let position = probability * Double(last)
  let below = min(last, max(0, Int(position)))
  if below == last { return sorted[last] }
  return sorted[below] + (position - Double(below)) * (sorted[below + 1] - sorted[below])
}

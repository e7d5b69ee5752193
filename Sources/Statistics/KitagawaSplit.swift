/// The difference of two groups' crude firing rates split exactly into a part from different rates within labels and
/// a part from different label mixes (Kitagawa 1955, JASA 50:1168):
/// p_a − p_b = Σ_y ½(π_ya + π_yb)(r_ya − r_yb) + Σ_y ½(r_ya + r_yb)(π_ya − π_yb).
public struct KitagawaSplit: Sendable, Equatable {
  /// Part from rates within labels: the feature stands for the group.
  public var proxy: Double
  /// Part from the mix of labels.
  public var composition: Double

  /// The whole difference of the rates, group a minus group b.
  public var difference: Double { proxy + composition }

  /// - Parameters:
  ///   - firedA: firing examples of group a per label; likewise for b.
  ///   - totalA: all examples of group a per label; likewise for b. A label that one group
  ///     lacks is given the other's rate there: only the mix differs. NaN when a group has no example.
  public init(firedA: [Int], totalA: [Int], firedB: [Int], totalB: [Int]) {
    let sizeA = Double(totalA.reduce(0, +))
    let sizeB = Double(totalB.reduce(0, +))
    guard sizeA > 0 && sizeB > 0 else {
      (proxy, composition) = (.nan, .nan)
      return
    }
    proxy = 0
    composition = 0
    for y in firedA.indices {
      if totalA[y] == 0 && totalB[y] == 0 { continue }
      let own = totalA[y] > 0 ? Double(firedA[y]) / Double(totalA[y]) : nil
      let other = totalB[y] > 0 ? Double(firedB[y]) / Double(totalB[y]) : nil
      let rateA = own ?? other ?? 0
      let rateB = other ?? own ?? 0
      let shareA = Double(totalA[y]) / sizeA
      let shareB = Double(totalB[y]) / sizeB
      proxy += (shareA + shareB) / 2 * (rateA - rateB)
      composition += (rateA + rateB) / 2 * (shareA - shareB)
    }
  }
}

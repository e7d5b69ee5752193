/// Adjusted p-values (q-values) that bound the expected share of false discoveries; scipy `false_discovery_control`.
/// NaN marks a hypothesis that was not tested: it is not counted and stays NaN.
public enum FalseDiscovery {
  /// Benjamini & Hochberg 1995: valid for independent or positively dependent tests.
  public static func benjaminiHochberg(_ p: [Double]) -> [Double] { stepUp(p) { _ in 1 } }

  /// Benjamini & Yekutieli 2001: valid under any dependence.
  public static func benjaminiYekutieli(_ p: [Double]) -> [Double] {
    stepUp(p) { count in (1...max(1, count)).reduce(0) { $0 + 1 / Double($1) } }
  }

  private static func stepUp(_ p: [Double], factor: (Int) -> Double) -> [Double] {
    let order = p.indices.filter { !p[$0].isNaN }.sorted { p[$0] > p[$1] || (p[$0] == p[$1] && $0 > $1) }
    let scale = factor(order.count) * Double(order.count)
    var adjusted = [Double](repeating: .nan, count: p.count)
    var smallest = 1.0
    // From the largest p (rank m) down to the smallest (rank 1), keeping the running minimum.
    for (position, index) in order.enumerated() {
      smallest = min(smallest, p[index] * scale / Double(order.count - position))
      adjusted[index] = smallest
    }
    return adjusted
  }
}

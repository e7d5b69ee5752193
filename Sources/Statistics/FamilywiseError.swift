/// Adjusted p-values that bound the chance of any false rejection among several. NaN marks a hypothesis that was not
/// tested: it is not counted and stays NaN.
public enum FamilywiseError {
  /// Holm's step-down procedure (Holm 1979), valid under any dependence; statsmodels `multipletests(method="holm")`.
  public static func holm(_ p: [Double]) -> [Double] {
    let order = p.indices.filter { !p[$0].isNaN }.sorted { (p[$0], $0) < (p[$1], $1) }
    var adjusted = [Double](repeating: .nan, count: p.count)
    var largest = 0.0
    // From the smallest p (times m) up to the largest (times 1), keeping the running maximum.
    for (rank, index) in order.enumerated() {
      largest = max(largest, min(1, p[index] * Double(order.count - rank)))
      adjusted[index] = largest
    }
    return adjusted
  }
}

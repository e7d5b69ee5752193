/// Who is near whom, as symmetric weights that sum to 1: p_ij = (1/k_i [j near i] + 1/k_j [i near j]) / (2 n).
///
/// Equal weights for all neighbours instead of those of a perplexity: the layout is practically the same (Böhm, Berens and
/// Kobak, *Journal of Machine Learning Research* 23, 2022).
public struct NeighbourGraph: Sendable {
  /// [points + 1]: the entries of point i are `offsets[i]..<offsets[i + 1]`.
  public let offsets: [Int64]
  /// [entry]: the other point, ascending within a point.
  public let others: [Int32]
  /// [entry]: p_ij.
  public let weights: [Float]

  /// - Parameter near: of each point the points nearest to it, without itself, in any order; may differ in number.
  public init(_ near: [[Int32]]) {
    var back = [[Int32]](repeating: [], count: near.count)
    for (point, others) in near.enumerated() {
      for other in others { back[Int(other)].append(Int32(point)) }
    }
    var offsets: [Int64] = [0]
    var others: [Int32] = []
    var weights: [Float] = []
    let scale = 1 / Float(2 * max(1, near.count))
    for point in near.indices {
      let own = near[point].map { ($0, 1 / Float(near[point].count)) }
      let theirs = back[point].map { ($0, 1 / Float(near[Int($0)].count)) }
      for (other, weight) in (own + theirs).sorted(by: { $0.0 < $1.0 }) {
        if others.count > Int(offsets[point]), others.last == other {
          weights[weights.count - 1] += weight * scale
        } else {
          others.append(other)
          weights.append(weight * scale)
        }
      }
      offsets.append(Int64(others.count))
    }
    self.offsets = offsets
    self.others = others
    self.weights = weights
  }

  /// Points of the graph.
  public var count: Int { offsets.count - 1 }
}

/// Correlations of ranks, and what is left of them where two further variables are held fixed.
public struct RankVectors: Sendable {
  /// Ranks less their mean.
  private var deviations: [Double]
  private var square: Double

  /// - Parameter ranks: midranks, or anything else of which Pearson's correlation is to be taken.
  public init(_ ranks: [Double]) {
    let mean = ranks.reduce(0, +) / Double(max(1, ranks.count))
    deviations = ranks.map { $0 - mean }
    square = deviations.reduce(0) { $0 + $1 * $1 }
  }

  /// NaN where one of the two never varies.
  public func correlation(_ other: RankVectors) -> Double {
    var sum = 0.0
    deviations.withUnsafeBufferPointer { a in
      other.deviations.withUnsafeBufferPointer { b in
        for place in a.indices { sum += a[place] * b[place] }
      }
    }
    return sum / (square * other.square).squareRoot()
  }

  /// Correlation of two given two others: that of what is left of each after linear regression on the others. NaN where
  /// nothing is left.
  public static func partial(
    xy: Double, xu: Double, xv: Double, yu: Double, yv: Double, uv: Double
  ) -> Double {
    func given(_ ab: Double, _ ac: Double, _ bc: Double) -> Double {
      (ab - ac * bc) / ((1 - ac * ac) * (1 - bc * bc)).squareRoot()
    }
    // Two that are one are one.
    if uv * uv > 1 - 1e-9 { return given(xy, xu, yu) }
    return given(given(xy, xu, yu), given(xv, xu, uv), given(yv, yu, uv))
  }
}

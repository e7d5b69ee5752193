/// Replicates of examples in nine parts, each without three of them: the lines of the affine plane of order 3. For means the
/// variance of the replicates, scaled, is exactly that of the nine parts: the delete-d jackknife (Shao & Wu 1989, *Annals of
/// Statistics* 17:1176) in a balanced design. A third changes what is trained about as much as another sample would.
public enum LeftOutThirds {
  public static let parts = 9
  public static let replicates = 12

  /// Whether a replicate keeps a part. Replicates 3c, 3c + 1 and 3c + 2 leave out every part once.
  public static func keeps(_ replicate: Int, part: Int) -> Bool {
    let (x, y) = (part % 9 / 3, part % 3)
    let (direction, line) = (replicate / 3, replicate % 3)
    return (direction == 3 ? y : (x + direction * y) % 3) != line
  }

  /// Covariances of estimates from their replicates, without those that are noise.
  ///
  /// - Parameters:
  ///   - values: [replicate][estimate]; replicates with NaN are left out with those of their direction.
  ///   - noise: [replicate][estimate][estimate]: covariance of the replicate's deviation from the mean of the replicates that
  ///     has another cause than the examples left out.
  /// - Returns: nil where fewer than two directions are whole.
  public static func covariance(_ values: [[Double]], noise: [[[Double]]]) -> [[Double]]? {
    let kept = (0..<replicates / 3).map { Array(3 * $0..<3 * $0 + 3) }.filter { line in
      line.allSatisfy { values[$0].allSatisfy(\.isFinite) }
    }
    guard kept.count >= 2, let first = values.first else { return nil }
    let count = Double(kept.count)
    var covariance = first.map { _ in first.map { _ in 0.0 } }
    for line in kept {
      let means = first.indices.map { place in line.reduce(0) { $0 + values[$1][place] } / 3 }
      for replicate in line {
        for a in first.indices {
          for b in first.indices {
            let product = (values[replicate][a] - means[a]) * (values[replicate][b] - means[b])
            covariance[a][b] += 2.0 / 3 / count * (product - noise[replicate][a][b])
          }
        }
      }
    }
    return covariance
  }
}

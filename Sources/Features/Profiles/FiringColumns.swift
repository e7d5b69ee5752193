import LinearAlgebra

/// In which examples each feature is active.
struct FiringColumns: Sendable {
  /// Features × examples.
  let columns: SparseMatrix

  var featureCount: Int { columns.rowCount }
  var exampleCount: Int { columns.columnCount }

  func active(_ feature: Int) -> Int { columns.range(ofRow: feature).count }

  /// Number of examples in which both features are active.
  func common(_ a: Int, _ b: Int) -> Int {
    let (first, second) = (columns.range(ofRow: a), columns.range(ofRow: b))
    return columns.indices.withUnsafeBufferPointer { rows in
      var (i, j, count) = (first.lowerBound, second.lowerBound, 0)
      while i < first.upperBound, j < second.upperBound {
        if rows[i] == rows[j] { count += 1 }
        let step = rows[i] <= rows[j]
        if rows[j] <= rows[i] { j += 1 }
        if step { i += 1 }
      }
      return count
    }
  }

  /// √(a (n − a)) of a feature active in a of n examples: 0 for one that never varies.
  func deviation(_ feature: Int) -> Double {
    let a = Double(active(feature))
    return (a * (Double(exampleCount) - a)).squareRoot()
  }

  /// φ of the indicators *fired* of two features, Pearson's correlation: (n·n₁₁ − a·b) / √(a (n − a) b (n − b)).
  ///
  /// Rounded to 2⁻⁴⁰, so that values that are equal in exact arithmetic are equal here.
  /// - Parameter deviations: the product of both features' `deviation`, not 0.
  func phi(_ a: Int, _ b: Int, common: Int, deviations: Double) -> Double {
    let phi = Double(exampleCount * common - active(a) * active(b)) / deviations
    return (phi * 0x1p40).rounded() * 0x1p-40
  }

  /// φ of two features; NaN where one of them never varies.
  func phi(_ a: Int, _ b: Int, common: Int) -> Double {
    let deviations = deviation(a) * deviation(b)
    return deviations > 0 ? phi(a, b, common: common, deviations: deviations) : .nan
  }

  /// The same, counted.
  func phi(_ a: Int, _ b: Int) -> Double { phi(a, b, common: common(a, b)) }
}

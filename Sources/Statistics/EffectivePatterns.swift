/// How many independent patterns correlated columns amount to.
public enum EffectivePatterns {
  /// (Σ λ)² / Σ λ² over the eigenvalues of the correlation matrix, from 1 to the number of columns (participation ratio;
  /// compare Cheverud 2001, Li & Ji 2005). Σ λ is the trace and Σ λ² the sum of squared entries, so that no eigenvalue has to
  /// be computed. 0 for no column.
  ///
  /// - Parameter squaredSum: Σ over all ordered pairs of different columns of their squared correlation.
  public static func count(columns: Int, squaredSum: Double) -> Double {
    if columns == 0 { return 0 }
    return Double(columns) * Double(columns) / (Double(columns) + squaredSum)
  }
}

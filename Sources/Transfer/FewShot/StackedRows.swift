import Classifiers
import Files
import LinearAlgebra

extension ExampleMatrix {
  /// Rows of several matrices of one kind, one after the other.
  static func stacked(_ parts: [ExampleMatrix]) -> ExampleMatrix {
    switch parts[0] {
    case .dense(_, _, let dimension):
      var values = StoredNumbers<Float>()
      for case .dense(let own, _, _) in parts { values += own }
      return .dense(values, rows: values.count / max(1, dimension), dimension: dimension)
    case .sparse: return .sparse(SparseMatrix.stacked(parts.compactMap(\.entries)))
    case .bits(_, let threshold): return .bits(SparseMatrix.stacked(parts.compactMap(\.entries)), above: threshold)
    }
  }

  private var entries: SparseMatrix? {
    switch self {
    case .dense: nil
    case .sparse(let matrix), .bits(let matrix, _): matrix
    }
  }
}

extension SparseMatrix {
  fileprivate static func stacked(_ parts: [SparseMatrix]) -> SparseMatrix {
    var result = SparseMatrix(columnCount: parts.map(\.columnCount).max() ?? 0)
    for part in parts {
      let start = result.indices.count
      result.indices += part.indices
      result.values += part.values
      result.offsets += part.offsets.dropFirst().map { $0 + start }
    }
    return result
  }
}

import LinearAlgebra
import Synchronization

/// Features of one matrix chosen on training rows, several numbers of them at once, and remembered: the arms of a family
/// ask for the same rows one after the other.
final class FeatureChooser: Sendable {
  /// Examples × features to choose from.
  let source: SparseMatrix
  /// Features × examples.
  private let columns: SparseMatrix
  /// Ascending.
  let counts: [Int]
  private let choose: @Sendable (_ training: [Int], _ counts: [Int]) -> [[Int32]]
  /// By training rows: [number wanted], features ascending.
  private let known = Mutex<[[Int]: [[Int32]]]>([:])

  init(
    _ source: SparseMatrix, counts: [Int],
    choose: @escaping @Sendable (_ training: [Int], _ counts: [Int]) -> [[Int32]]
  ) {
    self.source = source
    columns = source.transposed()
    self.counts = counts
    self.choose = choose
  }

  func features(_ count: Int, training: [Int]) -> [Int32] {
    // Held while computing: others wait for the same choice instead of making it again.
    let all = known.withLock { known in
      if let found = known[training] { return found }
      let found = choose(training, counts)
      known[training] = found
      return found
    }
    return counts.firstIndex(of: count).map { all[$0] } ?? []
  }

  /// Examples × the given features, numbered anew.
  func matrix(_ features: [Int32]) -> SparseMatrix {
    columns.selectingRows(features.map { Int($0) }).transposed()
  }
}

extension Arm {
  /// A number of features out of those of a chooser.
  struct Selection: Sendable {
    let chooser: FeatureChooser
    let count: Int
    /// Whether what is chosen from is 1 wherever it is not 0.
    let isBits: Bool

    var source: SparseMatrix { chooser.source }

    func matrix(training: [Int]) -> FittedMatrix {
      let chosen = chooser.features(count, training: training)
      let matrix = chooser.matrix(chosen)
      return FittedMatrix(matrix: isBits ? .bits(matrix, above: 0) : .sparse(matrix), columns: chosen)
    }
  }
}

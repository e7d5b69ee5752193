import LinearAlgebra
import Parallel

/// Firing examples of every feature in every cell.
struct FiringCounts: Sendable {
  var cellCount: Int
  /// [feature · cells + cell].
  var active: [Int32]

  /// Features per unit of parallel work; fixed, so that results do not depend on the number of threads.
  static let chunk = 512

  /// - Parameters:
  ///   - columns: features × examples: the examples in which each feature fires.
  ///   - cells: cell of each example, −1 for none.
  init(columns: SparseMatrix, cells: [Int32], cellCount: Int, threads: Int) throws {
    self.cellCount = cellCount
    let features = columns.rowCount
    active = [Int32](repeating: 0, count: features * cellCount)
    try active.withUnsafeMutableBufferPointer { buffer in
      nonisolated(unsafe) let target = buffer
      try parallelFor((features + Self.chunk - 1) / Self.chunk, threads: threads) { chunk in
        columns.indices.withUnsafeBufferPointer { examples in
          cells.withUnsafeBufferPointer { cells in
            for feature in chunk * Self.chunk..<min(features, (chunk + 1) * Self.chunk) {
              let base = feature * cellCount
              for position in columns.offsets[feature]..<columns.offsets[feature + 1] {
                let cell = Int(cells[Int(examples[position])])
                if cell >= 0 { target[base + cell] &+= 1 }
              }
            }
          }
        }
      }
    }
  }

  func ofFeature(_ feature: Int) -> ArraySlice<Int32> { active[feature * cellCount..<(feature + 1) * cellCount] }
}

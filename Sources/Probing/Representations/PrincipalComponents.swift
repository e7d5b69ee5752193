import Classifiers
import Evaluation
import Features
import Findings
import Synchronization

extension Representation {
  /// The first N principal components of the pooled hidden state, found on the training rows of every fold: what N numbers
  /// can hold without an autoencoder.
  static let principalComponents = Representation(
    .principalComponents,
    isMeasure: { first, own, arms in
      first.representation.part == .state && first.layer == own.layer && arms.isSamePooling(first, own)
    }
  ) { kind, dataset, options in
    dataset.states.flatMap { states -> [Arm] in
      let counts = options.top.filter { $0 <= states.dimension }
      guard let most = counts.max() else { return [] }
      let components = ComponentsOfRows(states, rows: dataset.examples.count, count: most)
      return counts.map { count in
        Arm(
          ArmKey(kind, states, top: count),
          .fitted { training in
            Arm.FittedMatrix(matrix: try components.first(count, fittedTo: training), columns: nil)
          })
      }
    }
  }
}

/// Projections of all rows on the principal components of some of them, kept for the arms that ask for the same rows.
private final class ComponentsOfRows: Sendable {
  private let states: PooledStates
  private let rows: Int
  private let count: Int
  /// By training rows: [rows, components found].
  private let known = Mutex<[[Int]: (values: [Float], count: Int)]>([:])

  init(_ states: PooledStates, rows: Int, count: Int) {
    self.states = states
    self.rows = rows
    self.count = count
  }

  /// Rows × the first `wanted` components; zeros beyond the rank of the training rows.
  func first(_ wanted: Int, fittedTo training: [Int]) throws -> ExampleMatrix {
    // Held while computing: other arms wait for the same decomposition instead of making it again.
    let found = known.withLock { known in
      if let found = known[training] { return found }
      let found = principalComponents(
        states.values, rows: rows, dimension: states.dimension, training: training, count: count)
      known[training] = found
      return found
    }
    var values = [Float](repeating: 0, count: rows * wanted)
    for row in 0..<rows {
      for component in 0..<min(wanted, found.count) {
        values[row * wanted + component] = found.values[row * found.count + component]
      }
    }
    return .dense(values, rows: rows, dimension: wanted)
  }
}

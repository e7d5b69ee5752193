import Classifiers
import Findings

/// The classifier of one fold, in terms of the features of the data.
struct FoldModel: Sendable {
  /// Features that count as the ones a fold leans on, where it does not select.
  static let heaviestCount = 50

  /// Classes that occur among the training rows, ascending.
  let classes: [Int]
  /// What it was fitted to: all rows of the data.
  let matrix: ExampleMatrix
  /// Features that the columns of `matrix` stand for, ascending; nil: column j is feature j.
  let columns: [Int32]?
  /// [column of scores][column of `matrix`].
  private let weights: [[Double]]
  private let fit: LogisticFit

  init(_ fit: LogisticFit, matrix: ExampleMatrix, columns: [Int32]?) {
    classes = fit.classes
    weights = fit.weights
    self.fit = fit
    self.matrix = matrix
    self.columns = columns
  }

  func feature(_ column: Int) -> Int32 { columns?[column] ?? Int32(column) }

  /// Column of `matrix` of a feature; nil if the fold did not select it.
  func column(_ feature: Int32) -> Int? {
    guard let columns else { return Int(feature) }
    let place = columns.partitioningIndex { $0 >= feature }
    return place < columns.count && columns[place] == feature ? place : nil
  }

  /// Weights of all columns towards a class: scores of two classes are those of the second. nil for a class that does not
  /// occur.
  func weights(towards index: Int) -> (sign: Double, weights: [Double])? {
    guard let place = classes.firstIndex(of: index), !weights.isEmpty else { return nil }
    return classes.count == 2 ? (place == 1 ? 1 : -1, weights[0]) : (1, weights[place])
  }

  /// The features with a weight for any class, ascending.
  var weighed: [Int32] {
    (0..<matrix.featureCount).filter { column in weights.contains { $0[column] != 0 } }.map(feature)
  }

  /// The features with the largest |weight| for any class, ascending; of equal ones the first.
  func heaviest(_ count: Int) -> [Int32] {
    var sizes = [Double](repeating: 0, count: matrix.featureCount)
    for own in weights {
      for (column, weight) in own.enumerated() { sizes[column] = max(sizes[column], abs(weight)) }
    }
    // Columns in the order of their places, so that of equal ones the first is there first.
    var order: [Int] = []
    for (column, size) in sizes.enumerated() where size > 0 {
      if order.count == count, size <= sizes[order[count - 1]] { continue }
      if order.count == count { order.removeLast() }
      order.insert(column, at: order.partitioningIndex { sizes[$0] < size })
    }
    return order.map(feature).sorted()
  }
}

extension FoldModel {
  /// - Parameter encoderBytes: of the encoder that its features come from.
  func cost(encoderBytes: Int?) -> ArmCost {
    let rows = max(1, matrix.rowCount)
    var entries = 0
    for row in 0..<matrix.rowCount { matrix.forEachEntry(ofRow: row) { _, _ in entries += 1 } }
    let numbers = Double(entries) / Double(rows)
    let used = weights.reduce(0) { sum, own in sum + own.count { $0 != 0 } }
    let (perNumber, perWeight) =
      switch matrix {
      case .dense: (4.0, 8)
      case .sparse: (8.0, 12)
      case .bits: (4.0, 12)
      }
    return ArmCost(
      numbers: numbers, exampleBytes: numbers * perNumber, modelBytes: used * perWeight + 8 * weights.count,
      encoderBytes: encoderBytes)
  }

  /// Of one example on one thread: the mean over all, decided in one go.
  func inferenceSeconds() -> Double {
    let clock = ContinuousClock()
    let duration = clock.measure { _ = fit.applied(to: matrix) }.components
    return (Double(duration.seconds) + Double(duration.attoseconds) * 1e-18) / Double(max(1, matrix.rowCount))
  }
}

extension Array {
  /// First index whose element satisfies the test, where all those after it do too; the count if none does.
  func partitioningIndex(_ test: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if test(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

import LinearAlgebra
import Statistics
import Testing

@testable import Classifiers

@Suite struct ReducedRegressionTests {
  private func rows(_ count: Int, features: Int, isBits: Bool) -> (matrix: SparseMatrix, targets: [Int32]) {
    var generator = SeededGenerator(seed: 7)
    var matrix = SparseMatrix(columnCount: features)
    var targets: [Int32] = []
    for _ in 0..<count {
      let target = Int32(generator.integer(below: 2))
      targets.append(target)
      for feature in 0..<features where generator.uniform() < (feature < 5 && target == 1 ? 0.6 : 0.25) {
        matrix.indices.append(Int32(feature))
        matrix.values.append(isBits ? 1 : Float(0.1 + 3 * generator.uniform()))
      }
      matrix.offsets.append(matrix.indices.count)
    }
    return (matrix, targets)
  }

  /// The optimum is that of `LogisticRegression` on the columns that are left.
  @Test(arguments: [true, false], [0.1, 10]) func equalsAFitOfItsOwn(isBits: Bool, c: Double) throws {
    let (matrix, targets) = rows(120, features: 60, isBits: isBits)
    let reduced = ReducedRegression(rows: matrix, gram: GramMatrix(sparse: matrix), c: c)
    var some = targets
    for row in stride(from: 0, to: 120, by: 7) { some[row] = -1 }
    var nearby = 0
    for own in [targets, some] {
      let whole = reduced.fit(targets: own, without: [])
      for absent in [[], [0], [1, 3, 4, 30], Array(0..<40)] {
        let fit = reduced.fit(targets: own, without: absent, from: whole)
        let left = (0..<60).filter { !absent.contains($0) }
        let model = LogisticRegression(.sparse(matrix.selectingColumns(left.map { Int32($0) })), labels: own)
        let other = model.weighing(try model.fit([], candidates: [c], threads: 1).whole[0])
        #expect(fit.isConverged && other.isConverged)
        #expect(abs(fit.intercept - other.intercepts[0]) < 1e-5)
        for (place, feature) in left.enumerated() {
          #expect(abs(fit.weights[feature] - other.weights[0][place]) < 1e-5)
        }
        #expect(absent.allSatisfy { fit.weights[$0] == 0 })
        // With the curvature of the whole fit, where that is near enough.
        let near = try #require(NearbyRegression(reduced, targets: own, base: whole))
        if let found = near.fit(without: absent) {
          nearby += 1
          #expect(found.isConverged && abs(found.intercept - fit.intercept) < 1e-7)
          #expect(zip(found.weights, fit.weights).allSatisfy { abs($0 - $1) < 1e-7 })
        }
        // Where a search starts leaves no trace.
        let cold = reduced.fit(targets: own, without: absent)
        #expect(zip(cold.weights, fit.weights).allSatisfy { abs($0 - $1) < 1e-8 })
      }
    }
    // One or four features with a weight are near where the penalty is strong.
    #expect(nearby >= (c < 1 ? 6 : 2))
  }

  @Test func oneClassTeachesNothing() {
    let (matrix, targets) = rows(20, features: 9, isBits: true)
    let fit = ReducedRegression(rows: matrix, gram: GramMatrix(sparse: matrix), c: 1)
      .fit(targets: targets.map { $0 == 0 ? -1 : $0 }, without: [2])
    #expect(fit.weights.allSatisfy { $0 == 0 } && fit.intercept == 0)
  }
}

import LinearAlgebra
import Statistics
import Testing

@testable import Classifiers

/// The model of the second derivatives in sample space, against systems that are solved as a whole.
@Suite struct GramCurvatureTests {
  private let n = 90

  /// A Gram matrix of `width` features, and second derivatives of very different size.
  private func problem(_ seed: UInt64, width: Int = 40) -> (gram: GramMatrix, curvature: [Double]) {
    BLAS.useOneThreadPerCall()
    var generator = SeededGenerator(seed: seed)
    let values = (0..<n * width).map { _ in Float(generator.uniform() - 0.5) }
    let gram = GramMatrix(dense: .init(values), count: n, dimension: width)
    return (gram, (0..<n).map { _ in 0.01 + 5 * generator.uniform() * generator.uniform() })
  }

  /// Rows left out: a third of all, with others that differ from problem to problem, then sets that share nothing.
  private func left(_ seed: UInt64) -> [[Int]] {
    var generator = SeededGenerator(seed: seed)
    var order = Array(0..<n)
    generator.shuffle(&order)
    let (third, rest) = (order[..<30], order[30...])
    let nested = (0..<4).map { part in (third + rest.dropFirst(part * 12).prefix(12)).sorted() }
    return nested + [[]] + [order[..<7].sorted(), order[50..<61].sorted()]
  }

  /// (I + D·K)·s + D·b = q on the rows kept, Σ s = `sum`, by elimination.
  private func solved(_ gram: GramMatrix, _ d: [Double], keeping rows: [Int], _ q: [Double], sum: Double) -> [Double] {
    let size = rows.count + 1
    var system = [[Double]](repeating: [Double](repeating: 0, count: size + 1), count: size)
    for (i, row) in rows.enumerated() {
      for (j, other) in rows.enumerated() { system[i][j] = d[row] * gram.values[row * n + other] + (i == j ? 1 : 0) }
      (system[i][size - 1], system[i][size], system[size - 1][i]) = (d[row], q[row], 1)
    }
    system[size - 1][size] = sum
    for column in 0..<size {
      let pivot = (column..<size).max { abs(system[$0][column]) < abs(system[$1][column]) } ?? column
      system.swapAt(column, pivot)
      for row in 0..<size where row != column {
        let factor = system[row][column] / system[column][column]
        for place in column...size { system[row][place] -= factor * system[column][place] }
      }
    }
    return (0..<size).map { system[$0][size] / system[$0][$0] }
  }

  @Test(arguments: [1, 2, 3] as [UInt64]) func stepsSolveTheSystemAndScoresAreThoseOfTheSteps(_ seed: UInt64) throws {
    func check<Real: BLASReal>(_ type: Real.Type, room: Double) throws {
      let (gram, curvature) = problem(seed)
      let model = try #require(GramCurvature<Real>(gram, curvature: curvature))
      let left = left(seed)
      let flags = left.map { own in (0..<n).map { !own.contains($0) } }
      let restrictions = try #require(model.restrictions(flags))
      var generator = SeededGenerator(seed: seed, stream: 7)
      let wanted = flags.flatMap { own in own.map { $0 ? generator.uniform() - 0.5 : 0 } }
      let (steps, scores) = (DoubleBlock(count: left.count * n), DoubleBlock(count: left.count * n))
      // What the sum of the steps shall be, less the sum of what is wanted.
      let sums = left.indices.map { place in wanted[place * n..<(place + 1) * n].reduce(0, +) - Double(place) / 10 }
      var shifts = sums
      let isScored = wanted.withUnsafeBufferPointer { wanted in
        model.solve(
          wanted.baseAddress ?? UnsafePointer(steps.pointer), intercepts: sums, columns: left.map { _ in 0 },
          restrictions: restrictions, into: steps.pointer, interceptSteps: &shifts, scores: scores.pointer)
      }
      #expect(isScored)
      for place in left.indices {
        let rows = (0..<n).filter { flags[place][$0] }
        let own = Array(wanted[place * n..<(place + 1) * n])
        let expected = solved(gram, model.roots.map { $0 * $0 }, keeping: rows, own, sum: Double(place) / 10)
        let step = steps.array[place * n..<(place + 1) * n].map { $0 }
        let worst = zip(rows, expected).map { abs(step[$0] - $1) }.max() ?? 1
        #expect(worst < room && abs(shifts[place] - (expected.last ?? 9)) < room, "\(place): \(worst)")
        #expect(left[place].allSatisfy { step[$0] == 0 })
        let products = (0..<n).map { row in step.indices.reduce(0) { $0 + gram.values[row * n + $1] * step[$1] } }
        let error = zip(products, scores.array[place * n..<(place + 1) * n]).map { abs($0 - $1) }.max() ?? 1
        #expect(error < room, "\(place): \(error)")
      }
    }
    try check(Double.self, room: 1e-9)
    try check(Float.self, room: 2e-3)
  }

  @Test(arguments: [4, 5, 6] as [UInt64]) func sharedFactorsSolveAsThoseOfTheirOwn(_ seed: UInt64) throws {
    let (gram, _) = problem(seed)
    var entries = gram.values
    for row in 0..<n { entries[row * n + row] += 1 }
    let left = left(seed)
    let shared = try #require(LeftOutFactor<Double>.factors(left, of: entries, count: n))
    var generator = SeededGenerator(seed: seed, stream: 8)
    for (rows, factor) in zip(left, shared) {
      #expect(factor.rows.sorted() == rows)
      let alone = try #require(LeftOutFactor<Double>.factors([rows], of: entries, count: n)?.first)
      let values = Dictionary(uniqueKeysWithValues: rows.map { ($0, generator.uniform()) })
      func solution(_ factor: LeftOutFactor<Double>) -> [Int: Double] {
        var own = factor.rows.compactMap { values[$0] }
        own.withUnsafeMutableBufferPointer { if let base = $0.baseAddress { factor.solve(base) } }
        return Dictionary(uniqueKeysWithValues: zip(factor.rows, own))
      }
      let (one, other) = (solution(factor), solution(alone))
      #expect(rows.allSatisfy { abs((one[$0] ?? 9) - (other[$0] ?? -9)) < 1e-12 })
    }
    // The rows that the first four share come first in all of them.
    #expect(Set(shared[..<4].map { Array($0.rows.prefix(30)) }).count == 1)
    #expect(LeftOutFactor<Double>.factors([[0, 1]], of: entries.map { -$0 }, count: n) == nil)
  }

  /// Rows that nearly repeat each other, and hardly any penalty: single precision knows little of such a model.
  @Test(arguments: [1.0, 1e4]) func whatTheModelSaysOfScoresIsLookedUp(_ c: Double) throws {
    let (some, _) = problem(9, width: 3)
    let design = GramDesign<Float>(roughly: GramDesign(some.centred().matrix))
    var generator = SeededGenerator(seed: 9, stream: 1)
    let labels = PathLabels(labels: (0..<n).map { _ in Int32(generator.integer(below: 2)) })
    let loss = try #require(labels.loss(Array(0..<n), c: c))
    func objective(_ solve: (SolverState, GramCurvature<Float>, [GramCurvature<Float>.Restriction]) -> Void) throws
      -> Double
    {
      let state = SolverState(loss, design: design, tolerance: 1e-7)
      state.evaluateHere()
      let model = try #require(design.model(curvature: loss.rowCurvature(residuals: state.residuals.pointer)))
      solve(state, model, try #require(model.restrictions([state.isTraining])))
      // At the scores of the coefficients.
      design.refreshScores([state])
      state.evaluateHere()
      return state.objective
    }
    let known = try objective { design.run([$0], model: $1, restrictions: $2, limit: 500) }
    let exact = try objective {
      LockstepSolver(design: design).run([$0], model: $1, restrictions: $2, limit: 500)
    }
    #expect(abs(known - exact) <= 1e-5 * exact, "\(known) \(exact)")
  }

  /// Scores that have come away from their coefficients: the search goes on with products, and ends where it should.
  @Test(arguments: [0.0, 1e-4, 2.0]) func aSearchWhoseScoresHaveDriftedGoesOn(_ drift: Double) throws {
    let (gram, _) = problem(11)
    let design = GramDesign<Float>(roughly: GramDesign(gram.centred().matrix))
    var generator = SeededGenerator(seed: 11, stream: 1)
    let labels = PathLabels(labels: (0..<n).map { _ in Int32(generator.integer(below: 2)) })
    let loss = try #require(labels.loss(Array(0..<n), c: 1))
    let offsets = (0..<n).map { _ in drift * (generator.uniform() - 0.5) }
    func objective(
      from offsets: [Double], _ solve: (SolverState, GramCurvature<Float>, [GramCurvature<Float>.Restriction]) -> Void
    ) throws -> Double {
      let state = SolverState(loss, design: design, tolerance: 1e-7)
      state.evaluateHere()
      let model = try #require(design.model(curvature: loss.rowCurvature(residuals: state.residuals.pointer)))
      #expect(model.knowsScores)
      for (row, offset) in offsets.enumerated() { state.scores.pointer[row] += offset }
      solve(state, model, try #require(model.restrictions([state.isTraining])))
      design.refreshScores([state])
      state.evaluateHere()
      return state.objective
    }
    let exact = try objective(from: []) {
      LockstepSolver(design: design).run([$0], model: $1, restrictions: $2, limit: 500)
    }
    let known = try objective(from: offsets) { design.run([$0], model: $1, restrictions: $2, limit: 500) }
    #expect(abs(known - exact) <= 1e-5 * exact, "\(known) \(exact)")
    guard drift > 1 else { return }
    let left = try objective(from: offsets) {
      LockstepSolver(design: design, trustsModel: true).run([$0], model: $1, restrictions: $2, limit: 500)
    }
    #expect(left > exact * 1.001, "\(left) \(exact)")
  }
}

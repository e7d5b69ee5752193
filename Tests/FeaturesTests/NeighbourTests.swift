import Findings
import LinearAlgebra
import Testing

@testable import Features

@Suite struct NeighbourTests {
  private func expect(
    _ lists: NeighbourLists, _ expected: [[ProfileFixture.Neighbour]], tolerance: Double, _ what: String,
    exact: ((Int, Int) -> Double)? = nil
  ) {
    #expect(lists.offsets.count == expected.count + 1)
    for (feature, rows) in expected.enumerated() {
      let range = lists.range(of: feature)
      #expect(range.count == rows.count, "\(what), feature \(feature)")
      for (entry, row) in zip(range, rows) {
        #expect(abs(lists.values[entry] - row.value) < tolerance, "\(what), feature \(feature)")
        // Of neighbours as near as rounding can tell, another processor's product may put either first.
        let other = Int(lists.features[entry])
        if lists.features[entry] != row.feature, let exact = exact?(feature, other), abs(exact - row.value) < tolerance
        {
          continue
        }
        #expect(lists.features[entry] == row.feature, "\(what), feature \(feature)")
        #expect(lists.common[entry] == row.common, "\(what), feature \(feature)")
      }
    }
  }

  @Test func phiIsThatOfNumpy() throws {
    let fixture = try ProfileFixture.read()
    let firings = FiringColumns(columns: fixture.matrix.transposed())
    for threads in [1, 3] {
      let found = try CoFiring.neighbours(
        fixture.matrix, firings, of: .all(of: fixture.matrix), threads: threads)
      expect(found.lists, fixture.coFiring, tolerance: 1e-12, "\(threads) threads")
      #expect(found.firings.exampleCount == fixture.matrix.rowCount)
    }
  }

  /// Single precision: rows of length 1 are rounded once, their products of eight terms a few times.
  @Test func cosinesAndDuplicatesAreThoseOfNumpy() throws {
    BLAS.useOneThreadPerCall()
    let fixture = try ProfileFixture.read()
    let firings = FiringColumns(columns: fixture.matrix.transposed())
    let norms = fixture.decoder.map { row in Double(row.reduce(0) { $0 + $1 * $1 }).squareRoot() }
    for (block, threads, transposed) in [(1024, 1, false), (7, 3, true), (1, 2, false)] {
      let found = try DecoderNeighbours.find(
        fixture.weights(transposed: transposed), norms: norms, firings, block: block, threads: threads)
      expect(found.lists, fixture.decoderNearest, tolerance: 1e-6, "blocks of \(block)") { a, b in
        let (left, right) = (fixture.decoder[a], fixture.decoder[b])
        return zip(left, right).reduce(0) { $0 + Double($1.0) * Double($1.1) } / (norms[a] * norms[b])
      }
      #expect(found.duplicateOf == fixture.duplicateOf, "blocks of \(block)")
    }
  }

  /// Rare features among many examples are counted by lists, dense ones by bits: both against plain counting.
  @Test func listsAndBitsCountAlike() throws {
    var numbers = TestNumbers(5)
    let rows = (0..<3000).map { row in
      (0..<30).map { feature -> Float in
        let share: Float = feature < 4 ? 0.7 : 0.01
        return (numbers.next() + 1) / 2 < share || (feature == 20 && row % 300 == 0) ? 1 : 0
      }
    }
    let matrix = SparseMatrix(rows: rows)
    let firings = FiringColumns(columns: matrix.transposed())
    let lists = try CoFiring.neighbours(matrix, firings, of: .all(of: matrix), threads: 2).lists
    for feature in 0..<30 {
      var expected: [(Double, Int)] = []
      for other in 0..<30 where other != feature {
        let a = Double(rows.count { $0[feature] > 0 })
        let b = Double(rows.count { $0[other] > 0 })
        let both = Double(rows.count { $0[feature] > 0 && $0[other] > 0 })
        let phi = (3000 * both - a * b) / (a * (3000 - a) * b * (3000 - b)).squareRoot()
        if phi > 0, both > 0 { expected.append((phi, other)) }
      }
      expected.sort { ($0.0, $1.1) > ($1.0, $0.1) }
      let range = lists.range(of: feature)
      #expect(lists.features[range].map { Int($0) } == expected.prefix(5).map(\.1), "feature \(feature)")
      for (entry, row) in zip(range, expected) { #expect(abs(lists.values[entry] - row.0) < 1e-12) }
    }
  }

  @Test func workIsBoundedByLeavingOutTheRarest() throws {
    let fixture = try ProfileFixture.read()
    let columns = fixture.matrix.transposed()
    let looked = AffordableFeatures(columns, limit: 10) { _, _ in 1 }
    #expect(looked.features.count == 10 && looked.skipped == looked.alive - 10)
    let least = looked.features.map { columns.range(ofRow: Int($0)).count }.min() ?? 0
    let left = Set(0..<columns.rowCount).subtracting(looked.features.map { Int($0) })
    for feature in left { #expect(columns.range(ofRow: feature).count <= least) }
  }

  /// No feature is left out: neighbours are looked for in fewer examples, and φ is of all.
  @Test func pairsThatAreTooMuchWorkAreLookedForInFewerExamples() throws {
    let matrix = try ProfileFixture.read().matrix
    let firings = FiringColumns(columns: matrix.transposed())
    let found = try CoFiring.neighbours(matrix, firings, of: .all(of: matrix), limit: 400, threads: 2)
    #expect(found.firings.exampleCount > 1 && found.firings.exampleCount < matrix.rowCount)
    #expect(found.features.allSatisfy { found.firings.active(Int($0)) > 0 } && !found.lists.features.isEmpty)
    for feature in 0..<firings.featureCount {
      for entry in found.lists.range(of: feature) {
        #expect(found.lists.values[entry] == firings.phi(feature, Int(found.lists.features[entry])))
      }
    }
  }
}

import Files
import Findings
import Foundation
import LinearAlgebra
import SparseAutoencoders
import TensorFiles
import Testing

@testable import Features

@Suite struct FeaturePlacesTests {
  private static let dimension = 16

  /// Directions round six centres.
  private static func directions(_ count: Int) -> [[Float]] {
    var numbers = TestNumbers(9)
    let centres = (0..<6).map { _ in (0..<dimension).map { _ in numbers.next() } }
    return (0..<count).map { index in centres[index % 6].map { $0 + 0.4 * numbers.next() } }
  }

  private static func places(_ rows: [[Float]], threads: Int, transposed: Bool = false) throws -> FeaturePlaces {
    // Every feature fires in some examples.
    let matrix = SparseMatrix(rows: (0..<12).map { example in rows.indices.map { ($0 + example) % 3 == 0 ? 1 : 0 } })
    let firings = FiringColumns(columns: matrix.transposed())
    let norms = rows.map { row in Double(row.reduce(0) { $0 + $1 * $1 }).squareRoot() }
    let values =
      transposed ? (0..<dimension).flatMap { column in rows.map { $0[column] } } : rows.flatMap { $0 }
    let decoder = WeightMatrix(
      values: FloatStorage(values), inputs: rows.count, outputs: dimension, isTransposed: transposed)
    let found = try DecoderNeighbours.find(decoder, norms: norms, firings, block: 32, threads: threads)
    return try FeaturePlaces(
      UnitRows(decoder: decoder, norms: norms), found.nearest, of: found.looked.features, featureCount: rows.count,
      threads: threads)
  }

  /// In any order of the rows, on any number of threads, and however the matrix is stored: the same places.
  @Test func orderThreadsAndStorageDoNotMatter() throws {
    BLAS.useOneThreadPerCall()
    let rows = Self.directions(120)
    let places = try Self.places(rows, threads: 1)
    #expect(places.x.count == 120 && places.x.allSatisfy { !$0.isNaN })
    let stored = try Self.places(rows, threads: 3, transposed: true)
    #expect(stored.x == places.x && stored.y == places.y)
    let order = rows.indices.map { ($0 * 77 + 5) % 120 }
    let moved = try Self.places(order.map { rows[$0] }, threads: 2)
    #expect(moved.x == order.map { places.x[$0] } && moved.y == order.map { places.y[$0] })
    // Features of one centre are nearer to each other than to the rest.
    let (own, others) = Self.distances(places) { $0 % 6 == $1 % 6 }
    #expect(own < others / 3, "\(own) and \(others)")
  }

  /// Without a decoder by the examples in which they fire: those of one half of the examples, those of the other.
  @Test func firingPatternsMakeAMapToo() throws {
    var numbers = TestNumbers(4)
    let matrix = SparseMatrix(
      rows: (0..<200).map { example in
        (0..<60).map { feature in feature % 2 == example % 2 && numbers.next() > 0.2 ? 1 : 0 }
      })
    let firings = FiringColumns(columns: matrix.transposed())
    let found = try CoFiring.neighbours(matrix, firings, of: .all(of: matrix), threads: 2)
    let one = try FeaturePlaces(firings, found.nearest, of: found.features, threads: 1)
    let many = try FeaturePlaces(firings, found.nearest, of: found.features, threads: 5)
    #expect(one.x == many.x && one.y == many.y && one.x.count == 60)
    let (own, others) = Self.distances(one) { $0 % 2 == $1 % 2 }
    #expect(own < others / 2, "\(own) and \(others)")
  }

  /// Mean distance of pairs that belong together, and of the others.
  private static func distances(_ places: FeaturePlaces, _ belong: (Int, Int) -> Bool) -> (Float, Float) {
    var sums: (own: Float, others: Float) = (0, 0)
    var counts: (own: Float, others: Float) = (0, 0)
    for a in places.x.indices {
      for b in 0..<a {
        let (dx, dy) = (places.x[a] - places.x[b], places.y[a] - places.y[b])
        let distance = (dx * dx + dy * dy).squareRoot()
        if belong(a, b) { (sums.own, counts.own) = (sums.own + distance, counts.own + 1) }
        if !belong(a, b) { (sums.others, counts.others) = (sums.others + distance, counts.others + 1) }
      }
    }
    return (sums.own / counts.own, sums.others / counts.others)
  }

  /// Time of a map: FEATURE_ATLAS_MAP=65536 swift test -c release --filter FeaturePlacesTests
  @Test(.enabled(if: ProcessInfo.processInfo.environment["FEATURE_ATLAS_MAP"] != nil)) func timeOfAMap() throws {
    BLAS.useOneThreadPerCall()
    let count = Int(ProcessInfo.processInfo.environment["FEATURE_ATLAS_MAP"] ?? "") ?? 65_536
    let dimension = 768
    var numbers = TestNumbers(2)
    let centres = (0..<count / 100 + 1).map { _ in (0..<dimension).map { _ in numbers.next() } }
    var values: [Float] = []
    values.reserveCapacity(count * dimension)
    for index in 0..<count {
      let centre = centres[index % centres.count]
      for k in 0..<dimension { values.append(centre[k] + 0.8 * numbers.next()) }
    }
    let decoder = WeightMatrix(values: FloatStorage(values), inputs: count, outputs: dimension, isTransposed: false)
    let norms = (0..<count).map { feature in
      Double(
        (0..<dimension).reduce(Float(0)) { $0 + values[feature * dimension + $1] * values[feature * dimension + $1] }
      )
      .squareRoot()
    }
    let matrix = SparseMatrix(
      columnCount: count, offsets: [0, count], indices: (0..<count).map { Int32($0) },
      values: [Float](repeating: 1, count: count))
    let firings = FiringColumns(columns: matrix.transposed())
    let clock = ContinuousClock()
    var found: DecoderNeighbours.Result?
    let search = try clock.measure {
      found = try DecoderNeighbours.find(decoder, norms: norms, firings, limit: .infinity, threads: 2)
    }
    let result = try #require(found)
    let layout = try clock.measure {
      let places = try FeaturePlaces(
        UnitRows(decoder: decoder, norms: norms), result.nearest, of: result.looked.features, featureCount: count,
        threads: 2)
      #expect(places.x.count == count)
    }
    print("\(count) features: neighbours \(search), layout \(layout)")
  }
}

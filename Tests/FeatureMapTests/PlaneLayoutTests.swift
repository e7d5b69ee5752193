import LinearAlgebra
import Testing

@testable import FeatureMap

@Suite struct PlaneLayoutTests {
  private static func start(_ points: PlantedPoints) -> [Float] {
    let plane = PrincipalPlane(points.flat, dimension: points.rows[0].count)
    return points.rows.flatMap { row -> [Float] in
      let place = plane.place(row)
      return [place.0, place.1]
    }
  }

  /// What lies together in many dimensions lies together on the map, far beyond chance and beyond the two principal
  /// components that the layout starts from.
  @Test func plantedClustersStayTogether() throws {
    BLAS.useOneThreadPerCall()
    let points = PlantedPoints(clusters: 8, each: 30, dimension: 24, spread: 0.45, seed: 11)
    let near = points.near(15)
    let start = Self.start(points)
    let layout = try PlaneLayout(NeighbourGraph(near), start: start, threads: 2)
    func shares(_ x: [Float], _ y: [Float]) -> (own: Double, kept: Double) {
      let plane = PlantedPoints.nearInPlane(x, y, 15)
      var (own, kept) = (0, 0)
      for point in plane.indices {
        own += plane[point].count { points.cluster[$0] == points.cluster[point] }
        kept += plane[point].count { near[point].contains(Int32($0)) }
      }
      return (Double(own) / Double(15 * plane.count), Double(kept) / Double(15 * plane.count))
    }
    let map = shares(layout.x, layout.y)
    let components = shares(
      stride(from: 0, to: start.count, by: 2).map { start[$0] },
      stride(from: 1, to: start.count, by: 2).map { start[$0] })
    // By chance 29 / 239 = 0.12 and 15 / 239 = 0.06.
    #expect(map.own > 0.97, "\(map) against \(components) of the components")
    #expect(map.kept > 0.6 && map.kept > components.kept + 0.15, "\(map) against \(components) of the components")
    #expect(layout.x.allSatisfy { (0...1).contains($0) } && layout.y.allSatisfy { (0...1).contains($0) })
    #expect(layout.x.min() == 0 && layout.x.max() == 1 || layout.y.min() == 0 && layout.y.max() == 1)
  }

  @Test func theNumberOfThreadsDoesNotMatter() throws {
    let points = PlantedPoints(clusters: 5, each: 260, dimension: 6, spread: 0.5, seed: 3)
    // Neighbours by number are enough for this.
    let near = points.rows.indices.map { point in (1...15).map { Int32((point + 5 * $0) % 1300) } }
    let start = Self.start(points)
    var options = PlaneLayout.Options()
    (options.early, options.late) = (8, 8)
    #expect(points.rows.count > Repulsion.exactUpTo, "the tree is used")
    let one = try PlaneLayout(NeighbourGraph(near), start: start, options: options, threads: 1)
    let many = try PlaneLayout(NeighbourGraph(near), start: start, options: options, threads: 7)
    #expect(one.x == many.x && one.y == many.y)
  }

  /// Against the sum over all pairs in double precision.
  @Test func farCellsStandForTheirPoints() throws {
    let points = PlantedPoints(clusters: 9, each: 100, dimension: 2, spread: 0.4, seed: 5)
    let x = points.rows.map { $0[0] * 30 + Float(points.cluster[0]) }
    let y = points.rows.enumerated().map { $1[1] * 20 + Float(points.cluster[$0]) * 3 }
    var sum = 0.0
    var forces: [(x: Double, y: Double)] = []
    for i in x.indices {
      var force = (x: 0.0, y: 0.0)
      for j in x.indices where j != i {
        let (dx, dy) = (Double(x[i]) - Double(x[j]), Double(y[i]) - Double(y[j]))
        let q = 1 / (1 + dx * dx + dy * dy)
        sum += q
        force = (force.x + q * q * dx, force.y + q * q * dy)
      }
      forces.append(force)
    }
    let size = forces.map { ($0.x * $0.x + $0.y * $0.y).squareRoot() }.reduce(0, +) / Double(x.count)
    // Single precision; then what cells of half their distance leave out.
    for (limit, tolerance) in [(10_000, 1e-4), (0, 0.03)] {
      var repulsion = Repulsion(points: x.count, exactUpTo: limit)
      let whole = try repulsion.compute(x, y, threads: 2)
      #expect(abs(whole / sum - 1) < tolerance, "\(whole) for \(sum)")
      var error = 0.0
      for i in x.indices {
        error += abs(Double(repulsion.fx[i]) - forces[i].x) + abs(Double(repulsion.fy[i]) - forces[i].y)
      }
      #expect(error / Double(x.count) < tolerance * size, "\(error / Double(x.count)) of \(size)")
    }
  }

  @Test func weightsAreSymmetricAndSumToOne() {
    let graph = NeighbourGraph([[1, 2], [0], [3], [0, 1, 2], []])
    // A point of five without neighbours brings no weight.
    let sum = graph.weights.reduce(0, +)
    #expect(abs(sum - 0.8) < 1e-6)
    var weights: [[Int]: Float] = [:]
    for point in 0..<5 {
      for entry in Int(graph.offsets[point])..<Int(graph.offsets[point + 1]) {
        weights[[point, Int(graph.others[entry])]] = graph.weights[entry]
      }
    }
    for (pair, weight) in weights { #expect(weights[[pair[1], pair[0]]] == weight) }
    #expect(abs((weights[[0, 1]] ?? 0) - 0.15) < 1e-7)
  }

  /// Points that coincide, have no neighbours, or are few.
  @Test(arguments: [0, 1, 2, 3, 40, 700]) func anyPointsHaveAPlace(_ count: Int) throws {
    let near = (0..<count).map { point -> [Int32] in
      point % 5 == 4 ? [] : (1..<max(1, min(4, count))).map { Int32((point + $0) % count) }
    }
    var options = PlaneLayout.Options()
    (options.early, options.late) = (20, 20)
    for start in [
      [Float](repeating: 1, count: 2 * count), (0..<2 * count).map { Float($0 / 4) },
      (0..<2 * count).map { _ in Float(0) },
    ] {
      let layout = try PlaneLayout(NeighbourGraph(near), start: start, options: options, threads: 2)
      #expect(layout.x.count == count && layout.y.count == count)
      #expect((layout.x + layout.y).allSatisfy { $0 >= 0 && $0 <= 1 })
    }
  }

  /// A plane in five dimensions is found, from few rows and from many.
  @Test(arguments: [3, 4, 60]) func principalPlaneIsThatOfThePoints(_ count: Int) {
    BLAS.useOneThreadPerCall()
    let points = PlantedPoints(clusters: count, each: 1, dimension: 2, spread: 0, seed: 7)
    let (u, v): ([Float], [Float]) = ([0.6, 0, 0.8, 0, 0], [0, 1, 0, 0, 0])
    let rows = points.rows.map { row in (0..<5).map { 3 * row[0] * u[$0] + row[1] * v[$0] + 2 } }
    let plane = PrincipalPlane(rows.flatMap { $0 }, dimension: 5)
    // Distances within the plane are kept.
    for (a, b) in [(0, 1), (1, 2), (0, 2)] {
      let (p, q) = (plane.place(rows[a]), plane.place(rows[b]))
      let inPlane = ((p.0 - q.0) * (p.0 - q.0) + (p.1 - q.1) * (p.1 - q.1)).squareRoot()
      let whole = zip(rows[a], rows[b]).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
      #expect(abs(inPlane - whole) < 1e-4 * max(1, whole))
    }
  }
}

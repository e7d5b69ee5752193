import FeatureMap
import LinearAlgebra
import Parallel

/// Where features lie on a map on which those with similar directions lie together; without directions, those that
/// fire in the same examples.
public struct FeaturePlaces: Sendable {
  /// [feature]: 0 to 1; NaN where a feature is not on the map: it does not fire, was left out to bound the work, or has no
  /// neighbour. Empty where fewer than three are.
  public private(set) var x: [Float] = []
  /// The same down.
  public private(set) var y: [Float] = []

  /// Rows that the principal components are taken from.
  private static let sample = 2048
  /// Numbers of a row that decide the order in which features enter the layout.
  private static let keyed = 4
  private static let block = 1024

  /// No map.
  init() {}

  /// By the directions of the decoder. The order of its rows has no part in it: they are taken in an order of their own.
  init(_ rows: UnitRows, _ nearest: NearestFeatures, of features: [Int32], featureCount: Int, threads: Int) throws {
    let kept = features.indices.filter { !nearest.entries(of: $0).isEmpty }
    guard kept.count > 2 else { return }
    let numbers = kept.map { features[$0] }
    let keys = try Self.inBlocks(rows, numbers, threads: threads) { row in (0..<Self.keyed).map { row[$0] } }
    let order = numbers.indices.sorted { a, b in
      for key in 0..<min(Self.keyed, rows.dimension) where keys[a][key] != keys[b][key] {
        return keys[a][key] < keys[b][key]
      }
      return a < b
    }
    let plane = Self.plane(rows, numbers, order)
    let start = try Self.inBlocks(rows, numbers, threads: threads) { plane.place($0) }
    try lay(
      kept, numbers, order, nearest, start: order.flatMap { [start[$0].0, start[$0].1] }, featureCount: featureCount,
      threads: threads)
  }

  /// By the examples in which features fire.
  init(_ firings: FiringColumns, _ nearest: NearestFeatures, of features: [Int32], threads: Int) throws {
    let kept = features.indices.filter { !nearest.entries(of: $0).isEmpty }
    guard kept.count > 2 else { return }
    let numbers = kept.map { features[$0] }
    let plane = FiringPlane(firings, numbers)
    try lay(
      kept, numbers, Array(numbers.indices), nearest, start: plane.places, featureCount: firings.featureCount,
      threads: threads)
  }

  /// - Parameters:
  ///   - kept: places in `nearest` of the features of the map.
  ///   - numbers: the features themselves, ascending.
  ///   - order: in which they enter the layout.
  ///   - start: in that order.
  private mutating func lay(
    _ kept: [Int], _ numbers: [Int32], _ order: [Int], _ nearest: NearestFeatures, start: [Float], featureCount: Int,
    threads: Int
  ) throws {
    var rank = [Int32](repeating: -1, count: featureCount)
    for (place, index) in order.enumerated() { rank[Int(numbers[index])] = Int32(place) }
    let near = order.map { index in
      nearest.entries(of: kept[index]).map { rank[Int($0.feature)] }.filter { $0 >= 0 }
    }
    let layout = try PlaneLayout(NeighbourGraph(near), start: start, threads: threads)
    x = [Float](repeating: .nan, count: featureCount)
    y = x
    for (place, index) in order.enumerated() {
      x[Int(numbers[index])] = layout.x[place]
      y[Int(numbers[index])] = layout.y[place]
    }
  }

  /// What `body` makes of the row of each feature.
  private static func inBlocks<T: Sendable>(
    _ rows: UnitRows, _ numbers: [Int32], threads: Int, _ body: @Sendable (UnsafePointer<Float>) -> T
  ) throws -> [T] {
    try parallelMap((numbers.count + block - 1) / block, threads: threads) { index -> [T] in
      let part = numbers[index * block..<min(numbers.count, (index + 1) * block)]
      var values: [Float] = []
      rows.gather(part, into: &values)
      return values.withUnsafeBufferPointer { values in
        guard let start = values.baseAddress else { return [] }
        return part.indices.map { body(start + ($0 - part.startIndex) * rows.dimension) }
      }
    }.flatMap { $0 }
  }

  /// Of rows at even steps of the order.
  private static func plane(_ rows: UnitRows, _ numbers: [Int32], _ order: [Int]) -> PrincipalPlane {
    let count = min(sample, order.count)
    let chosen = (0..<count).map { order[$0 * order.count / count] }
    let ascending = chosen.sorted()
    var values: [Float] = []
    rows.gather(ascending.map { numbers[$0] }[...], into: &values)
    let d = rows.dimension
    let place = Dictionary(uniqueKeysWithValues: ascending.enumerated().map { ($1, $0) })
    return PrincipalPlane(
      chosen.flatMap { index in place[index].map { values[$0 * d..<($0 + 1) * d] } ?? [] }, dimension: d)
  }
}

/// The first two principal components of which features fire in which examples, the features being the points and each
/// indicator centred and of length 1, by orthogonal iteration: the start of a layout.
struct FiringPlane {
  private static let iterations = 12

  /// [2 · features].
  let places: [Float]

  init(_ firings: FiringColumns, _ features: [Int32]) {
    let n = Double(firings.exampleCount)
    let scales = features.map { feature -> Double in
      let deviation = firings.deviation(Int(feature))
      return deviation > 0 ? n.squareRoot() / deviation : 0
    }
    let ratio = 0.618_033_988_749_895
    var vectors = [1.0, 2.0].map { step in
      features.indices.map { (Double($0 + 1) * ratio * step).truncatingRemainder(dividingBy: 1) - 0.5 }
    }
    for _ in 0..<Self.iterations {
      vectors = vectors.map { Self.multiply($0, firings, features, scales, n) }
      for component in 0..<2 {
        let mean = vectors[component].reduce(0, +) / Double(features.count)
        for index in features.indices { vectors[component][index] -= mean }
        if component == 1 {
          let share = zip(vectors[0], vectors[1]).reduce(0) { $0 + $1.0 * $1.1 }
          for index in features.indices { vectors[1][index] -= share * vectors[0][index] }
        }
        let length = vectors[component].reduce(0) { $0 + $1 * $1 }.squareRoot()
        for index in features.indices { vectors[component][index] *= length > 0 ? 1 / length : 0 }
      }
    }
    let (first, second) = (vectors[0], vectors[1])
    places = features.indices.flatMap { [Float(first[$0]), Float(second[$0])] }
  }

  /// Zᵀ Z v, with a column of Z for each feature.
  private static func multiply(
    _ vector: [Double], _ firings: FiringColumns, _ features: [Int32], _ scales: [Double], _ n: Double
  ) -> [Double] {
    let columns = firings.columns
    var examples = [Double](repeating: 0, count: firings.exampleCount)
    var shift = 0.0
    for (index, feature) in features.enumerated() {
      let weight = vector[index] * scales[index]
      let range = columns.range(ofRow: Int(feature))
      shift += weight * Double(range.count) / n
      for position in range { examples[Int(columns.indices[position])] += weight }
    }
    for example in examples.indices { examples[example] -= shift }
    return features.indices.map { index in
      scales[index]
        * columns.range(ofRow: Int(features[index])).reduce(0) { $0 + examples[Int(columns.indices[$1])] }
    }
  }
}

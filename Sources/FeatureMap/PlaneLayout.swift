import LinearAlgebra
import Parallel

/// Places in the plane such that points near each other in a graph lie together: t-SNE (van der Maaten and Hinton, *Journal
/// of Machine Learning Research* 9, 2008) with far cells as single masses (van der Maaten, *JMLR* 15, 2014), started from
/// principal components (Kobak and Berens, *Nature Communications* 10, 2019) at the learning rate points / exaggeration
/// (Belkina and others, *Nature Communications* 10, 2019).
///
/// Nothing is drawn at random, and all sums run in an order that depends on the points alone: the same bits for any number
/// of threads. Distances between groups that lie apart mean little; what lies together is alike.
public struct PlaneLayout: Sendable {
  /// How the gradient is followed.
  public struct Options: Sendable {
    /// Steps in which neighbours pull `exaggeration` times as strongly, so that groups form.
    public var early = 250
    /// Steps after them.
    public var late = 500
    /// How many times as strongly neighbours pull at first.
    public var exaggeration: Float = 12

    /// The usual numbers of steps.
    public init() {}
  }

  /// [point]: 0 to 1, the longer side filled; rounded to four digits.
  public private(set) var x: [Float]
  /// The same down.
  public private(set) var y: [Float]

  /// Points of one chunk; fixed.
  private static let chunk = 1024

  /// - Parameters:
  ///   - start: [2 · points], across and down of each point, in any unit; principal components.
  /// - Precondition: `start.count == 2 * graph.count`.
  public init(
    _ graph: NeighbourGraph, start: [Float], options: Options = Options(), threads: Int,
    progress: ((Int) -> Void)? = nil
  ) throws {
    precondition(start.count == 2 * graph.count, "two numbers for each point")
    (x, y) = Self.started(start)
    guard graph.count > 2 else {
      normalise()
      return
    }
    let count = graph.count
    var repulsion = Repulsion(points: count)
    var state = Motion(points: count)
    let rate = max(200, Float(count) / options.exaggeration)
    let steps = options.early + options.late
    for step in 0..<steps {
      let isEarly = step < options.early
      let whole = try repulsion.compute(x, y, threads: threads)
      try state.step(
        graph, &x, &y, repulsion, whole: Float(max(whole, 1e-12)), pull: isEarly ? options.exaggeration : 1,
        momentum: isEarly ? 0.5 : 0.8, rate: rate, chunk: Self.chunk, threads: threads)
      progress?(step + 1)
    }
    normalise()
  }

  /// Spread of 10⁻⁴, and a trifle by the place in the list, so that no two points coincide.
  private static func started(_ start: [Float]) -> ([Float], [Float]) {
    let count = start.count / 2
    var sum = SIMD2<Double>(), squares = SIMD2<Double>()
    for index in 0..<count {
      let point = SIMD2(Double(start[2 * index]), Double(start[2 * index + 1]))
      sum += point
      squares += point * point
    }
    let mean = sum / Double(max(1, count))
    let spread = max((squares.x / Double(max(1, count)) - mean.x * mean.x).squareRoot(), 1e-30)
    let scale = 1e-4 / spread
    func place(_ index: Int, _ side: Int) -> Float {
      let trifle = Double((index &* 2 &+ side) &* 40_503 & 0xFFFF) / 65_536 - 0.5
      return Float((Double(start[2 * index + side]) - (side == 0 ? mean.x : mean.y)) * scale + trifle * 1e-6)
    }
    return ((0..<count).map { place($0, 0) }, (0..<count).map { place($0, 1) })
  }

  /// Into the unit square, the middle of the range in its middle.
  private mutating func normalise() {
    guard let lowX = x.min(), let highX = x.max(), let lowY = y.min(), let highY = y.max() else { return }
    let side = max(highX - lowX, highY - lowY, .leastNormalMagnitude)
    let (middleX, middleY) = ((lowX + highX) / 2, (lowY + highY) / 2)
    func rounded(_ value: Float) -> Float { (min(1, max(0, value)) * 10_000).rounded() / 10_000 }
    for index in x.indices {
      x[index] = rounded((x[index] - middleX) / side + 0.5)
      y[index] = rounded((y[index] - middleY) / side + 0.5)
    }
  }
}

/// Speed and gain of each point; one step after the other.
private struct Motion {
  private var pullX: [Float]
  private var pullY: [Float]
  private var speedX: [Float]
  private var speedY: [Float]
  private var gainX: [Float]
  private var gainY: [Float]

  init(points: Int) {
    pullX = [Float](repeating: 0, count: points)
    pullY = pullX
    speedX = pullX
    speedY = pullX
    gainX = [Float](repeating: 1, count: points)
    gainY = gainX
  }

  /// One step down the gradient Σ_j (pull · p_ij − q_ij / whole) q_ij (p_i − p_j), with momentum, and gains that grow while
  /// its direction stays (Jacobs, *Neural Networks* 1, 1988).
  mutating func step(
    _ graph: NeighbourGraph, _ x: inout [Float], _ y: inout [Float], _ repulsion: Repulsion, whole: Float, pull: Float,
    momentum: Float, rate: Float, chunk: Int, threads: Int
  ) throws {
    let count = x.count
    let (px, py) = (x, y)
    try pullX.withUnsafeMutableBufferPointer { pullX in
      try pullY.withUnsafeMutableBufferPointer { pullY in
        nonisolated(unsafe) let (targetX, targetY) = (pullX, pullY)
        try parallelFor((count + chunk - 1) / chunk, threads: threads) { index in
          guard let fx = targetX.baseAddress, let fy = targetY.baseAddress else { return }
          PlaneForces.attraction(
            x: px, y: py, offsets: graph.offsets, others: graph.others, weights: graph.weights,
            range: index * chunk..<min(count, (index + 1) * chunk), fx: fx, fy: fy)
        }
      }
    }
    Self.move(&x, &speedX, &gainX, pullX, repulsion.fx, whole, pull, momentum, rate)
    Self.move(&y, &speedY, &gainY, pullY, repulsion.fy, whole, pull, momentum, rate)
  }

  private static func move(
    _ place: inout [Float], _ speed: inout [Float], _ gain: inout [Float], _ pulled: [Float], _ pushed: [Float],
    _ whole: Float, _ pull: Float, _ momentum: Float, _ rate: Float
  ) {
    place.withUnsafeMutableBufferPointer { place in
      speed.withUnsafeMutableBufferPointer { speed in
        gain.withUnsafeMutableBufferPointer { gain in
          for index in place.indices {
            let down = pull * pulled[index] + pushed[index] / whole
            gain[index] = max(0.01, (down > 0) == (speed[index] > 0) ? gain[index] + 0.2 : gain[index] * 0.8)
            speed[index] = momentum * speed[index] + rate * gain[index] * down
            place[index] += speed[index]
          }
        }
      }
    }
  }
}

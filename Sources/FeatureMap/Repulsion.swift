import LinearAlgebra
import Parallel

/// How all points of a layout push each other away: exactly while they are few, else cells that are far away, seen from a
/// leaf of the tree, count as one mass in their middle.
struct Repulsion {
  /// Up to this many points every pair is computed.
  static let exactUpTo = 512
  /// A cell counts as one where its side is below this share of its distance.
  static let openness: Float = 0.6
  /// Leaves of one chunk; fixed, so that sums are the same for any number of threads.
  private static let chunk = 32

  private(set) var fx: [Float]
  private(set) var fy: [Float]
  private var tree = QuadTree()
  private let isExact: Bool

  init(points: Int, exactUpTo: Int = exactUpTo) {
    fx = [Float](repeating: 0, count: points)
    fy = fx
    isExact = points <= exactUpTo
  }

  /// Fills `fx` and `fy` with Σ_j q² (p_i − p_j).
  ///
  /// - Returns: Σ q over all ordered pairs of different points.
  mutating func compute(_ x: [Float], _ y: [Float], threads: Int) throws -> Double {
    let count = x.count
    if isExact {
      let padded = (count + PlaneForces.lanes - 1) / PlaneForces.lanes * PlaneForces.lanes
      let rest = [Float](repeating: 0, count: padded - count)
      let mass = [Float](repeating: 1, count: count) + rest
      return PlaneForces.repulsion(
        x: x, y: y, points: count, mx: x + rest, my: y + rest, mass: mass, masses: padded, fx: &fx, fy: &fy)
        - Double(count)
    }
    tree.build(x, y)
    let leaves = tree.leaves
    let chunks = (leaves.count + Self.chunk - 1) / Self.chunk
    let tree = tree
    let sums = try fx.withUnsafeMutableBufferPointer { fx in
      try fy.withUnsafeMutableBufferPointer { fy in
        nonisolated(unsafe) let (fx, fy) = (fx, fy)
        return try parallelMap(chunks, threads: threads) { chunk in
          var masses = Masses()
          return leaves[chunk * Self.chunk..<min(leaves.count, (chunk + 1) * Self.chunk)].reduce(0.0) { sum, leaf in
            sum + Self.push(tree, Int(leaf), &masses, fx, fy)
          }
        }
      }
    }
    return sums.reduce(0, +) - Double(count)
  }

  /// The points of one leaf by all others.
  private static func push(
    _ tree: QuadTree, _ leaf: Int, _ masses: inout Masses, _ fx: UnsafeMutableBufferPointer<Float>,
    _ fy: UnsafeMutableBufferPointer<Float>
  ) -> Double {
    let places = Int(tree.nodes[leaf].first)..<Int(tree.nodes[leaf].last)
    masses.gather(tree, places)
    return tree.x.withUnsafeBufferPointer { x in
      tree.y.withUnsafeBufferPointer { y in
        withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * places.count) { own -> Double in
          guard let ownX = own.baseAddress, let startX = x.baseAddress, let startY = y.baseAddress else { return 0 }
          let ownY = ownX + places.count
          let sum = PlaneForces.repulsion(
            x: startX + places.lowerBound, y: startY + places.lowerBound, points: places.count, mx: masses.x,
            my: masses.y, mass: masses.mass, masses: masses.mass.count, fx: ownX, fy: ownY)
          for (slot, place) in places.enumerated() {
            let point = Int(tree.order[place])
            fx[point] = ownX[slot]
            fy[point] = ownY[slot]
          }
          return sum
        }
      }
    }
  }
}

/// What the points of a leaf see: near points one by one, far cells as one.
private struct Masses {
  var x: [Float] = []
  var y: [Float] = []
  var mass: [Float] = []
  private var stack: [Int32] = []

  mutating func gather(_ tree: QuadTree, _ places: Range<Int>) {
    x.removeAll(keepingCapacity: true)
    y.removeAll(keepingCapacity: true)
    mass.removeAll(keepingCapacity: true)
    var (lowX, highX) = (tree.x[places.lowerBound], tree.x[places.lowerBound])
    var (lowY, highY) = (tree.y[places.lowerBound], tree.y[places.lowerBound])
    for place in places {
      lowX = min(lowX, tree.x[place])
      highX = max(highX, tree.x[place])
      lowY = min(lowY, tree.y[place])
      highY = max(highY, tree.y[place])
    }
    let factor = 1 / (Repulsion.openness * Repulsion.openness)
    stack.append(0)
    tree.nodes.withUnsafeBufferPointer { nodes in
      while let index = stack.popLast() {
        let node = nodes[Int(index)]
        let dx = max(0, max(lowX - node.x, node.x - highX))
        let dy = max(0, max(lowY - node.y, node.y - highY))
        if node.side * node.side * factor < dx * dx + dy * dy {
          append(node.x, node.y, node.mass)
        } else if node.children == 0 {
          for place in Int(node.first)..<Int(node.last) { append(tree.x[place], tree.y[place], 1) }
        } else {
          for child in (node.firstChild..<node.firstChild + node.children).reversed() { stack.append(child) }
        }
      }
    }
    while mass.count % PlaneForces.lanes != 0 { append(0, 0, 0) }
  }

  private mutating func append(_ px: Float, _ py: Float, _ pm: Float) {
    x.append(px)
    y.append(py)
    mass.append(pm)
  }
}

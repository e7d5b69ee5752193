/// Points of a plane in cells that are halved in both directions until few are left in each: far cells count as one mass
/// (Barnes and Hut, *Nature* 324, 1986). The tree follows from the points alone.
struct QuadTree {
  /// Points of a cell that is not divided.
  static let leafSize = 16
  /// Halvings at most: points closer than this share a cell.
  private static let depth = 16

  struct Node {
    /// Middle of its points, their number, and the side of its cell.
    var x: Float
    var y: Float
    var mass: Float
    var side: Float
    /// Of its points among `order`.
    var first: Int32
    var last: Int32
    /// Four nodes one after the other, those without points left out; `children` of them.
    var firstChild: Int32
    var children: Int32
  }

  /// The points cell by cell.
  private(set) var order: [Int32] = []
  /// [place in `order`].
  private(set) var x: [Float] = []
  private(set) var y: [Float] = []
  /// The root first; children after their parents.
  private(set) var nodes: [Node] = []
  /// Nodes without children, in the order of their points.
  private(set) var leaves: [Int32] = []
  private var codes: [UInt32] = []
  private var keys: [UInt64] = []
  private var spare: [UInt64] = []

  /// Takes the place of what was there before.
  mutating func build(_ px: [Float], _ py: [Float]) {
    let count = px.count
    let (lowX, lowY, side) = Self.square(px, py)
    if keys.count != count {
      keys = [UInt64](repeating: 0, count: count)
      spare = keys
      codes = [UInt32](repeating: 0, count: count)
      order = [Int32](repeating: 0, count: count)
      x = [Float](repeating: 0, count: count)
      y = x
    }
    let scale = 65_535 / side
    for index in 0..<count {
      let code = Self.spread(UInt32((px[index] - lowX) * scale)) | Self.spread(UInt32((py[index] - lowY) * scale)) << 1
      keys[index] = UInt64(code) << 32 | UInt64(index)
    }
    sort()
    for place in 0..<count {
      let index = Int(keys[place] & 0xFFFF_FFFF)
      codes[place] = UInt32(keys[place] >> 32)
      order[place] = Int32(index)
      x[place] = px[index]
      y[place] = py[index]
    }
    nodes.removeAll(keepingCapacity: true)
    leaves.removeAll(keepingCapacity: true)
    nodes.append(node(0..<count, side))
    var next = 0
    while next < nodes.count {
      divide(next)
      next += 1
    }
    for index in nodes.indices where nodes[index].children == 0 { leaves.append(Int32(index)) }
    leaves.sort { nodes[Int($0)].first < nodes[Int($1)].first }
    // Middles from the leaves up: children stand after their parents.
    for index in nodes.indices.reversed() { weigh(index) }
  }

  private static func square(_ px: [Float], _ py: [Float]) -> (Float, Float, Float) {
    var (lowX, highX, lowY, highY) = (Float.infinity, -Float.infinity, Float.infinity, -Float.infinity)
    for index in px.indices {
      lowX = min(lowX, px[index])
      highX = max(highX, px[index])
      lowY = min(lowY, py[index])
      highY = max(highY, py[index])
    }
    return (lowX, lowY, max(highX - lowX, highY - lowY, .leastNormalMagnitude * 1e6))
  }

  /// 16 bits with a free one before each.
  private static func spread(_ value: UInt32) -> UInt32 {
    var v = min(value, 65_535)
    v = (v | v << 8) & 0x00FF_00FF
    v = (v | v << 4) & 0x0F0F_0F0F
    v = (v | v << 2) & 0x3333_3333
    return (v | v << 1) & 0x5555_5555
  }

  /// By code, then by index: the keys start in the order of the indices, and each pass keeps the order of equals.
  private mutating func sort() {
    for shift in stride(from: UInt64(32), to: 64, by: 8) {
      var starts = [Int](repeating: 0, count: 257)
      for key in keys { starts[Int(key >> shift & 255) + 1] += 1 }
      for digit in 0..<256 { starts[digit + 1] += starts[digit] }
      for key in keys {
        let digit = Int(key >> shift & 255)
        spare[starts[digit]] = key
        starts[digit] += 1
      }
      swap(&keys, &spare)
    }
  }

  private func node(_ range: Range<Int>, _ side: Float) -> Node {
    Node(
      x: 0, y: 0, mass: Float(range.count), side: side, first: Int32(range.lowerBound), last: Int32(range.upperBound),
      firstChild: 0, children: 0)
  }

  private mutating func divide(_ index: Int) {
    let (first, last) = (Int(nodes[index].first), Int(nodes[index].last))
    guard last - first > Self.leafSize, last > first else { return }
    let difference = codes[first] ^ codes[last - 1]
    // Points of one smallest cell.
    guard difference != 0 else { return }
    // Cells that hold all points in one quarter are passed over.
    let pair = (31 - difference.leadingZeroBitCount) / 2 * 2
    let level = 15 - pair / 2
    guard level < Self.depth, let side = nodes.first?.side else { return }
    let childSide = side / Float(1 << (level + 1))
    nodes[index].firstChild = Int32(nodes.count)
    var start = first
    for quarter in 0..<UInt32(4) {
      var end = start
      // Few steps: by bisection, since codes ascend.
      var high = last
      while end < high {
        let middle = (end + high) / 2
        if codes[middle] >> UInt32(pair) & 3 <= quarter { end = middle + 1 } else { high = middle }
      }
      if end > start {
        nodes.append(node(start..<end, childSide))
        nodes[index].children += 1
      }
      start = end
    }
  }

  private mutating func weigh(_ index: Int) {
    let node = nodes[index]
    var (sumX, sumY) = (Float(0), Float(0))
    if node.children == 0 {
      for place in Int(node.first)..<Int(node.last) {
        sumX += x[place]
        sumY += y[place]
      }
    } else {
      for child in Int(node.firstChild)..<Int(node.firstChild + node.children) {
        sumX += nodes[child].x * nodes[child].mass
        sumY += nodes[child].y * nodes[child].mass
      }
    }
    nodes[index].x = sumX / node.mass
    nodes[index].y = sumY / node.mass
  }
}

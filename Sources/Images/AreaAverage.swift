/// Makes a picture smaller: each new pixel is the mean of the area that it stands for, in linear light, since light is what
/// adds up when a picture is seen from afar. Rows come one by one; one row of sums is held.
///
/// Areas are exact: source pixels that lie across a boundary count for both sides in proportion, with whole numbers as weights.
struct AreaAverage {
  let width: Int
  let height: Int
  let size: (width: Int, height: Int)
  private var rgb: [UInt8] = []
  /// [3 · size.width]: sums of the new row that is being filled, with weights that add up to width · height.
  private var sums: [Double]
  private var across: [Double]
  /// [x]: the new column of a source column, and how much of it counts there; the rest counts for the next one.
  private let columns: [(first: Int32, weight: Int32)]
  private var nextRow = 0
  private var light = SRGB.light

  /// - Parameter size: at least 1 × 1, no side larger than that of the source.
  init(width: Int, height: Int, to size: (width: Int, height: Int)) {
    (self.width, self.height, self.size) = (width, height, size)
    sums = [Double](repeating: 0, count: 3 * size.width)
    across = sums
    rgb.reserveCapacity(3 * size.width * size.height)
    columns = (0..<width).map { x in
      let first = x * size.width / width
      return (Int32(first), Int32(min((x + 1) * size.width, (first + 1) * width) - x * size.width))
    }
  }

  /// The size of a picture that is to fit a square: the longer side becomes `side` where it is more.
  static func size(_ width: Int, _ height: Int, within side: Int) -> (width: Int, height: Int) {
    let longer = max(width, height)
    guard longer > side else { return (width, height) }
    func scaled(_ length: Int) -> Int { max(1, (2 * length * side + longer) / (2 * longer)) }
    return (scaled(width), scaled(height))
  }

  private var isWhole: Bool { size == (width, height) }

  /// - Parameter row: width · 3 codes.
  mutating func add(_ row: UnsafeBufferPointer<UInt8>) {
    if isWhole { return rgb.append(contentsOf: row) }
    for place in across.indices { across[place] = 0 }
    across.withUnsafeMutableBufferPointer { across in
      light.withUnsafeBufferPointer { light in
        for x in 0..<width {
          let (first, weight) = columns[x]
          let rest = Double(size.width - Int(weight))
          let target = 3 * Int(first)
          for c in 0..<3 {
            let value = light[Int(row[3 * x + c])]
            across[target + c] += value * Double(weight)
            if rest > 0 { across[target + 3 + c] += value * rest }
          }
        }
      }
    }
    // The same down as across.
    let first = nextRow * size.height / height
    let weight = min((nextRow + 1) * size.height, (first + 1) * height) - nextRow * size.height
    for place in sums.indices { sums[place] += across[place] * Double(weight) }
    nextRow += 1
    guard nextRow * size.height >= (first + 1) * height else { return }
    finishRow()
    let rest = size.height - weight
    if rest > 0 { for place in sums.indices { sums[place] = across[place] * Double(rest) } }
  }

  private mutating func finishRow() {
    let area = Double(width) * Double(height)
    for place in sums.indices {
      rgb.append(SRGB.code(of: sums[place] / area))
      sums[place] = 0
    }
  }

  /// After the last row.
  var pixels: Pixels { Pixels(width: size.width, height: size.height, rgb: rgb) }
}

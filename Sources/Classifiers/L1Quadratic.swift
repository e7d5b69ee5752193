import LinearAlgebra

/// ½·(v − w)ᵀH(v − w) + gᵀ(v − w) + Σ λⱼ·|vⱼ|, minimised over v: a Newton step towards weights that are mostly 0.
///
/// Passes of coordinate descent find which of them are, a Cholesky factor of the others takes these to their optimum at once
/// (as the feature-sign search of Lee, Battle, Raina & Ng 2007); either only ever lowers the value.
struct L1Quadratic {
  let size: Int
  /// [size, size].
  let hessian: DoubleBlock
  let penalties: [Double]
  private(set) var values: [Double]
  /// Of the smooth part.
  private let slopes: DoubleBlock

  /// - Parameters:
  ///   - hessian: symmetric, both triangles.
  ///   - gradient: of the smooth part at `start`.
  init(hessian: DoubleBlock, gradient: [Double], start: [Double], penalties: [Double]) {
    size = start.count
    self.hessian = hessian
    self.penalties = penalties
    values = start
    slopes = DoubleBlock(count: size)
    for (place, slope) in gradient.enumerated() { slopes.pointer[place] = slope }
  }

  /// - Parameter target: violation of the conditions of the optimum that may be left.
  mutating func minimise(until target: Double) {
    for _ in 0..<60 {
      for _ in 0..<10 { if pass() <= target { return } }
      jump()
    }
  }

  /// Returns the largest violation that it met.
  private mutating func pass() -> Double {
    var worst = 0.0
    for place in 0..<size {
      let (value, slope, penalty) = (values[place], slopes.pointer[place], penalties[place])
      let missing = Self.violation(value, slope, penalty)
      if missing == 0 { continue }
      worst = max(worst, missing)
      let curvature = max(hessian.pointer[place * size + place], 1e-12)
      let free = value - slope / curvature
      let bound = penalty / curvature
      let goal = free > bound ? free - bound : free < -bound ? free + bound : 0
      if goal != value {
        add(goal - value, hessian.pointer + place * size, to: slopes.pointer, count: size)
        values[place] = goal
      }
    }
    return worst
  }

  /// To the optimum of those that are not 0, signs being kept: what would change its sign stops at 0, all of them if the
  /// value falls all the same, otherwise the first.
  private mutating func jump() {
    let free = (0..<size).filter { values[$0] != 0 || penalties[$0] == 0 }
    if free.isEmpty { return }
    let count = free.count
    let matrix = DoubleBlock(count: count * count)
    var step = free.map { place in
      -slopes.pointer[place] - (values[place] > 0 ? penalties[place] : values[place] < 0 ? -penalties[place] : 0)
    }
    for (row, place) in free.enumerated() {
      for (column, other) in free.prefix(row + 1).enumerated() {
        matrix.pointer[row * count + column] = hessian.pointer[place * size + other]
      }
    }
    // Features that always fire together leave a direction without curvature.
    for row in 0..<count { matrix.pointer[row * count + row] *= 1 + 1e-10 }
    guard Double.choleskyFactor(matrix.pointer, n: count) else { return }
    step.withUnsafeMutableBufferPointer {
      if let base = $0.baseAddress { Double.choleskySolve(matrix.pointer, n: count, base) }
    }
    var first = 1.0
    var clipped = step
    for (index, place) in free.enumerated() where penalties[place] > 0 {
      let value = values[place]
      if value * (value + step[index]) < 0 {
        clipped[index] = -value
        first = min(first, -value / step[index])
      }
    }
    if take(clipped, free) || first == 1 { return }
    for (index, place) in free.enumerated() {
      clipped[index] = first * step[index]
      if penalties[place] > 0, abs(values[place] + clipped[index]) <= 1e-14 * abs(values[place]) {
        clipped[index] = -values[place]
      }
    }
    _ = take(clipped, free)
  }

  /// Moves there if that lowers the value.
  private mutating func take(_ step: [Double], _ places: [Int]) -> Bool {
    let product = DoubleBlock(count: size)
    var change = 0.0
    for (move, place) in zip(step, places) where move != 0 {
      add(move, hessian.pointer + place * size, to: product.pointer, count: size)
    }
    for (move, place) in zip(step, places) {
      change +=
        move * (slopes.pointer[place] + 0.5 * product.pointer[place])
        + penalties[place] * (abs(values[place] + move) - abs(values[place]))
    }
    if !(change < 0) { return false }
    for (move, place) in zip(step, places) { values[place] = move == -values[place] ? 0 : values[place] + move }
    add(1, product.pointer, to: slopes.pointer, count: size)
    return true
  }

  /// By how much the condition of the optimum fails for a weight under a penalty, `slope` being that of the smooth part.
  static func violation(_ value: Double, _ slope: Double, _ penalty: Double) -> Double {
    value > 0 ? abs(slope + penalty) : value < 0 ? abs(slope - penalty) : max(0, abs(slope) - penalty)
  }
}

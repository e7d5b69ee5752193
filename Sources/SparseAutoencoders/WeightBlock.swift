/// Part of a weight matrix, in memory, addressed as the whole is.
public struct WeightBlock: Sendable {
  let values: [Float]
  let step: Int
  let firstInput: Int
  let firstOutput: Int
  let isTransposed: Bool

  /// - Precondition: both lie within the ranges that the block was made for.
  @inline(__always)
  public func value(input: Int, output: Int) -> Float {
    let (i, o) = (input - firstInput, output - firstOutput)
    return values[isTransposed ? o * step + i : i * step + o]
  }
}

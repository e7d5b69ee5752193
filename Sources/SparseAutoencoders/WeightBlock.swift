/// Part of a weight matrix, in memory, addressed as the whole is.
public struct WeightBlock: Sendable {
  /// Stored rows one after the other: [inputs, outputs], or [outputs, inputs] where `isTransposed`.
  public let values: [Float]
  /// From one stored row to the next.
  public let step: Int
  let firstInput: Int
  let firstOutput: Int
  /// Whether the stored rows are outputs.
  public let isTransposed: Bool

  /// - Precondition: both lie within the ranges that the block was made for.
  @inline(__always)
  public func value(input: Int, output: Int) -> Float {
    let (i, o) = (input - firstInput, output - firstOutput)
    return values[isTransposed ? o * step + i : i * step + o]
  }
}

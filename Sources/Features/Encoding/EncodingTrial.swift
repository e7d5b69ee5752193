import Buffers
import LinearAlgebra

/// Both ways timed on some rows. The choice depends on the machine; what is encoded does not.
struct EncodingTrial {
  /// Features that screening leaves to the exact products, mean over the rows, to one decimal.
  let candidates: Double
  let screeningPays: Bool

  init(rows: EncoderRows, weights: ScreeningWeights, rule: ScreeningRule, inputs: [Float]) {
    let count = inputs.count / rows.stride
    // Enough for whole tiles of both, few enough to cost little.
    let few = min(count, 24)
    let screen = TokenScreen(rows: rows, weights: weights, rule: rule)
    var products = [Float](repeating: 0, count: few * rows.count)
    let clock = ContinuousClock()
    let (dense, screened) = inputs.withUnsafeBufferPointer { inputs in
      // The first round brings the weights into memory.
      screen.find(inputs.start, count: few)
      let dense = clock.measure {
        DotProducts.all(
          inputs.start, rows: few, rows.values, features: rows.count, stride: rows.stride, into: &products,
          ldo: rows.count)
      }
      let screened = clock.measure { screen.find(inputs.start, count: count) }
      return (dense, screened)
    }
    candidates = (Double(screen.features.count) / Double(max(1, count)) * 10).rounded() / 10
    screeningPays = screened / Double(max(1, count)) < dense / Double(max(1, few))
  }
}

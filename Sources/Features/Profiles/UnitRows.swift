import Buffers
import SparseAutoencoders

/// Decoder rows of length 1, as they are compared.
struct UnitRows {
  let decoder: WeightMatrix
  /// Of each feature's decoder row.
  let norms: [Double]

  var dimension: Int { decoder.outputs }

  /// Rows of some features, [features.count, dimension]; a row of zeros stays one.
  ///
  /// - Parameters:
  ///   - features: ascending.
  ///   - target: made longer where it is too short.
  func gather(_ features: ArraySlice<Int32>, into target: inout [Float]) {
    let d = dimension
    if target.count < features.count * d { target = [Float](repeating: 0, count: features.count * d) }
    let scales = features.map { norms[Int($0)] > 0 ? Float(1 / norms[Int($0)]) : 0 }
    target.withUnsafeMutableBufferPointer { target in
      // Along what lies together in the file.
      if decoder.isTransposed, let first = features.first, let last = features.last {
        let spanned = Int(first)..<Int(last) + 1
        for k in 0..<d {
          let part = decoder.block(inputs: spanned, outputs: k..<k + 1)
          for (row, feature) in features.enumerated() {
            target[row * d + k] = part.value(input: Int(feature), output: k) * scales[row]
          }
        }
      } else {
        for (row, number) in features.enumerated() {
          let feature = Int(number)
          decoder.withRows(feature..<feature + 1) { for k in 0..<d { target[row * d + k] = $0[k] * scales[row] } }
        }
      }
    }
  }
}

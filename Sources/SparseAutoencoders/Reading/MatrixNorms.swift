import TensorFiles

extension WeightMatrix {
  /// Length of the vector that each input maps to, [inputs], summed in double precision: for a decoder ‖W_dec‖.
  func inputNorms() -> [Float] {
    var sums = [Double](repeating: 0, count: inputs)
    let values = values.values
    if isTransposed {
      // Stored [outputs, inputs]: row by row, so that memory is read in order.
      for row in 0..<outputs {
        for j in 0..<inputs {
          let value = Double(values[row * inputs + j])
          sums[j] += value * value
        }
      }
    } else {
      for j in 0..<inputs {
        var sum = 0.0
        for column in 0..<outputs {
          let value = Double(values[j * outputs + column])
          sum += value * value
        }
        sums[j] = sum
      }
    }
    return sums.map { Float($0.squareRoot()) }
  }
}

extension [Float] {
  /// 1/x, and 0 where x is 0: a feature whose decoder vanishes contributes nothing.
  var reciprocals: [Float] { map { $0 == 0 ? 0 : 1 / $0 } }
}

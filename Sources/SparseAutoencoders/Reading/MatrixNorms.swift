extension WeightMatrix {
  /// Length of the vector that each input maps to, [inputs], summed in double precision: for a decoder ‖W_dec‖.
  func inputNorms() -> [Float] { squaredSums(ofRows: !isTransposed).map { Float($0.squareRoot()) } }

  /// Sum of the squared weights that lead to each output, [outputs].
  public func outputSquares() -> [Double] { squaredSums(ofRows: isTransposed) }

  /// Memory is read in order either way.
  private func squaredSums(ofRows: Bool) -> [Double] {
    var sums = [Double](repeating: 0, count: ofRows ? rowCount : rowLength)
    forEachBlock { first, values in
      for row in 0..<values.count / max(1, rowLength) {
        var sum = 0.0
        for column in 0..<rowLength {
          let value = Double(values[row * rowLength + column])
          if ofRows { sum += value * value } else { sums[column] += value * value }
        }
        if ofRows { sums[first + row] = sum }
      }
    }
    return sums
  }
}

extension [Float] {
  /// 1/x, and 0 where x is 0: a feature whose decoder vanishes contributes nothing.
  var reciprocals: [Float] { map { $0 == 0 ? 0 : 1 / $0 } }
}

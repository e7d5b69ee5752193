import LinearAlgebra

#if canImport(Glibc)
  import Glibc
#endif

/// Term counts times ln((1 + n) / (1 + texts with the term)) + 1, texts and terms being those of the training rows, each
/// row divided by its length.
public func weighTerms(_ counts: SparseMatrix, training: [Int], limit: Int) -> SparseMatrix {
  var texts = [Double](repeating: 0, count: counts.columnCount)
  var total = [Double](repeating: 0, count: counts.columnCount)
  for row in training {
    for position in counts.range(ofRow: row) {
      texts[Int(counts.indices[position])] += 1
      total[Int(counts.indices[position])] += Double(counts.values[position])
    }
  }
  var terms = total.indices.filter { total[$0] > 0 }
  if terms.count > limit {
    terms.sort { (total[$1], $0) < (total[$0], $1) }
    terms = terms.prefix(limit).sorted()
  }
  let weights = terms.map { log((1 + Double(training.count)) / (1 + texts[$0])) + 1 }
  var result = counts.selectingColumns(terms.map { Int32($0) })
  for row in 0..<result.rowCount {
    var square = 0.0
    for position in result.range(ofRow: row) {
      let value = Double(result.values[position]) * weights[Int(result.indices[position])]
      square += value * value
    }
    if square == 0 { continue }
    let length = square.squareRoot()
    for position in result.range(ofRow: row) {
      result.values[position] = Float(Double(result.values[position]) * weights[Int(result.indices[position])] / length)
    }
  }
  return result
}

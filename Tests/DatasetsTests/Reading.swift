import LinearAlgebra
import TensorFiles

@testable import Datasets

extension HiddenStateSource {
  /// All states [tokens, d], read `block` tokens at a time.
  func all(block: Int = 1 << 20) throws -> [Float] {
    var values = [Float](repeating: .nan, count: tokenCount * dimension)
    for start in stride(from: 0, to: tokenCount, by: block) {
      let end = min(start + block, tokenCount)
      try values.withUnsafeMutableBufferPointer {
        try read(start..<end, into: UnsafeMutableBufferPointer(rebasing: $0[start * dimension..<end * dimension]))
      }
    }
    return values
  }
}

extension OpenedActivations {
  var states: (any HiddenStateSource)? {
    if case .states(let source) = activations { source } else { nil }
  }

  var features: EncodedFeatures? {
    if case .encoded(let features) = activations { features } else { nil }
  }
}

extension SparseMatrix {
  /// [rows, columns] in C order.
  var dense: [Float] {
    var values = [Float](repeating: 0, count: rowCount * columnCount)
    for row in 0..<rowCount {
      for i in range(ofRow: row) { values[row * columnCount + Int(indices[i])] = self.values[i] }
    }
    return values
  }

  /// Whether columns ascend strictly within every row and nothing stored is zero.
  var isCanonical: Bool {
    (0..<rowCount).allSatisfy { row in
      let columns = indices[range(ofRow: row)]
      return zip(columns, columns.dropFirst()).allSatisfy { $0 < $1 }
    } && !values.contains(0)
  }
}

func floats(_ path: String, _ name: String? = nil) throws -> [Float] {
  let container = try TensorFile.open(path)
  return try container.tensor(name ?? container.tensors[0].name).floats()
}

import TensorFiles
import Testing

@testable import SparseAutoencoders

/// How a matrix can lie in its file.
enum Lie: CaseIterable, Sendable {
  case aligned, unaligned, bigEndian, half, columnMajor

  /// `values`, stored so; half precision holds the small whole numbers of the test exactly.
  func tensor(_ values: [Float], rows: Int, columns: Int) -> Tensor {
    let ordered =
      self == .columnMajor ? (0..<values.count).map { values[$0 % rows * columns + $0 / rows] } : values
    let offset = self == .unaligned ? 3 : 0
    let bytes: [UInt8] = ordered.flatMap { value -> [UInt8] in
      switch self {
      case .half: withUnsafeBytes(of: Float16(value).bitPattern.littleEndian) { Array($0) }
      case .bigEndian: withUnsafeBytes(of: value.bitPattern.bigEndian) { Array($0) }
      default: withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) }
      }
    }
    return Tensor(
      name: "W", shape: [rows, columns], strides: self == .columnMajor ? [1, rows] : nil,
      elementType: self == .half ? .float16 : .float32, isByteSwapped: self == .bigEndian, byteOffset: offset,
      storage: TensorStorage([UInt8](repeating: 0xFF, count: offset) + bytes))
  }
}

@Suite struct WeightMatrixTests {
  @Test(arguments: Lie.allCases, [false, true])
  func readsTheSameHoweverItLies(_ lie: Lie, transposed: Bool) {
    let (inputs, outputs) = (7, 11)
    let values = (0..<inputs * outputs).map { Float($0 * $0 % 101 - 50) }
    let (rows, columns) = transposed ? (outputs, inputs) : (inputs, outputs)
    func weight(_ input: Int, _ output: Int) -> Float {
      values[transposed ? output * inputs + input : input * outputs + output]
    }
    let matrix = WeightMatrix(
      lie.tensor(values, rows: rows, columns: columns), inputs: inputs, outputs: outputs, isTransposed: transposed)
    #expect((matrix.inPlace != nil) == (lie == .aligned))
    #expect(matrix.floats() == values)
    #expect(matrix.withRows(2..<5) { Array($0) } == Array(values[2 * columns..<5 * columns]))
    let block = matrix.block(inputs: 2..<6, outputs: 3..<9)
    for input in 2..<6 {
      for output in 3..<9 { #expect(block.value(input: input, output: output) == weight(input, output)) }
    }
    let squares = (0..<outputs).map { o in (0..<inputs).reduce(0.0) { $0 + Double(weight($1, o) * weight($1, o)) } }
    #expect(matrix.outputSquares() == squares)
    let norms = (0..<inputs).map { i in
      Float((0..<outputs).reduce(0.0) { $0 + Double(weight(i, $1) * weight(i, $1)) }.squareRoot())
    }
    #expect(matrix.inputNorms() == norms)
  }
}

import Datasets
import Features
import LinearAlgebra

/// The decoder's view of a source, encoded and decoded block by block as it is read.
struct ReconstructedStates: HiddenStateSource {
  let source: any HiddenStateSource
  let encoder: FeatureEncoder
  let decoder: Decoder

  var dimension: Int { decoder.dimension }
  var tokenCount: Int { source.tokenCount }
  var offsets: [Int] { source.offsets }
  var isTokenLevel: Bool { source.isTokenLevel }
  var files: [String] { source.files }

  func read(_ tokens: Range<Int>, into target: UnsafeMutableBufferPointer<Float>) throws {
    var states = [Float](repeating: 0, count: tokens.count * source.dimension)
    try states.withUnsafeMutableBufferPointer { try source.read(tokens, into: $0) }
    let encoder = TokenEncoder(encoder)
    var rows = SparseMatrix(columnCount: self.encoder.featureCount)
    let decoded = states.withUnsafeBufferPointer { buffer in
      encoder.encode(buffer, into: &rows)
      return decoder.decode(rows, states: buffer)
    }
    _ = target.update(from: decoded)
  }
}

import Datasets
import Files

/// The states of one block after another, with the buffer of one thread.
struct StatesReader {
  private let source: any HiddenStateSource
  private var states: [Float] = []
  /// Tokens whose states lie in `states`: a block that fits is read once for its digest and its features.
  private var loaded: Range<Int>?

  var dimension: Int { source.dimension }

  init(_ source: any HiddenStateSource) { self.source = source }

  /// SHA-256 of the states of `tokens` in single precision, whatever file and type they came from.
  mutating func digest(of tokens: Range<Int>) throws -> String {
    var digest = RunningDigest()
    try forEachPiece(of: tokens) { digest.update(UnsafeRawBufferPointer($0)) }
    return digest.hex()
  }

  /// Calls `body` with the states of `tokens`; a single example may have far more of them than a block: in pieces.
  mutating func forEachPiece(of tokens: Range<Int>, _ body: (UnsafeBufferPointer<Float>) -> Void) throws {
    let d = source.dimension
    var start = tokens.lowerBound
    while start < tokens.upperBound {
      let piece = start..<min(start + 1024, tokens.upperBound)
      if states.count < piece.count * d { states = [Float](repeating: 0, count: piece.count * d) }
      if loaded != piece {
        loaded = nil
        try states.withUnsafeMutableBufferPointer { [source] in
          try source.read(piece, into: UnsafeMutableBufferPointer(rebasing: $0[0..<piece.count * d]))
        }
        loaded = piece
      }
      states.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[0..<piece.count * d])) }
      start = piece.upperBound
    }
  }
}

import LinearAlgebra

/// Hidden states of all tokens of all examples, read block by block; nothing is held whole as 32-bit floats.
public protocol HiddenStateSource: Sendable {
  /// d.
  var dimension: Int { get }
  /// Tokens of all examples together.
  var tokenCount: Int { get }
  /// [examples + 1]: the tokens of example i are `offsets[i]..<offsets[i+1]`. For one state per example: 0, 1, 2, ….
  var offsets: [Int] { get }
  /// Whether examples have several tokens (ragged or padded input); false for dense [n, d].
  var isTokenLevel: Bool { get }
  /// The files read, for the manifest.
  var files: [String] { get }

  /// Writes the states of `tokens` as floats in C order, `tokens.count · dimension` values.
  ///
  /// - Throws: `AtlasError` when a value is not finite (naming token and dimension) or a later file cannot be read.
  func read(_ tokens: Range<Int>, into target: UnsafeMutableBufferPointer<Float>) throws
}

extension HiddenStateSource {
  /// Examples, with or without tokens.
  public var exampleCount: Int { offsets.count - 1 }
}

/// What a states file of the configuration holds.
public enum Activations: Sendable {
  case states(any HiddenStateSource)
  /// Features that were encoded elsewhere: one row per token, with the offsets of the examples.
  case encoded(EncodedFeatures)
}

/// Sparse features from a file, one row per token (or per example where `offsets` are 0, 1, 2, …).
public struct EncodedFeatures: Sendable {
  /// Tokens × features.
  public var matrix: SparseMatrix
  /// [examples + 1].
  public var offsets: [Int]
  /// The files read, for the manifest.
  public var files: [String]
  /// Tokens that were left out when they were encoded: these have no rows.
  public var leftOut: TokenDrop

  public init(matrix: SparseMatrix, offsets: [Int], files: [String], leftOut: TokenDrop = .none) {
    self.matrix = matrix
    self.offsets = offsets
    self.files = files
    self.leftOut = leftOut
  }
}

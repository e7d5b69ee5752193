import LinearAlgebra

/// A source without some of its tokens; the others are not even read, so that their values need not be finite.
public struct SelectedTokens: HiddenStateSource {
  private let source: any HiddenStateSource
  private let positions: [Int]
  /// [examples + 1] over the kept tokens.
  public let offsets: [Int]
  /// false where one token is kept of every example.
  public let isTokenLevel: Bool

  public init(_ source: any HiddenStateSource, _ kept: KeptTokens) {
    self.source = source
    positions = kept.positions
    offsets = kept.offsets
    // As the same states would count that were written without these tokens.
    isTokenLevel = offsets != StateOffsets.onePerExample(offsets.count - 1)
  }

  /// That of the whole source.
  public var dimension: Int { source.dimension }
  /// Tokens that are kept.
  public var tokenCount: Int { positions.count }
  /// Those of the whole source.
  public var files: [String] { source.files }

  /// - Parameter tokens: counted among the kept ones.
  /// - Throws: what reading the source throws.
  public func read(_ tokens: Range<Int>, into target: UnsafeMutableBufferPointer<Float>) throws {
    var token = tokens.lowerBound
    while token < tokens.upperBound {
      var end = token + 1
      while end < tokens.upperBound, positions[end] == positions[end - 1] + 1 { end += 1 }
      let place = (token - tokens.lowerBound) * dimension
      try source.read(
        positions[token]..<positions[token] + end - token,
        into: UnsafeMutableBufferPointer(rebasing: target[place..<place + (end - token) * dimension]))
      token = end
    }
  }
}

extension EncodedFeatures {
  /// The features of the kept tokens alone.
  public func selecting(_ kept: KeptTokens) -> EncodedFeatures {
    var result = self
    result.matrix = matrix.selectingRows(kept.positions)
    result.offsets = kept.offsets
    result.leftOut = kept.drop
    return result
  }
}

import LinearAlgebra

/// States of another source with their examples in another order, or some of them.
final class ReorderedStates: HiddenStateSource {
  let offsets: [Int]
  private let source: any HiddenStateSource
  /// [examples]: example of the source.
  private let examples: [Int]

  init(_ source: any HiddenStateSource, examples: [Int]) {
    self.source = source
    self.examples = examples
    var offsets = [0]
    offsets.reserveCapacity(examples.count + 1)
    for example in examples {
      offsets.append(offsets[offsets.count - 1] + source.offsets[example + 1] - source.offsets[example])
    }
    self.offsets = offsets
  }

  var dimension: Int { source.dimension }
  var tokenCount: Int { offsets[offsets.count - 1] }
  var isTokenLevel: Bool { source.isTokenLevel }
  var files: [String] { source.files }

  func read(_ tokens: Range<Int>, into target: UnsafeMutableBufferPointer<Float>) throws {
    var token = tokens.lowerBound
    var example = firstExample(endingAfter: token)
    while token < tokens.upperBound {
      while offsets[example + 1] <= token { example += 1 }
      let end = min(offsets[example + 1], tokens.upperBound)
      let first = source.offsets[examples[example]] + token - offsets[example]
      let place = (token - tokens.lowerBound) * dimension
      try source.read(
        first..<first + end - token,
        into: UnsafeMutableBufferPointer(rebasing: target[place..<place + (end - token) * dimension]))
      token = end
    }
  }

  private func firstExample(endingAfter token: Int) -> Int {
    var low = 0
    var high = examples.count
    while low < high {
      let middle = (low + high) / 2
      if offsets[middle + 1] <= token { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension Activations {
  /// The examples `rows`, in that order.
  func reordered(_ rows: [Int]) -> Activations {
    switch self {
    case .states(let source): return .states(ReorderedStates(source, examples: rows))
    case .encoded(let features):
      let ranges = rows.map { features.offsets[$0]..<features.offsets[$0 + 1] }
      let offsets = ranges.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
      return .encoded(
        EncodedFeatures(
          matrix: features.matrix.selectingRows(ranges.flatMap { $0 }), offsets: offsets, files: features.files))
    }
  }
}

import Diagnostics
import TensorFiles

/// Padded states [examples, positions, d] without a mask: all positions count as tokens.
public struct UnmaskedPositions: Sendable, Equatable, Codable {
  /// Examples of the file.
  public var examples: Int
  /// Positions of every example.
  public var positions: Int
  /// Whether examples end as padding does: with states that hardly change from one position to the next.
  public var endsAlike: Bool

  /// What to say of it, in whole sentences.
  public var warning: Note { Note(endsAlike ? .noMaskAlike : .noMask, positions, examples) }
}

extension UnmaskedPositions {
  private static let sampled = 256

  /// - Parameter tensor: [examples, positions, d].
  init(_ tensor: Tensor) {
    examples = tensor.shape[0]
    positions = tensor.shape[1]
    let d = tensor.shape[2]
    let looked = min(examples, Self.sampled)
    endsAlike = false
    guard positions >= 4, looked > 0 else { return }
    var pair = [Float](repeating: 0, count: 2 * d)
    func areAlike(_ first: Int) -> Bool {
      pair.withUnsafeMutableBufferPointer { tensor.copyStateRows(first..<first + 2, into: $0) }
      var (product, a, b): (Double, Double, Double) = (0, 0, 0)
      for k in 0..<d {
        product += Double(pair[k]) * Double(pair[d + k])
        a += Double(pair[k]) * Double(pair[k])
        b += Double(pair[d + k]) * Double(pair[d + k])
      }
      return product > 0.95 * (a * b).squareRoot()
    }
    var (starting, ending) = (0, 0)
    for sample in 0..<looked {
      let first = sample * examples / looked * positions
      if areAlike(first) { starting += 1 }
      if areAlike(first + positions - 2) { ending += 1 }
    }
    // States whose neighbours are always alike say nothing.
    endsAlike = 4 * ending > looked && 4 * starting < ending
  }
}

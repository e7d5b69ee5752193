import Buffers
import LinearAlgebra
import SparseAutoencoders

/// The pre-activations that may matter, row by row: everything an 8-bit product cannot rule out, computed exactly.
///
/// Buffers of one thread; what is found depends on the rows alone.
final class TokenScreen {
  private let rows: EncoderRows
  private let weights: ScreeningWeights
  private let width: Int
  private var scan: CandidateScan
  /// Features and rows of one 8-bit product: its output stays in cache. A rule that compares features takes them all.
  private let strip: Int
  private let tile: Int
  private var q: [Int8] = []
  private var sums: [Int32] = []
  private var bounds: [RowBound?] = []
  private var estimates: [Float]

  /// Candidates found, by row: `features[offsets[r]..<offsets[r + 1]]`, ascending, and their u·w.
  private(set) var offsets: [Int] = [0]
  private(set) var features: [Int32] = []
  private(set) var products: [Float] = []

  init(rows: EncoderRows, weights: ScreeningWeights, rule: ScreeningRule) {
    self.rows = rows
    self.weights = weights
    width = rows.count
    scan = CandidateScan(weights, rule: rule, width: width)
    let padded = weights.slack.count
    strip = rule.judgesFeaturesAlone ? min(512, padded) : padded
    tile = max(12, min(192, (1 << 20) / max(1, strip) / 12 * 12))
    estimates = [Float](repeating: 0, count: strip * tile)
  }

  /// Finds the candidates of `count` rows of padded inputs and computes their products.
  func find(_ inputs: UnsafePointer<Float>, count: Int) {
    quantise(inputs, count: count)
    var found = Pairs()
    for start in stride(from: 0, to: weights.slack.count, by: strip) {
      let features = start..<min(start + strip, weights.slack.count)
      for first in stride(from: 0, to: count, by: tile) {
        screen(features, of: first..<min(first + tile, count), into: &found)
      }
    }
    compute(found.sortedByFeature(width: width), inputs, count: count)
  }

  private func quantise(_ inputs: UnsafePointer<Float>, count: Int) {
    let stride = rows.stride
    if sums.count < count {
      sums = [Int32](repeating: 0, count: count)
      q = [Int8](repeating: 0, count: count * stride)
    }
    bounds.removeAll(keepingCapacity: true)
    q.withUnsafeMutableBufferPointer { q in
      for row in 0..<count {
        let found = ByteProducts.Row(
          inputs + row * stride, centre: weights.centre, count: stride, into: q.start + row * stride)
        sums[row] = found.sum
        bounds.append(RowBound(found, dimension: stride))
      }
    }
  }

  private func screen(_ features: Range<Int>, of tokens: Range<Int>, into found: inout Pairs) {
    let stride = rows.stride
    estimates.withUnsafeMutableBufferPointer { estimates in
      q.withUnsafeBufferPointer { q in
        sums.withUnsafeBufferPointer { sums in
          ByteProducts.multiply(
            q.start + tokens.lowerBound * stride, sums: sums.start + tokens.lowerBound,
            rows: tokens.count, weights.packed + features.lowerBound * stride,
            panels: features.count / ByteProducts.panel, stride: stride, into: estimates.start, ldo: strip)
        }
      }
      for row in tokens {
        let first = (row - tokens.lowerBound) * strip
        let values = UnsafeMutableBufferPointer(rebasing: estimates[first..<first + features.count])
        if let bound = bounds[row] {
          scan.scan(values, from: features.lowerBound, bound: bound, into: &found.features)
        } else {
          found.features.append(contentsOf: features.clamped(to: 0..<width).lazy.map { UInt32($0) })
        }
        found.assign(row)
      }
    }
  }

  /// Products in the order of features, so that each row of weights is read once; then put back in the order of rows.
  private func compute(_ pairs: Pairs, _ inputs: UnsafePointer<Float>, count: Int) {
    var values = [Float](repeating: 0, count: pairs.features.count)
    DotProducts.pairs(
      inputs, rows.values, stride: rows.stride, rows: pairs.rows, features: pairs.features, into: &values)
    offsets = [Int](repeating: 0, count: count + 1)
    for row in pairs.rows { offsets[Int(row) + 1] += 1 }
    for row in 0..<count { offsets[row + 1] += offsets[row] }
    var next = offsets
    features = [Int32](repeating: 0, count: values.count)
    products = [Float](repeating: 0, count: values.count)
    for index in values.indices {
      let place = next[Int(pairs.rows[index])]
      next[Int(pairs.rows[index])] = place + 1
      features[place] = Int32(pairs.features[index])
      products[place] = values[index]
    }
  }
}

/// Candidates as pairs of a row and a feature.
private struct Pairs {
  var rows: [UInt32] = []
  var features: [UInt32] = []

  /// Gives every feature that was appended since the last call to `row`.
  mutating func assign(_ row: Int) {
    rows.append(contentsOf: repeatElement(UInt32(row), count: features.count - rows.count))
  }

  /// Ascending by feature; of one feature in the order they were found.
  func sortedByFeature(width: Int) -> Pairs {
    var next = [Int](repeating: 0, count: width + 1)
    for feature in features { next[Int(feature) + 1] += 1 }
    for feature in 0..<width { next[feature + 1] += next[feature] }
    var result = Pairs(
      rows: [UInt32](repeating: 0, count: rows.count), features: [UInt32](repeating: 0, count: rows.count))
    for index in features.indices {
      let place = next[Int(features[index])]
      next[Int(features[index])] = place + 1
      result.rows[place] = rows[index]
      result.features[place] = features[index]
    }
    return result
  }
}

import Buffers
import Diagnostics
import Findings
import LinearAlgebra
import Parallel
import SparseAutoencoders
import TensorFiles

extension TokenEffects {
  /// Features of one product; fixed, so that sums are the same for any number of threads.
  private static let usualBlock = 256
  /// Floats of the unembedding that a thread holds.
  private static let held = 1 << 21

  /// Multiplies every decoder row with the unembedding, block by block; of the products only the tokens that are listed
  /// are kept.
  ///
  /// - Throws: `AtlasError` where the unembedding holds numbers that are not finite.
  public init(
    _ decoder: WeightMatrix, _ unembedding: Unembedding, threads: Int, progress: Progress? = nil
  ) throws {
    try self.init(decoder, unembedding, threads: threads, block: Self.usualBlock, progress: progress)
  }

  init(
    _ decoder: WeightMatrix, _ unembedding: Unembedding, threads: Int, block: Int, progress: Progress? = nil
  ) throws {
    self.init()
    let (matrix, width) = (unembedding.matrix, decoder.outputs)
    let isNamed = unembedding.vocabulary.tokens.map { $0 != nil }
    let step = max(1, min(4096, Self.held / max(1, width)))
    let parts = stride(from: 0, to: isNamed.count, by: step).map { $0..<min($0 + step, isNamed.count) }
    let mean = try Self.mean(unembedding, isNamed, parts)
    progress?.expect(decoder.inputs)
    let blocks = try parallelMap((decoder.inputs + block - 1) / block, threads: threads) { index in
      let features = index * block..<min((index + 1) * block, decoder.inputs)
      let rows = decoder.block(inputs: features, outputs: 0..<width)
      var found = ExtremeTokens(rows: features.count, length: Self.length)
      var products = [Float](repeating: 0, count: features.count * step)
      for part in parts {
        let columns = matrix.block(inputs: 0..<width, outputs: part)
        products.withUnsafeMutableBufferPointer {
          multiply(
            rows.values, rows.isTransposed ? .transposed : .none, lda: rows.step, columns.values,
            columns.isTransposed ? .transposed : .none, ldb: columns.step, into: $0.start, ldc: part.count,
            m: features.count, n: part.count, k: width)
        }
        found.offer(products, tokens: part, isNamed)
      }
      // What the mean token gets.
      let offsets = features.map { feature in
        (0..<width).reduce(0) { $0 + Double(rows.value(input: feature, output: $1)) * mean[$1] }
      }
      progress?.advance(by: features.count)
      return found.lists(less: offsets)
    }
    for (high, low) in blocks.joined() {
      promoted.append(high.filter { $0.value > 0 })
      suppressed.append(low.filter { $0.value < 0 })
    }
    keepListed(unembedding)
  }

  /// Mean column over the tokens.
  private static func mean(_ unembedding: Unembedding, _ isNamed: [Bool], _ parts: [Range<Int>]) throws -> [Double] {
    let width = unembedding.matrix.inputs
    var sums = [Double](repeating: 0, count: width)
    for part in parts {
      let block = unembedding.matrix.block(inputs: 0..<width, outputs: part)
      for token in part where isNamed[token] {
        for k in 0..<width { sums[k] += Double(block.value(input: k, output: token)) }
      }
    }
    guard sums.allSatisfy(\.isFinite) else {
      throw AtlasError(
        path: unembedding.path, "tensor \(quoted(unembedding.tensor)) holds numbers that are not finite",
        hint: "copy or download the file again")
    }
    let count = Double(isNamed.count { $0 })
    return sums.map { $0 / count }
  }

  /// The lists of the features that are wanted; the others are empty.
  public func keeping(_ isWanted: (Int) -> Bool) -> TokenEffects {
    var kept = self
    (kept.promoted, kept.suppressed) = (promoted.keeping(isWanted), suppressed.keeping(isWanted))
    return kept
  }

  /// From ids to the tokens that occur.
  private mutating func keepListed(_ unembedding: Unembedding) {
    ids = Set(promoted.tokens + suppressed.tokens).sorted()
    let places = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, Int32($0)) })
    for index in promoted.tokens.indices { promoted.tokens[index] = places[promoted.tokens[index]] ?? 0 }
    for index in suppressed.tokens.indices { suppressed.tokens[index] = places[suppressed.tokens[index]] ?? 0 }
    tokens = ids.map { unembedding.vocabulary.tokens[Int($0)] ?? "" }
    shown = ids.map { unembedding.vocabulary.shown[Int($0)] }
  }
}

extension TokenEffectLists {
  fileprivate mutating func append(_ entries: [ExtremeTokens.Entry]) {
    for entry in entries {
      tokens.append(entry.token)
      values.append(entry.value)
    }
    offsets.append(tokens.count)
  }

  fileprivate func keeping(_ isWanted: (Int) -> Bool) -> TokenEffectLists {
    var kept = TokenEffectLists()
    for feature in 0..<max(0, offsets.count - 1) {
      if isWanted(feature) {
        let range = range(of: feature)
        kept.tokens += tokens[range]
        kept.values += values[range]
      }
      kept.offsets.append(kept.tokens.count)
    }
    return kept
  }
}

/// The largest and the smallest products of each row that were offered.
private struct ExtremeTokens {
  struct Entry {
    var value: Float
    var token: Int32
  }

  private let length: Int
  /// [row]: descending; of equal values the smaller id first.
  private var high: [[Entry]]
  /// [row]: ascending; of equal values the smaller id first.
  private var low: [[Entry]]

  init(rows: Int, length: Int) {
    self.length = length
    high = [[Entry]](repeating: [], count: rows)
    low = high
  }

  /// - Parameters:
  ///   - products: [rows, tokens.count].
  ///   - tokens: all later than those offered before.
  mutating func offer(_ products: [Float], tokens: Range<Int>, _ isNamed: [Bool]) {
    products.withUnsafeBufferPointer { products in
      for row in high.indices {
        // All but few products take one way through the loop.
        var (above, below) = bounds(row)
        let start = row * tokens.count
        for column in 0..<tokens.count {
          let value = products[start + column]
          guard value > above || value < below, isNamed[tokens.lowerBound + column] else { continue }
          let entry = Entry(value: value, token: Int32(tokens.lowerBound + column))
          if value > above { insert(entry, into: &high[row]) { $0 > $1 } }
          if value < below { insert(entry, into: &low[row]) { $0 < $1 } }
          (above, below) = bounds(row)
        }
      }
    }
  }

  private func bounds(_ row: Int) -> (above: Float, below: Float) {
    (
      high[row].count < length ? -.infinity : high[row][length - 1].value,
      low[row].count < length ? .infinity : low[row][length - 1].value
    )
  }

  private func insert(_ entry: Entry, into list: inout [Entry], _ comesFirst: (Float, Float) -> Bool) {
    let place = list.firstIndex { comesFirst(entry.value, $0.value) } ?? list.count
    if list.count == length { list.removeLast() }
    list.insert(entry, at: place)
  }

  /// - Parameter offsets: [row], subtracted from its values.
  func lists(less offsets: [Double]) -> [(high: [Entry], low: [Entry])] {
    offsets.indices.map { row in
      func moved(_ list: [Entry]) -> [Entry] {
        list.map { Entry(value: Float(Double($0.value) - offsets[row]), token: $0.token) }
      }
      return (moved(high[row]), moved(low[row]))
    }
  }
}

import LinearAlgebra

/// The features of a run of examples: token by token, and summed up per example.
public struct PooledBlock: Sendable {
  /// First example of the block, within the dataset.
  public var firstExample: Int
  /// One row per token of the block.
  public var tokens: SparseMatrix
  /// [examples of the block + 1]: token rows of each example.
  public var tokenOffsets: [Int]
  /// SHA-256 of the states of the block, where a pass was asked for it or looked into a cache.
  public var statesDigest: String?
  /// The states themselves, [pooling][example · dimension], where a pass was asked for them.
  public var pooledStates: [[Float]] = []
  /// [examples + 1]: entries of each example in the arrays below; features ascending.
  var offsets: [Int] = [0]
  var features: [Int32] = []
  var sums: [Float] = []
  /// Largest token value (of signed activations possibly negative), and the first token that has it.
  var maxima: [Float] = []
  var maximumTokens: [Int32] = []
  /// Tokens where the feature fires.
  var counts: [Int32] = []
  var last: [Float] = []

  /// Sums up the token rows.
  init(firstExample: Int, tokens: SparseMatrix, tokenOffsets: [Int], accumulator: inout ExampleAccumulator) {
    self.firstExample = firstExample
    self.tokens = tokens
    self.tokenOffsets = tokenOffsets
    for example in 0..<tokenOffsets.count - 1 {
      accumulator.pool(tokens, rows: tokenOffsets[example]..<tokenOffsets[example + 1], into: &self)
    }
  }

  var exampleCount: Int { offsets.count - 1 }

  /// Where feature `feature` fires in example `example` of the block: tokens counted from the example's first, and values.
  func firings(of feature: Int32, inExample example: Int) -> [(token: Int32, value: Float)] {
    var found: [(token: Int32, value: Float)] = []
    for row in tokenOffsets[example]..<tokenOffsets[example + 1] {
      var low = tokens.offsets[row]
      var high = tokens.offsets[row + 1]
      while low < high {
        let middle = (low + high) / 2
        if tokens.indices[middle] < feature { low = middle + 1 } else { high = middle }
      }
      if low < tokens.offsets[row + 1], tokens.indices[low] == feature {
        found.append((Int32(row - tokenOffsets[example]), tokens.values[low]))
      }
    }
    return found
  }
}

/// Dense scratch space for summing up the tokens of one example after another.
struct ExampleAccumulator {
  private var sums: [Double]
  private var maxima: [Float]
  private var maximumTokens: [Int32]
  private var counts: [Int32]
  private var last: [Float]
  private var touched: [Int32] = []

  init(featureCount: Int) {
    sums = [Double](repeating: 0, count: featureCount)
    maxima = [Float](repeating: 0, count: featureCount)
    maximumTokens = [Int32](repeating: 0, count: featureCount)
    counts = [Int32](repeating: 0, count: featureCount)
    last = [Float](repeating: 0, count: featureCount)
  }

  mutating func pool(_ tokens: SparseMatrix, rows: Range<Int>, into block: inout PooledBlock) {
    touched.removeAll(keepingCapacity: true)
    for row in rows {
      for position in tokens.range(ofRow: row) {
        let index = tokens.indices[position]
        let feature = Int(index)
        let value = tokens.values[position]
        if counts[feature] == 0 {
          touched.append(index)
          maxima[feature] = value
          maximumTokens[feature] = Int32(row - rows.lowerBound)
        } else if value > maxima[feature] {
          maxima[feature] = value
          maximumTokens[feature] = Int32(row - rows.lowerBound)
        }
        counts[feature] += 1
        sums[feature] += Double(value)
        if row == rows.upperBound - 1 { last[feature] = value }
      }
    }
    touched.sort()
    for index in touched {
      let feature = Int(index)
      block.features.append(index)
      block.sums.append(Float(sums[feature]))
      block.maxima.append(maxima[feature])
      block.maximumTokens.append(maximumTokens[feature])
      block.counts.append(counts[feature])
      block.last.append(last[feature])
      sums[feature] = 0
      counts[feature] = 0
      last[feature] = 0
    }
    block.offsets.append(block.features.count)
  }
}

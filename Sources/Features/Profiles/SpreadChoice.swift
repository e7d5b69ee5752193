import Datasets
import Findings
import LinearAlgebra
import SparseAutoencoders

/// Which examples show the whole range of each feature, and what the tokens of these say.
public struct SpreadChoice: Sendable {
  /// Features that are shown so: the densest.
  static let usualLimit = 65_536.0

  let looked: AffordableFeatures
  private let featureCount: Int
  /// [feature + 1]: entries of each feature, the strongest bin first.
  private var offsets: [Int] = [0]
  private var examples: [Int32] = []
  private var features: [Int32] = []
  private var bins: [Int32] = []
  private var values: [Float] = []

  /// - Parameters:
  ///   - moreThan: features active in no more examples than this have none: all theirs are among the strongest.
  init(_ firings: FiringColumns, moreThan shown: Int, limit: Double = usualLimit) {
    let columns = firings.columns
    featureCount = firings.featureCount
    looked = AffordableFeatures(columns, limit: limit) { _, _ in 1 }
    var next = looked.features[...]
    for feature in 0..<featureCount {
      if next.first == Int32(feature) {
        next.removeFirst()
        let range = columns.range(ofRow: feature)
        if range.count > max(shown, SpreadExamples.binCount) { choose(columns, range, feature) }
      }
      offsets.append(examples.count)
    }
  }

  private mutating func choose(_ columns: SparseMatrix, _ range: Range<Int>, _ feature: Int) {
    let order = range.sorted { (columns.values[$0], $0) < (columns.values[$1], $1) }
    for bin in (0..<SpreadExamples.binCount).reversed() {
      let start = bin * order.count / SpreadExamples.binCount
      let end = (bin + 1) * order.count / SpreadExamples.binCount
      let position = order[(start + end - 1) / 2]
      examples.append(columns.indices[position])
      features.append(Int32(feature))
      bins.append(Int32(bin + 1))
      values.append(columns.values[position])
    }
  }

  /// Reads the encoded states once more for the tokens of the chosen examples: from the cache where it has them.
  ///
  /// - Parameters:
  ///   - digests: of the states of each block, as the pass before told them.
  ///   - chosen: is told the way of encoding, if anything had to be encoded.
  public func encoding(
    _ source: any HiddenStateSource, with autoencoder: SparseAutoencoder, encoder: EncoderChoice, threads: Int,
    digests: [String] = [], cache: BlockCache?, chosen: (String) -> Void = { _ in }
  ) throws -> SpreadExamples {
    guard !examples.isEmpty else { return SpreadExamples.none(featureCount: featureCount) }
    var reader = SpreadReader(examples: examples, features: features)
    try EncodingPass.run(
      source, with: autoencoder, encoder: encoder, threads: threads, digests: digests, cache: cache, chosen: chosen
    ) { reader.read($0) }
    return finished(reader)
  }

  /// The same for features that were encoded elsewhere.
  public func collecting(_ encoded: EncodedFeatures) throws -> SpreadExamples {
    var reader = SpreadReader(examples: examples, features: features)
    try EncodingPass.run(encoded) { reader.read($0) }
    return finished(reader)
  }

  private func finished(_ reader: SpreadReader) -> SpreadExamples {
    var result = SpreadExamples()
    result.bins = bins
    result.values = values
    result.examples.offsets = offsets
    result.examples.examples = examples
    for firings in reader.firings {
      // The first of the largest, as for the strongest examples.
      let peak = firings.max { ($0.value, $1.token) < ($1.value, $0.token) }
      result.examples.activations.append(peak?.value ?? 0)
      result.examples.tokens.append(peak?.token ?? 0)
      result.examples.tokenIndices += firings.map(\.token)
      result.examples.tokenValues += firings.map(\.value)
      result.examples.tokenOffsets.append(result.examples.tokenIndices.count)
    }
    return result
  }
}

extension SpreadExamples {
  fileprivate static func none(featureCount: Int) -> SpreadExamples {
    var result = SpreadExamples()
    result.examples.offsets = [Int](repeating: 0, count: featureCount + 1)
    return result
  }
}

/// Takes the tokens of chosen pairs of example and feature out of the blocks as they pass.
private struct SpreadReader {
  private let examples: [Int32]
  private let features: [Int32]
  /// Pairs in the order of their examples.
  private let order: [Int]
  private var next = 0
  /// [pair].
  private(set) var firings: [[(token: Int32, value: Float)]]

  init(examples: [Int32], features: [Int32]) {
    self.examples = examples
    self.features = features
    order = examples.indices.sorted { (examples[$0], $0) < (examples[$1], $1) }
    firings = Array(repeating: [], count: examples.count)
  }

  /// Blocks come in the order of their examples.
  mutating func read(_ block: PooledBlock) {
    while next < order.count, Int(examples[order[next]]) < block.firstExample + block.exampleCount {
      let pair = order[next]
      firings[pair] = block.firings(of: features[pair], inExample: Int(examples[pair]) - block.firstExample)
      next += 1
    }
  }
}

import Datasets
import Diagnostics
import Findings
import LinearAlgebra
import SparseAutoencoders

/// What is kept of an encoding pass: pooled matrices (one per pooling, examples × features), firing counts per token, and
/// the strongest examples.
public struct FeatureCollector: Sendable {
  /// One matrix per pooling, examples × features.
  public private(set) var pooled: [SparseMatrix]
  private let poolings: [Pooling]
  /// [feature]: tokens where it fires.
  private(set) var tokenCounts: [Int]
  /// Tokens seen.
  public private(set) var tokens = 0
  /// Active features summed over tokens and over examples.
  private(set) var tokenFirings = 0
  private(set) var exampleFirings = 0
  private var strongest: StrongestPerFeature
  private var counter: TokenTopCounter
  /// Tokens that are to come; the matrices are given room for them once it is known how full they get.
  private let expectedTokens: Int
  /// One matrix per N asked for: in how many tokens of an example a feature is among the N largest.
  var tokenTop: [SparseMatrix] { counter.matrices }

  init(
    featureCount: Int, poolings: [Pooling], examplesPerFeature: Int, tokenTop: [Int] = [], expectedTokens: Int = 0
  ) {
    self.poolings = poolings
    self.expectedTokens = expectedTokens
    counter = TokenTopCounter(tokenTop, featureCount: featureCount)
    pooled = poolings.map { _ in SparseMatrix(columnCount: featureCount) }
    tokenCounts = [Int](repeating: 0, count: featureCount)
    strongest = StrongestPerFeature(featureCount: featureCount, capacity: examplesPerFeature)
  }

  /// Encodes the states of a dataset in one pass.
  ///
  /// - Parameters:
  ///   - statePoolings: by which the blocks shown carry their states pooled.
  ///   - inspect: is shown every block, in order.
  /// - Throws: `AtlasError` when the width of the states is not that of the checkpoint, or the states cannot be read.
  public static func encoding(
    _ source: any HiddenStateSource, with autoencoder: SparseAutoencoder, checkpoint: String,
    options: MeasurementOptions, shard: Shard = .whole, digesting: Bool = false,
    pooling statePoolings: [Pooling] = [], cache: BlockCache? = nil, chosen: (String) -> Void = { _ in },
    progress: (Int, Int) -> Void = { _, _ in }, inspect: (PooledBlock) -> Void = { _ in }
  ) throws -> FeatureCollector {
    guard source.dimension == autoencoder.inputDimension else {
      throw AtlasError(
        path: source.files.first,
        "the states have \(source.dimension) dimensions, but checkpoint “\(checkpoint)” takes \(autoencoder.inputDimension)",
        hint: "give the states of the layer and model that the checkpoint was trained on")
    }
    var collector = FeatureCollector(
      featureCount: autoencoder.featureCount, poolings: options.poolings,
      examplesPerFeature: options.examplesPerFeature, tokenTop: options.tokenTop,
      expectedTokens: source.tokenCount / shard.count)
    try EncodingPass.run(
      source, with: autoencoder, encoder: options.encoder, threads: options.threads, shard: shard, digesting: digesting,
      pooling: statePoolings, cache: cache, chosen: chosen, progress: progress
    ) {
      try collector.add($0)
      inspect($0)
    }
    return collector
  }

  /// Takes features that were encoded elsewhere.
  public static func collecting(_ encoded: EncodedFeatures, options: MeasurementOptions) throws -> FeatureCollector {
    var collector = FeatureCollector(
      featureCount: encoded.matrix.columnCount, poolings: options.poolings,
      examplesPerFeature: options.examplesPerFeature, tokenTop: options.tokenTop)
    try EncodingPass.run(encoded) { try collector.add($0) }
    return collector
  }

  /// - Throws: `AtlasError` where there is no room for what is pooled.
  mutating func add(_ block: PooledBlock) throws {
    tokens += block.tokens.rowCount
    tokenFirings += block.tokens.entryCount
    exampleFirings += block.features.count
    counter.add(block)
    for example in 0..<block.exampleCount {
      let entries = block.offsets[example]..<block.offsets[example + 1]
      let length = Float(block.tokenOffsets[example + 1] - block.tokenOffsets[example])
      for position in entries {
        let feature = Int(block.features[position])
        tokenCounts[feature] += Int(block.counts[position])
        strongest.offer(block, example: example, position: position)
      }
      for (index, pooling) in poolings.enumerated() {
        try makeRoom(in: index, for: entries.count)
        for position in entries {
          let value = pool(block, position, pooling, length)
          if value != 0 {
            pooled[index].indices.append(block.features[position])
            pooled[index].values.append(value)
          }
        }
        pooled[index].offsets.append(pooled[index].indices.count)
      }
    }
  }

  /// Grows a matrix to what it will need by how it has filled so far: doubled again and again, it would be held twice at the
  /// end, and leave half of its room unused.
  private mutating func makeRoom(in index: Int, for count: Int) throws {
    let held = pooled[index].indices.count
    // Nobody looks at what is pooled before all of it is.
    if held >> 22 < (held + count) >> 22 { pooled[index].releasePages() }
    guard held + count > pooled[index].indices.capacity, tokens > 0, held >= 1 << 20 else { return }
    let needed = max(Int(Double(held) * Double(expectedTokens) / Double(tokens) * 1.05), held + held / 4) + count
    try pooled[index].indices.reserve(needed)
    try pooled[index].values.reserve(needed)
  }

  func strongestExamples() -> StrongestExamples { strongest.finished() }

  private func pool(_ block: PooledBlock, _ position: Int, _ pooling: Pooling, _ length: Float) -> Float {
    switch pooling {
    case .sum: block.sums[position]
    case .mean: block.sums[position] / length
    case .max:
      // Silent tokens count as zero: only a feature that fires everywhere can have a negative maximum.
      Float(block.counts[position]) < length ? max(0, block.maxima[position]) : block.maxima[position]
    case .last: block.last[position]
    }
  }
}

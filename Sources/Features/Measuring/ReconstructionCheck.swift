import Datasets
import Findings
import LinearAlgebra
import Parallel
import SparseAutoencoders

/// Measures how well a checkpoint explains given states, as declared and in the readings that files often confuse.
public enum ReconstructionCheck {
  /// Tokens looked at: all of small inputs, an even sample of large ones, fewer where a token is expensive to encode.
  static func sampleSize(_ autoencoder: SparseAutoencoder) -> Int {
    let cost = autoencoder.inputDimension * autoencoder.featureCount
    return min(4096, max(512, 50_000_000_000 / max(1, cost)))
  }

  /// FVU = Σ‖x − x̂‖² / Σ‖x − x̄‖² over a sample of tokens; L0 = mean active features per token.
  ///
  /// - Parameters:
  ///   - others: states that the checkpoint might be meant for instead, say those of the next layer; each becomes a
  ///     variant. Those of another width are passed over.
  ///   - atMost: tokens looked at; nil leaves the choice to the cost of a token.
  /// - Throws: what reading the states throws.
  public static func measure(
    _ autoencoder: SparseAutoencoder, on source: any HiddenStateSource, dataset: String,
    others alternatives: [NamedStates] = [], atMost limit: Int? = nil, threads: Int
  ) throws -> ReconstructionFinding {
    let size = min(sampleSize(autoencoder), limit ?? .max)
    let states = try sample(source, size: size)
    let tokens = states.count / max(1, source.dimension)
    let others = autoencoder.decoder == nil ? [] : variants(of: autoencoder, states: states)
    let readings = [autoencoder] + others.map(\.autoencoder)
    let results = try parallelMap(readings.count, threads: threads) { evaluate(readings[$0], states) }
    var finding = ReconstructionFinding(dataset: dataset, tokens: tokens, l0: results[0].l0, fvu: results[0].fvu)
    for (other, result) in zip(others, results.dropFirst()) {
      if let fvu = result.fvu { finding.variants.append(FVUVariant(name: other.name, fvu: fvu)) }
    }
    for alternative in alternatives where alternative.source.dimension == source.dimension {
      if let fvu = evaluate(autoencoder, try sample(alternative.source, size: size)).fvu {
        finding.variants.append(FVUVariant(name: alternative.name, fvu: fvu))
      }
    }
    return finding
  }

  /// Share of the variance of the states that the checkpoint does not explain, on a sample of them; nil without a decoder.
  public static func unexplained(_ autoencoder: SparseAutoencoder, on source: any HiddenStateSource) throws -> Double? {
    if autoencoder.decoder == nil { return nil }
    return evaluate(autoencoder, try sample(source, size: sampleSize(autoencoder))).fvu
  }

  /// Readings that change numbers silently: the pre-bias, and the scale of the input.
  private static func variants(
    of autoencoder: SparseAutoencoder, states: [Float]
  ) -> [(name: String, autoencoder: SparseAutoencoder)] {
    var result: [(name: String, autoencoder: SparseAutoencoder)] = []
    let isPlain = autoencoder.inputDimension == autoencoder.outputDimension
    if isPlain, !autoencoder.decoderBias.isEmpty, autoencoder.decoderBias.contains(where: { $0 != 0 }) {
      var other = autoencoder
      other.subtracted = autoencoder.subtracted == nil ? autoencoder.decoderBias : nil
      result.append((other.subtracted == nil ? "b_dec not subtracted" : "b_dec subtracted", other))
    }
    guard isPlain else { return result }
    var other = autoencoder
    other.outputScale = nil
    guard autoencoder.inputTransform == .none else {
      other.inputTransform = .none
      result.append(("states taken as they are", other))
      return result
    }
    guard autoencoder.outputScale == nil else { return result }
    let scale = rootDimensionOverMeanNorm(states, dimension: autoencoder.inputDimension)
    if scale > 0, abs(scale - 1) > 0.01 {
      other.inputTransform = .scale(scale)
      result.append(("states scaled to mean norm √d", other))
    }
    other.inputTransform = .layerNorm(epsilon: 1e-5, unbiased: true)
    result.append(("each state normalised (layer norm)", other))
    return result
  }

  private static func rootDimensionOverMeanNorm(_ states: [Float], dimension d: Int) -> Float {
    var sum = 0.0
    let rows = states.count / d
    for row in 0..<rows {
      var squares = 0.0
      for column in 0..<d { squares += Double(states[row * d + column]) * Double(states[row * d + column]) }
      sum += squares.squareRoot()
    }
    return sum > 0 ? Float(Double(d).squareRoot() * Double(rows) / sum) : 0
  }

  /// Rows spread evenly over the tokens.
  private static func sample(_ source: any HiddenStateSource, size: Int) throws -> [Float] {
    let d = source.dimension
    let total = source.tokenCount
    let blocks = 16
    let perBlock = min(size, total) / blocks
    var ranges: [Range<Int>] = []
    if total <= size || perBlock == 0 {
      ranges = [0..<min(total, size)]
    } else {
      ranges = (0..<blocks).map { block in
        let start = block * (total - perBlock) / (blocks - 1)
        return start..<start + perBlock
      }
    }
    var states = [Float](repeating: 0, count: ranges.reduce(0) { $0 + $1.count } * d)
    var filled = 0
    try states.withUnsafeMutableBufferPointer { buffer in
      for range in ranges {
        try source.read(range, into: UnsafeMutableBufferPointer(rebasing: buffer[filled..<filled + range.count * d]))
        filled += range.count * d
      }
    }
    return states
  }

  private static func evaluate(_ autoencoder: SparseAutoencoder, _ states: [Float]) -> (l0: Double, fvu: Double?) {
    let encoder = TokenEncoder(autoencoder)
    var rows = SparseMatrix(columnCount: autoencoder.featureCount)
    states.withUnsafeBufferPointer { encoder.encode($0, into: &rows) }
    let l0 = Double(rows.entryCount) / Double(max(1, rows.rowCount))
    guard let decoder = Decoder(autoencoder), decoder.dimension == autoencoder.inputDimension else { return (l0, nil) }
    let decoded = states.withUnsafeBufferPointer { decoder.decode(rows, states: $0) }
    return (l0, unexplained(states, decoded, dimension: autoencoder.inputDimension))
  }

  private static func unexplained(_ states: [Float], _ decoded: [Float], dimension d: Int) -> Double? {
    let rows = states.count / d
    guard rows > 1 else { return nil }
    var means = [Double](repeating: 0, count: d)
    for row in 0..<rows { for column in 0..<d { means[column] += Double(states[row * d + column]) } }
    for column in 0..<d { means[column] /= Double(rows) }
    var residual = 0.0
    var total = 0.0
    for row in 0..<rows {
      for column in 0..<d {
        let x = Double(states[row * d + column])
        let error = x - Double(decoded[row * d + column])
        residual += error * error
        total += (x - means[column]) * (x - means[column])
      }
    }
    return total > 0 ? residual / total : nil
  }
}

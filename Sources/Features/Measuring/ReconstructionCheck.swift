import Datasets
import Diagnostics
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

  /// The tokens whose states `measure` looks at without a limit, ascending.
  public static func tokens(_ autoencoder: SparseAutoencoder, of source: any HiddenStateSource) -> [Int] {
    StateSample.chosen(source, size: sampleSize(autoencoder)).map(\.position)
  }

  /// FVU = Σ‖x − x̂‖² / Σ‖x − x̄‖² over a sample of tokens; L0 = mean active features per token; and which tokens hold
  /// the variance, since a few may decide the FVU.
  ///
  /// - Parameters:
  ///   - alternatives: states that the checkpoint might be meant for instead, say those of the next layer; each becomes a
  ///     variant. Those of another width are passed over.
  ///   - limit: tokens looked at; nil leaves the choice to the cost of a token.
  ///   - text: of a token, by its position in `source`; nil where it is not known.
  /// - Throws: what reading the states throws.
  public static func measure(
    _ autoencoder: SparseAutoencoder, on source: any HiddenStateSource, dataset: String,
    others alternatives: [OtherStates] = [], atMost limit: Int? = nil, threads: Int,
    text: (Int) -> String? = { _ in nil }
  ) throws -> ReconstructionFinding {
    let size = min(sampleSize(autoencoder), limit ?? .max)
    let sample = try StateSample(source, size: size)
    let others = autoencoder.decoder == nil ? [] : variants(of: autoencoder, states: sample.states)
    let readings = [autoencoder] + others.map(\.autoencoder)
    let results = try parallelMap(readings.count, threads: threads) { evaluate(readings[$0], sample) }
    let errors = try TokenErrors(sample, residuals: results[0].residuals, threads: threads)
    var finding = ReconstructionFinding(
      dataset: dataset, tokens: sample.count, l0: results[0].l0, fvu: errors.unexplained())
    errors.describe(&finding, text: text)
    // What other readings leave of the tokens that are judged, see `FarTokens`.
    let farPosition = finding.far?.position
    func add(_ reading: Note, _ errors: TokenErrors) {
      guard let fvu = errors.unexplained() else { return }
      var variant = FVUVariant(reading: reading, fvu: fvu)
      if finding.far != nil { variant.fvuWithoutFar = errors.unexplainedWithoutFar(farPosition) }
      finding.variants.append(variant)
    }
    for (other, result) in zip(others, results.dropFirst()) {
      add(other.reading, errors.with(residuals: result.residuals))
    }
    for alternative in alternatives where alternative.source.dimension == source.dimension {
      let other = try StateSample(alternative.source, size: size)
      add(
        alternative.reading,
        try TokenErrors(other, residuals: evaluate(autoencoder, other).residuals, threads: threads))
    }
    return finding
  }

  /// What the checkpoint leaves unexplained of a sample of the states: FVU, and that of the median token; nil without a
  /// decoder.
  public static func unexplained(
    _ autoencoder: SparseAutoencoder, on source: any HiddenStateSource
  ) throws -> (fvu: Double, median: Double?)? {
    if autoencoder.decoder == nil { return nil }
    let sample = try StateSample(source, size: sampleSize(autoencoder))
    let errors = try TokenErrors(sample, residuals: evaluate(autoencoder, sample).residuals, threads: 1)
    return errors.unexplained().map { ($0, errors.medianUnexplained) }
  }

  /// Readings that change numbers silently: the pre-bias, and the scale of the input.
  private static func variants(
    of autoencoder: SparseAutoencoder, states: [Float]
  ) -> [(reading: Note, autoencoder: SparseAutoencoder)] {
    var result: [(reading: Note, autoencoder: SparseAutoencoder)] = []
    let isPlain = autoencoder.inputDimension == autoencoder.outputDimension
    if isPlain, !autoencoder.decoderBias.isEmpty, autoencoder.decoderBias.contains(where: { $0 != 0 }) {
      var other = autoencoder
      other.subtracted = autoencoder.subtracted == nil ? autoencoder.decoderBias : nil
      result.append((Note(other.subtracted == nil ? .biasKept : .biasSubtracted), other))
    }
    guard isPlain else { return result }
    var other = autoencoder
    other.outputScale = nil
    guard autoencoder.inputTransform == .none else {
      other.inputTransform = .none
      result.append((Note(.statesAsTheyAre), other))
      return result
    }
    guard autoencoder.outputScale == nil else { return result }
    let scale = rootDimensionOverMeanNorm(states, dimension: autoencoder.inputDimension)
    if scale > 0, abs(scale - 1) > 0.01 {
      other.inputTransform = .scale(scale)
      result.append((Note(.statesOfMeanNorm), other))
    }
    other.inputTransform = .layerNorm(epsilon: 1e-5, unbiased: true)
    result.append((Note(.statesNormalised), other))
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

  /// Features per token, and ‖x − x̂‖² of every token; the latter nil where nothing of the states' width is decoded.
  private static func evaluate(
    _ autoencoder: SparseAutoencoder, _ sample: StateSample
  ) -> (l0: Double, residuals: [Double]?) {
    let encoder = TokenEncoder(autoencoder)
    var rows = SparseMatrix(columnCount: autoencoder.featureCount)
    sample.states.withUnsafeBufferPointer { encoder.encode($0, into: &rows) }
    let firings = (0..<rows.rowCount).reduce(0.0) { $0 + sample.weights[$1] * Double(rows.range(ofRow: $1).count) }
    let l0 = firings / max(1, sample.weights.reduce(0, +))
    guard let decoder = Decoder(autoencoder), decoder.dimension == autoencoder.inputDimension else { return (l0, nil) }
    let decoded = sample.states.withUnsafeBufferPointer { decoder.decode(rows, states: $0) }
    let d = sample.dimension
    let residuals = (0..<sample.count).map { row in
      var sum = 0.0
      for place in row * d..<(row + 1) * d {
        let error = Double(sample.states[place]) - Double(decoded[place])
        sum += error * error
      }
      return sum
    }
    return (l0, residuals)
  }
}

import LinearAlgebra
import SparseAutoencoders

/// An autoencoder made ready to encode: weights in the order and the precision that products read, shared by all threads.
///
/// A pre-activation is the inner product of `DotProducts` plus the bias, in single precision. What fires is decided by
/// that number however it was found, so the dense and the screened way give the same bytes.
public final class FeatureEncoder: Sendable {
  let autoencoder: SparseAutoencoder
  let rows: EncoderRows
  let gateRows: EncoderRows?
  let screening: (weights: ScreeningWeights, rule: ScreeningRule)?
  let activator: RowActivator
  /// The way taken and why: `screened (43.8 candidates a token; …)`.
  public let description: String

  /// Number of features.
  public var featureCount: Int { rows.count }

  /// The dense way.
  public convenience init(_ autoencoder: SparseAutoencoder, threads: Int = 1) {
    self.init(autoencoder, choice: .dense, sample: [], threads: threads)
  }

  /// - Parameters:
  ///   - sample: some rows of hidden states ([n, inputDimension], C order): their mean makes the bound tight, and the
  ///     automatic choice is timed on them. They change no result.
  public init(_ autoencoder: SparseAutoencoder, choice: EncoderChoice, sample: [Float], threads: Int) {
    self.autoencoder = autoencoder
    activator = RowActivator(autoencoder)
    rows = EncoderRows(autoencoder.encoder, threads: threads)
    gateRows = autoencoder.gatedLinearUnit.map { EncoderRows($0.encoder, threads: threads) }
    if choice == .dense || sample.isEmpty {
      screening = nil
      description = "dense"
      return
    }
    guard ByteProducts.isAvailable, rows.stride <= ByteProducts.maximumDimension else {
      screening = nil
      description = "dense (no exact 8-bit products on this processor)"
      return
    }
    let padded = (rows.count + ByteProducts.panel - 1) / ByteProducts.panel * ByteProducts.panel
    guard let rule = ScreeningRule(autoencoder, padded: padded) else {
      screening = nil
      description = "dense (the activation is not a function of one product)"
      return
    }
    let inputs = Self.inputs(autoencoder, sample, stride: rows.stride)
    let weights = ScreeningWeights(
      autoencoder, rows: rows, centre: Self.means(inputs, stride: rows.stride), threads: threads)
    let trial = EncodingTrial(rows: rows, weights: weights, rule: rule, inputs: inputs)
    if choice == .auto && !trial.screeningPays {
      screening = nil
      description = "dense (\(trial.candidates) of \(rows.count) features a token could not be ruled out)"
    } else {
      screening = (weights, rule)
      description = "screened (\(trial.candidates) candidates a token of \(rows.count) features)"
    }
  }

  /// Rows as they meet the encoder, padded.
  private static func inputs(_ autoencoder: SparseAutoencoder, _ states: [Float], stride: Int) -> [Float] {
    let d = autoencoder.inputDimension
    var inputs = [Float](repeating: 0, count: states.count / d * stride)
    inputs.withUnsafeMutableBufferPointer { target in
      states.withUnsafeBufferPointer { autoencoder.transform($0, into: target, stride: stride) }
    }
    return inputs
  }

  private static func means(_ inputs: [Float], stride: Int) -> [Float] {
    var sums = [Double](repeating: 0, count: stride)
    var count = 0.0
    for start in Swift.stride(from: 0, to: inputs.count, by: stride) {
      let row = inputs[start..<start + stride]
      guard row.allSatisfy({ abs($0) < 1e15 }) else { continue }
      for (column, value) in row.enumerated() { sums[column] += Double(value) }
      count += 1
    }
    return sums.map { count > 0 ? Float($0 / count) : 0 }
  }
}

extension SparseAutoencoder {
  /// Rows of states as they meet the encoder, `stride` elements apart; what lies between is left as it is.
  func transform(
    _ states: UnsafeBufferPointer<Float>, into target: UnsafeMutableBufferPointer<Float>, stride: Int
  ) {
    let d = inputDimension
    for row in 0..<states.count / d {
      inputTransform.apply(
        UnsafeBufferPointer(rebasing: states[row * d..<(row + 1) * d]),
        into: UnsafeMutableBufferPointer(rebasing: target[row * stride..<row * stride + d]), subtracting: subtracted)
    }
  }
}

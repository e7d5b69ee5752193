import Parallel
import SparseAutoencoders

/// Norms and angles of a checkpoint's weights, per feature; NaN where there is no decoder of the input's width.
public struct CheckpointGeometry: Sendable {
  /// ‖W_dec[j]‖.
  public let decoderNorms: [Double]
  /// cos(W_enc[:, j], W_dec[j]): strongly positive when orientation and pairing are right.
  public let cosines: [Double]

  /// Reads all weights once.
  public init(_ autoencoder: SparseAutoencoder, threads: Int) throws {
    let count = autoencoder.featureCount
    guard let decoder = autoencoder.decoder else {
      decoderNorms = [Double](repeating: .nan, count: count)
      cosines = decoderNorms
      return
    }
    let comparable = autoencoder.inputDimension == autoencoder.outputDimension
    let encoder = autoencoder.encoder
    let chunk = 128
    let parts = try parallelMap((count + chunk - 1) / chunk, threads: threads) { index in
      let features = index * chunk..<min((index + 1) * chunk, count)
      let written = decoder.block(inputs: features, outputs: 0..<autoencoder.outputDimension)
      let read =
        comparable ? encoder.block(inputs: 0..<autoencoder.inputDimension, outputs: features) : nil
      var sums = PairSums(count: features.count)
      for k in 0..<autoencoder.outputDimension {
        for (slot, j) in features.enumerated() {
          let w = Double(written.value(input: j, output: k))
          sums.decoder[slot] += w * w
          if let read {
            let e = Double(read.value(input: k, output: j))
            sums.encoder[slot] += e * e
            sums.both[slot] += e * w
          }
        }
      }
      return sums
    }
    decoderNorms = parts.flatMap { $0.decoder.map { $0.squareRoot() } }
    cosines = parts.flatMap { part in
      part.decoder.indices.map { slot in
        let product = part.decoder[slot] * part.encoder[slot]
        return product > 0 ? part.both[slot] / product.squareRoot() : .nan
      }
    }
  }

  /// Median of the defined cosines; nil if there are none.
  public var medianCosine: Double? {
    let sorted = cosines.filter { !$0.isNaN }.sorted()
    guard !sorted.isEmpty else { return nil }
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}

private struct PairSums: Sendable {
  var decoder: [Double]
  var encoder: [Double]
  var both: [Double]

  init(count: Int) {
    decoder = [Double](repeating: 0, count: count)
    encoder = decoder
    both = decoder
  }
}

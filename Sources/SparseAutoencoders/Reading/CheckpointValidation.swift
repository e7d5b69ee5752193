import Diagnostics
import TensorFiles

/// Checks that hold for every family: finite weights, sensible k, no square matrix whose orientation is a guess.
enum CheckpointValidation {
  static func check(_ reading: CheckpointReading, source: CheckpointSource, checkingValues: Bool) throws {
    let sae = reading.autoencoder
    let (d, count) = (sae.inputDimension, sae.featureCount)
    guard d > 0, count > 0 else { throw AtlasError(.input, "this checkpoint has no inputs or no features") }
    if d == count, source.options.family == nil, source.options.mapping == nil {
      throw AtlasError(
        .input, "the encoder is square (\(d) inputs, \(count) features): its orientation cannot be checked by shape",
        hint: "name the format with format: (or --format) to say that it is known")
    }
    try checkActivation(sae.activation, featureCount: count)
    guard checkingValues else { return }
    try checkFinite(sae.encoder, "the encoder weights")
    if let decoder = sae.decoder { try checkFinite(decoder, "the decoder weights") }
    if let skip = sae.skip { try checkFinite(skip, "the skip connection") }
    if let gate = sae.gatedLinearUnit {
      try checkFinite(gate.encoder, "the gate's weights")
      try checkFinite(gate.bias, "the gate's bias")
    }
    try checkFinite(sae.encoderBias, "the encoder bias")
    try checkFinite(sae.decoderBias, "the decoder bias")
    for (values, what) in [
      (sae.subtracted, "what is subtracted from the input"), (sae.preScale, "the scale of the pre-activations"),
      (sae.postScale, "the scale of the activations"), (sae.decodeScale, "the scale of decoding"),
    ] {
      if let values { try checkFinite(values, what) }
    }
  }

  private static func checkActivation(_ activation: Activation, featureCount: Int) throws {
    func check(k: Int) throws {
      guard k >= 1, k <= featureCount else {
        throw AtlasError(
          .input, "k is \(k), but has to lie between 1 and the number of features, \(featureCount)",
          hint: "correct the configuration beside the weights, or set the option k")
      }
    }
    switch activation {
    case .relu, .tanhReLU: break
    case .topK(let k, _), .absoluteTopK(let k): try check(k: k)
    case .groupMax(let k):
      try check(k: k)
      guard featureCount % k == 0 else {
        throw AtlasError(.input, "\(featureCount) features cannot be split into \(k) equal groups")
      }
    case .jumpReLU(let thresholds), .threshold(let thresholds): try checkFinite(thresholds, "the thresholds")
    case .gated(let gate, let scale, let magnitude):
      try checkFinite(gate, "the gate's bias")
      try checkFinite(scale, "the magnitude's scale")
      try checkFinite(magnitude, "the magnitude's bias")
    }
  }

  private static func checkFinite(_ matrix: WeightMatrix, _ what: String) throws {
    try matrix.forEachBlock { try checkFinite($1, what, from: $0 * matrix.rowLength) }
  }

  private static func checkFinite(_ values: [Float], _ what: String) throws {
    try values.withUnsafeBufferPointer { try checkFinite($0, what) }
  }

  /// - Parameter start: index of the first value in the whole.
  private static func checkFinite(_ values: UnsafeBufferPointer<Float>, _ what: String, from start: Int = 0) throws {
    guard let place = FiniteCheck.firstFailure(values) else { return }
    throw AtlasError(
      .input, "\(what) hold \(values[place]) at index \(start + place): a weight that is not a finite number",
      hint: "training went wrong or the file is damaged: use another checkpoint")
  }
}

/// Looks for NaN and infinities at memory speed.
enum FiniteCheck {
  /// The index of the first value that is not finite; nil if all are.
  static func firstFailure(_ values: UnsafeBufferPointer<Float>) -> Int? {
    guard let base = UnsafeRawPointer(values.baseAddress) else { return nil }
    let block = 4096
    var start = 0
    while start < values.count {
      let end = min(start + block, values.count)
      // x · 0 is 0 for finite x and NaN else; NaN stays in the sum.
      var sum = SIMD8<Float>.zero
      let vectors = (end - start) / 8
      for i in 0..<vectors {
        sum += base.loadUnaligned(fromByteOffset: (start + i * 8) * 4, as: SIMD8<Float>.self) * 0
      }
      var rest: Float = 0
      for i in start + vectors * 8..<end { rest += values[i] * 0 }
      if !(sum.sum() + rest == 0) { return (start..<end).first { !values[$0].isFinite } }
      start = end
    }
    return nil
  }
}

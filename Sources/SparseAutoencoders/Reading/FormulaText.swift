/// The canonical autoencoder in one line, built from what will be computed, so that it cannot say anything else; in signs
/// alone, which every language reads.
enum FormulaText {
  static func describe(_ sae: SparseAutoencoder) -> String {
    var parts: [String] = []
    var input = "x"
    switch sae.inputTransform {
    case .none: break
    case .scale(let scale): parts.append("x' = x·\(scale)")
    case .unitRootMeanSquare: parts.append("x' = x·√d/‖x‖")
    case .layerNorm(let epsilon, let unbiased):
      parts.append("x' = (x − μ)/(σ + \(epsilon)), σ² = Σ(x − μ)²/\(unbiased ? "(d − 1)" : "d")")
    case .whitening: parts.append("x' = (x − μ)·W_white")
    }
    if sae.inputTransform != .none { input = "x'" }
    if sae.subtracted != nil { input = "(\(input) − b_pre)" }
    var h = "\(input)·W_enc"
    var isGated = false
    if case .gated = sae.activation { isGated = true } else { h += " + b_enc" }
    if sae.gatedLinearUnit != nil { h = "(\(h))·σ(\(input)·W_glu + b_glu)" }
    parts.append("h = \(h)")
    let z = sae.preScale == nil ? "h" : "h·s"
    let a: String
    switch sae.activation {
    case .relu: a = "relu(\(z))"
    case .tanhReLU: a = "tanh(relu(\(z)))"
    case .jumpReLU: a = "relu(\(z))·1[\(z) > θ]"
    case .threshold: a = "\(z)·1[\(z) > θ]"
    case .topK(let k, let rectified): a = rectified ? "top\(k)(relu(\(z)))" : "top\(k)(\(z))"
    case .absoluteTopK(let k): a = "\(z)·1[|\(z)| ∈ top\(k)(|\(z)|)]"
    case .groupMax(let k): a = "relu(\(z))·1[\(z) = max_g \(z)], g = 1…\(k)"
    case .gated: a = "1[h + b_gate > 0]·relu(h·exp(r) + b_mag)"
    }
    parts.append("a = " + (sae.postScale == nil || isGated ? a : "(\(a))·t"))
    if sae.decoder != nil {
      var decoded = (sae.decodeScale == nil ? "a" : "(a·c)") + "·W_dec"
      if sae.decoderBias.contains(where: { $0 != 0 }) { decoded += " + b_dec" }
      if sae.skip != nil { decoded += " + x·W_skip" }
      if let scale = sae.outputScale, scale != 1 { decoded = "(\(decoded))·\(scale)" }
      if sae.outputScale == nil, sae.inputTransform != .none { decoded = "T⁻¹(\(decoded)), x' = T(x)" }
      parts.append("x̂ = \(decoded)")
    }
    return parts.joined(separator: "; ")
  }
}

import Datasets
import Diagnostics
import Features
import Findings
import SparseAutoencoders

/// What `inspect` says of a checkpoint.
struct CheckpointInspection: Codable {
  var path: String
  var kind = "checkpoint"
  var family: String
  var reason: String
  var architecture: String
  var formula: String
  var source: String
  var inputDimension: Int
  var featureCount: Int
  var declaredL0: Double?
  var model: String?
  var layer: Int?
  var hook: String?
  var tensors: [StoredTensor]
  var decoderNorm: RangeSummary?
  var medianEncoderDecoderCosine: Double?
  var reconstructions: [ReconstructionFinding]
  var warnings: [String]

  init(_ checkpoint: Checkpoint, states: [NamedStates], threads: Int) throws {
    let geometry = try CheckpointGeometry(checkpoint.autoencoder, threads: threads)
    var finding = CheckpointFinding(
      LoadedInputs.LoadedCheckpoint(
        entry: AtlasConfiguration.CheckpointEntry(
          id: checkpoint.path, path: checkpoint.path, writtenPath: checkpoint.path, options: CheckpointOptions()),
        checkpoint: checkpoint, layer: checkpoint.layer), geometry: geometry)
    let fitting = states.filter { $0.source.dimension == checkpoint.autoencoder.inputDimension }
    for (position, given) in fitting.enumerated() {
      let check = try ReconstructionCheck.measure(
        checkpoint.autoencoder, on: given.source, dataset: given.name,
        others: position == 0 ? Array(fitting.dropFirst()) : [], threads: threads)
      finding.reconstructions.append(check)
      // Only the first are said to be the checkpoint's: the others are there to compare.
      if position == 0 {
        finding.warnings += ReconstructionCheck.doubts(check, declaredL0: checkpoint.declaredL0)
      }
    }
    path = checkpoint.path
    family = finding.family
    reason = finding.reason
    architecture = finding.architecture
    formula = finding.formula
    source = finding.source
    inputDimension = finding.inputDimension
    featureCount = finding.featureCount
    declaredL0 = finding.declaredL0
    model = finding.model
    layer = finding.layer
    hook = finding.hook
    tensors = finding.tensors
    decoderNorm = finding.decoderNorm
    medianEncoderDecoderCosine = finding.medianEncoderDecoderCosine
    reconstructions = finding.reconstructions
    warnings = finding.warnings
  }

  /// For people: a heading, one fact a line.
  var text: String {
    var lines = [path, "  family        \(family) \(architecture): \(reason)"]
    lines.append("  shape         \(inputDimension) → \(featureCount) features")
    lines.append("  formula       \(formula)")
    lines.append("  from          \(source)")
    let place = [model.map { "model \($0)" }, layer.map { "layer \($0)" }, hook.map { "hook \($0)" }].compactMap { $0 }
    if !place.isEmpty { lines.append("  place         " + place.joined(separator: ", ")) }
    if let declaredL0 { lines.append("  declared L0   \(short(declaredL0))") }
    if let norm = decoderNorm {
      lines.append("  ‖W_dec‖       \(short(norm.minimum)) … \(short(norm.maximum)), mean \(short(norm.mean))")
    }
    if let cosine = medianEncoderDecoderCosine { lines.append("  median cos(W_enc, W_dec) \(short(cosine))") }
    for tensor in tensors {
      lines.append("  tensor        \(tensor.name) \(tensor.shape) \(tensor.elementType)")
    }
    for check in reconstructions {
      let fvu = check.fvu.map { ", FVU \(short($0))" } ?? ""
      lines.append("  on states     \(check.dataset): L0 \(short(check.l0))\(fvu) (\(check.tokens) tokens)")
      for variant in check.variants { lines.append("                  \(variant.name): FVU \(short(variant.fvu))") }
    }
    lines += warnings.map { "  warning       \($0)" }
    return lines.joined(separator: "\n")
  }

  private func short(_ value: Double) -> String { "\((value * 10000).rounded() / 10000)" }
}

/// What `inspect` says of activations.
struct ActivationsInspection: Codable {
  var path: String
  var kind: String
  var layout: String
  var examples: Int
  var tokens: Int
  var width: Int
  var notes: [String]

  init(_ opened: OpenedActivations, path: String) {
    self.path = path
    layout = opened.layout
    notes = opened.notes
    examples = opened.activations.exampleCount
    switch opened.activations {
    case .states(let source):
      kind = "states"
      tokens = source.tokenCount
      width = source.dimension
    case .encoded(let features):
      kind = "features"
      tokens = features.matrix.rowCount
      width = features.matrix.columnCount
    }
  }

  var text: String {
    let what = kind == "states" ? "hidden states" : "encoded features"
    return
      (["\(path)", "  \(what)  \(layout): \(examples) examples, \(tokens) rows × \(width)"]
      + notes.map { "  note          \($0)" })
      .joined(separator: "\n")
  }
}

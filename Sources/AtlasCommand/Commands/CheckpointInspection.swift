import Analysis
import Datasets
import Diagnostics
import Features
import Findings
import SparseAutoencoders

/// What `inspect` says of a checkpoint: the finding of an atlas, and `kind` in its JSON.
struct CheckpointInspection: Inspection {
  var finding: CheckpointFinding
  let notes: [String]
  /// Index in Hugging Face's `hidden_states` of what it reads, where its hook tells.
  let hiddenState: Int?
  private let huggingFace: String?

  init(_ checkpoint: Checkpoint, states: [(path: String, source: any HiddenStateSource)], threads: Int) throws {
    let loaded = OpenedCheckpoint(
      id: checkpoint.path, writtenPath: checkpoint.path, givenLayer: nil, checkpoint: checkpoint)
    notes = checkpoint.notes
    hiddenState = checkpoint.place?.hiddenState
    huggingFace = checkpoint.place?.inHuggingFace
    finding = CheckpointFinding(loaded, geometry: try CheckpointGeometry(checkpoint.autoencoder, threads: threads))
    let fitting = states.filter { $0.source.dimension == checkpoint.autoencoder.inputDimension }
    for (position, given) in fitting.enumerated() {
      let check = try ReconstructionCheck.measure(
        checkpoint.autoencoder, on: given.source, dataset: given.path,
        others: position == 0 ? fitting.dropFirst().map { OtherStates(Note(.named, $0.path), source: $0.source) } : [],
        threads: threads)
      finding.reconstructions.append(check)
      // Only the first are said to be the checkpoint's: the others are there to compare.
      if position == 0 { finding.warnings += loaded.doubts(check) }
    }
  }

  private enum CodingKeys: CodingKey { case kind, notes, reason, reconstructions, warnings, hiddenState }

  func encode(to encoder: any Encoder) throws {
    try finding.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode("checkpoint", forKey: .kind)
    try container.encode(notes, forKey: .notes)
    // In words: who inspects has no other file that holds them.
    try container.encode(NoteWords.english(finding.reason), forKey: .reason)
    try container.encode(finding.reconstructions.map(Reconstruction.init), forKey: .reconstructions)
    try container.encode(finding.warnings.map(NoteWords.english), forKey: .warnings)
    try container.encodeIfPresent(hiddenState, forKey: .hiddenState)
  }

  /// A reconstruction whose other readings have names in words.
  private struct Reconstruction: Encodable {
    let finding: ReconstructionFinding

    private struct Reading: Encodable {
      let name: String
      let fvu: Double
      let fvuWithoutFar: Double?
    }

    private enum CodingKeys: CodingKey { case variants }

    func encode(to encoder: any Encoder) throws {
      try finding.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(
        finding.variants.map {
          Reading(name: NoteWords.english($0.reading), fvu: $0.fvu, fvuWithoutFar: $0.fvuWithoutFar)
        }, forKey: .variants)
    }
  }

  /// For people: a heading, one fact a line.
  var text: String {
    let f = finding
    var lines = [f.path, "  family        \(f.family) \(f.architecture). \(NoteWords.english(f.reason))"]
    lines.append("  shape         \(f.inputDimension) → \(f.featureCount) features")
    lines.append("  formula       \(f.formula)")
    lines.append("  from          \(f.source)")
    let place = [
      f.model.map { "model \($0)" }, f.layer.map { "layer \($0)" }, f.hook.map { "hook \($0)" }, huggingFace,
    ]
    .compactMap { $0 }
    if !place.isEmpty { lines.append("  place         " + place.joined(separator: ", ")) }
    if let declaredL0 = f.declaredL0 { lines.append("  declared L0   \(short(declaredL0))") }
    if let norm = f.decoderNorm {
      lines.append("  ‖W_dec‖       \(short(norm.minimum)) … \(short(norm.maximum)), mean \(short(norm.mean))")
    }
    if let cosine = f.medianEncoderDecoderCosine { lines.append("  median cos(W_enc, W_dec) \(short(cosine))") }
    for tensor in f.tensors {
      lines.append("  tensor        \(tensor.name) \(tensor.shape) \(tensor.elementType)")
    }
    for check in f.reconstructions {
      let fvu = check.fvu.map { ", FVU \(short($0))" } ?? ""
      lines.append("  on states     \(check.dataset): L0 \(short(check.l0))\(fvu) (\(check.tokens) tokens)")
      for line in check.fitLines { lines.append("                  \(line)") }
      for variant in check.variants {
        lines.append("                  \(NoteWords.english(variant.reading)): FVU \(short(variant.fvu))")
      }
    }
    lines += notes.map { "  note          \($0)" }
    lines += f.warnings.map { "  warning       \(NoteWords.english($0))" }
    return lines.joined(separator: "\n")
  }

  private func short(_ value: Double) -> String { "\((value * 10000).rounded() / 10000)" }
}

extension Checkpoint {
  /// `blocks.4.hook_resid_post is hidden_states[5] of Hugging Face`.
  var placeText: String? {
    guard let hook, let place else { return nil }
    return "\(hook) is \(place.inHuggingFace)"
  }
}

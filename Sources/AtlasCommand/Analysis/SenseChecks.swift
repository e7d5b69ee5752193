import Datasets
import Diagnostics
import Features
import Findings

extension LoadedInputs.LoadedDataset {
  /// How well a checkpoint explains the states of its layer, beside those of every other layer that this dataset has;
  /// nil where there are no states of its layer.
  ///
  /// - Parameter atMost: tokens looked at; nil leaves the choice to the cost of a token.
  func reconstruction(
    by loaded: LoadedInputs.LoadedCheckpoint, atMost limit: Int? = nil, threads: Int
  ) throws -> ReconstructionFinding? {
    guard let checkpoint = loaded.checkpoint, case .states(let source)? = states(ofLayer: loaded.layer)?.activations
    else { return nil }
    let others = states.filter { $0.layer != loaded.layer && states.count > 1 }.compactMap { layer, opened in
      if case .states(let other) = opened.activations {
        return NamedStates(name: "states of layer \(layer)", source: other)
      }
      return nil
    }
    return try ReconstructionCheck.measure(
      checkpoint.autoencoder, on: source, dataset: entry.id, others: others, atMost: limit, threads: threads,
      text: { source.isTokenLevel ? text(of: $0, layer: loaded.layer) : nil })
  }
}

extension LoadedInputs.LoadedCheckpoint {
  /// What contradicts this checkpoint in a reconstruction.
  func doubts(_ check: ReconstructionFinding?) -> [Note] {
    guard let check, let checkpoint else { return [] }
    return ReconstructionCheck.doubts(
      check, declaredL0: checkpoint.declaredL0, isTranscoder: checkpoint.isTranscoder)
  }
}

import Datasets
import Diagnostics
import Features
import Findings

extension OpenedDataset {
  /// How well a checkpoint explains the states of its layer, beside those of every other layer that this dataset has;
  /// nil where there are no states of its layer.
  ///
  /// - Parameter limit: tokens looked at; nil leaves the choice to the cost of a token.
  public func reconstruction(
    by loaded: OpenedCheckpoint, atMost limit: Int? = nil, threads: Int
  ) throws -> ReconstructionFinding? {
    guard let checkpoint = loaded.checkpoint, case .states(let source)? = states(ofLayer: loaded.layer)?.activations
    else { return nil }
    let others = states.filter { $0.layer != loaded.layer && states.count > 1 }.compactMap { layer, opened in
      if case .states(let other) = opened.activations {
        return OtherStates(Note(.statesOfLayer, layer), source: other)
      }
      return nil
    }
    return try ReconstructionCheck.measure(
      checkpoint.autoencoder, on: source, dataset: id, others: others, atMost: limit, threads: threads,
      text: { source.isTokenLevel ? text(of: $0, layer: loaded.layer) : nil })
  }
}

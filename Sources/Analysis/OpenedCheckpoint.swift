import Diagnostics
import Features
import Findings
import SparseAutoencoders

/// A checkpoint of the run.
public struct OpenedCheckpoint {
  /// As tables and pages name it.
  public let id: String
  /// As the user wrote it, for pages and the manifest; empty for features that were encoded elsewhere.
  public let writtenPath: String
  /// The layer that the user gave; nil where the checkpoint's own counts.
  public let givenLayer: Int?
  /// nil for features that were encoded elsewhere.
  public var checkpoint: Checkpoint?
  /// Of the model that it was trained on, where the user gave it.
  public var unembedding: Unembedding?
  /// Of the states that it reads; nil for the only ones of a dataset.
  public let layer: Int?

  public init(id: String, writtenPath: String, givenLayer: Int?, checkpoint: Checkpoint?) {
    (self.id, self.writtenPath, self.givenLayer) = (id, writtenPath, givenLayer)
    self.checkpoint = checkpoint
    layer = givenLayer ?? checkpoint?.layer
  }

  /// What contradicts this checkpoint in a reconstruction.
  public func doubts(_ check: ReconstructionFinding?) -> [Note] {
    guard let check, let checkpoint else { return [] }
    return ReconstructionCheck.doubts(
      check, declaredL0: checkpoint.declaredL0, isTranscoder: checkpoint.isTranscoder)
  }
}

extension CheckpointFinding {
  /// What is known of a checkpoint before anything is encoded.
  ///
  /// - Parameter geometry: nil for features that were encoded elsewhere.
  public init(_ loaded: OpenedCheckpoint, geometry: CheckpointGeometry?) {
    guard let checkpoint = loaded.checkpoint else {
      self.init(
        id: loaded.id, path: "", layer: loaded.layer, family: "encoded",
        reason: Note(.familyElsewhere),
        architecture: "", formula: "", source: "", inputDimension: 0, featureCount: 0)
      return
    }
    let norms = (geometry?.decoderNorms ?? []).filter { !$0.isNaN }
    self.init(
      id: loaded.id, path: loaded.writtenPath, layer: loaded.layer, family: checkpoint.family,
      reason: checkpoint.reason, architecture: checkpoint.architecture, formula: checkpoint.formula,
      source: checkpoint.source, inputDimension: checkpoint.autoencoder.inputDimension,
      featureCount: checkpoint.autoencoder.featureCount, declaredL0: checkpoint.declaredL0, model: checkpoint.model,
      hook: checkpoint.hook,
      tensors: checkpoint.tensors.map { StoredTensor(name: $0.name, shape: $0.shape, elementType: $0.elementType) },
      decoderNorm: norms.isEmpty
        ? nil
        : RangeSummary(
          minimum: norms.min() ?? 0, mean: norms.reduce(0, +) / Double(norms.count), maximum: norms.max() ?? 0),
      medianEncoderDecoderCosine: geometry?.medianCosine, warnings: checkpoint.warnings)
  }
}

import Diagnostics
import Findings

/// What reading a dataset through a checkpoint says of the checkpoint.
struct CheckpointFit {
  /// Place among the checkpoints of the run.
  let index: Int
  let loaded: OpenedCheckpoint
  /// Features seen.
  let featureCount: Int
  /// Seconds that encoding took per example; nil where blocks came from the cache, or nothing was encoded.
  var encodingSeconds: Double?
  /// nil for features that were encoded elsewhere.
  var reconstruction: ReconstructionFinding?
  /// What contradicts the checkpoint in the reconstruction.
  var doubts: [Note] = []

  var id: String { loaded.id }
}

extension CheckpointFinding {
  /// With what one more dataset says of it.
  func adding(_ fit: CheckpointFit) -> CheckpointFinding {
    var finding = self
    finding.reconstructions += [fit.reconstruction].compactMap { $0 }
    finding.warnings += fit.doubts
    // Of features that were encoded elsewhere, only their files tell how many there are.
    finding.featureCount = max(finding.featureCount, fit.featureCount)
    return finding
  }
}

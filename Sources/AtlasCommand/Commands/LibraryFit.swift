import Datasets
import Diagnostics
import Features
import Findings
import SparseAutoencoders

extension FeatureLibrary {
  /// States of another layer, or on another scale, have as many dimensions, but the checkpoint explains them badly.
  ///
  /// - Returns: what to say of that; nil where there is nothing to say, or nothing known.
  func doubt(of source: any HiddenStateSource, by autoencoder: SparseAutoencoder) throws -> Note? {
    guard let known = unexplained, let own = try ReconstructionCheck.unexplained(autoencoder, on: source) else {
      return nil
    }
    // A few tokens may decide either share; the median token is what most are like.
    let pairs = [
      (own.fvu, known, NoteCode.statesUnlikeLibrary),
      (own.median ?? 0, medianUnexplained ?? 1, .medianUnlikeLibrary),
    ]
    guard let (own, known, code) = pairs.first(where: { $0.0 > max(1.5 * $0.1, $0.1 + 0.1) }) else { return nil }
    return Note(code, own, known, layer.map(String.init) ?? "–")
  }
}

import Diagnostics
import Findings
import LinearAlgebra
import SparseAutoencoders

/// What a dataset and a checkpoint give for the profiles of its features.
public struct MeasuredProfiles: Sendable {
  /// All but the spread, for which the states must be encoded once more.
  public var profiles: FeatureProfiles
  /// [feature]: the first earlier feature that it duplicates, −1 for none; empty where there is no decoder.
  public var duplicateOf: [Int32] = []
  /// Where features lie on a map.
  public private(set) var places = FeaturePlaces()
  /// Which examples stand for the whole range of each feature.
  public let spread: SpreadChoice

  /// - Parameters:
  ///   - matrix: examples × features, pooled as the table of features is.
  ///   - decoder: directions of the features; nil for encoder-only checkpoints and features encoded elsewhere.
  ///   - norms: lengths of these directions, as far as they are known.
  ///   - words: of the sample; nil where there are neither texts nor tokens.
  ///   - sample: examples in which words and features that fire together are looked for.
  ///   - strongest: examples that are shown of each feature anyway.
  public init(
    _ matrix: SparseMatrix, decoder: WeightMatrix?, norms: [Double]?, words: DistinctiveWords?,
    sample: ProfileSample, strongest: Int, dataset: String, checkpoint: String, threads: Int,
    progress: Progress? = nil
  ) throws {
    let firings = FiringColumns(columns: matrix.transposed())
    profiles = FeatureProfiles(dataset: dataset, checkpoint: checkpoint)
    spread = SpreadChoice(firings, moreThan: strongest)
    note(.spreadBounded, spread.looked)
    let steps = 1 + (decoder == nil ? 0 : 1) + (words == nil ? 0 : 1)
    progress?.expect(steps * (0..<firings.featureCount).count { !firings.columns.range(ofRow: $0).isEmpty })
    let coFiring = try CoFiring.neighbours(matrix, firings, of: sample, threads: threads, progress: progress)
    profiles.coFiring = coFiring.lists
    note(.coFiringSampled, coFiring.firings.exampleCount, of: sample)
    if let decoder, let norms {
      let found = try DecoderNeighbours.find(decoder, norms: norms, firings, threads: threads, progress: progress)
      profiles.decoder = found.lists
      duplicateOf = found.duplicateOf
      note(.directionsBounded, found.looked)
      places = try FeaturePlaces(
        UnitRows(decoder: decoder, norms: norms), found.nearest, of: found.looked.features,
        featureCount: firings.featureCount, threads: threads)
    } else {
      places = try FeaturePlaces(coFiring.firings, coFiring.nearest, of: coFiring.features, threads: threads)
    }
    if let words {
      let looked =
        switch sample.rows.count {
        case sample.exampleCount: firings
        case coFiring.firings.exampleCount: coFiring.firings
        default: FiringColumns(columns: matrix.selectingRows(sample.rows).transposed())
        }
      let found = try words.lists(looked, threads: threads, progress: progress)
      profiles.words = found.lists
      note(.wordsSampled, sample.rows.count, of: sample)
      note(.wordsBounded, found.looked)
    }
  }

  private mutating func note(_ code: NoteCode, _ examples: Int, of sample: ProfileSample) {
    if examples < sample.exampleCount { profiles.notes.append(Note(code, examples, sample.exampleCount)) }
  }

  private mutating func note(_ code: NoteCode, _ looked: AffordableFeatures) {
    if looked.skipped > 0 { profiles.notes.append(Note(code, looked.features.count, looked.skipped)) }
  }
}

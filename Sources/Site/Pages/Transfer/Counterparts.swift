import Findings

/// The strongest examples of every feature in each dataset, a few of each, kept after the tables are gone: what stands on the
/// pages of the same features in other datasets.
final class Counterparts: Sendable {
  /// Of each feature and dataset.
  static let shown = 3

  /// One dataset and checkpoint.
  struct Side: Sendable {
    let dataset: String
    let checkpoint: String
    let list: StrongestExamplesList
    /// At most `shown` of each feature.
    let strongest: StrongestExamples
    /// [feature]: examples in which it is active.
    let active: [Int32]
    let paged: Set<Int32>
  }

  private let sides: [Side]
  /// By dataset: itself, or the one that it is a label of.
  private let sources: [String: String]
  private let modalities: [String: String]

  init(_ context: SiteContext) throws {
    let datasets = context.findings.datasets
    let sources = Dictionary(datasets.map { ($0.id, $0.partOf ?? $0.id) }, uniquingKeysWith: { first, _ in first })
    modalities = Dictionary(datasets.map { ($0.id, $0.modality) }, uniquingKeysWith: { first, _ in first })
    var sides: [Side] = []
    for dataset in datasets {
      let checkpoints = dataset.checkpoints.map(\.checkpoint).filter { checkpoint in
        datasets.contains { other in
          other.modality != dataset.modality && other.checkpoints.contains { $0.checkpoint == checkpoint }
        }
          || context.findings.transfers.contains { pair in
            (pair.train == dataset.id || pair.test == dataset.id)
              && pair.checkpoints.contains { $0.checkpoint == checkpoint }
          }
      }
      guard !checkpoints.isEmpty else { continue }
      let list = StrongestExamplesList(
        examples: EscapedExamples(
          try context.tables.examples(dataset.id), attributes: dataset.attributes.map(\.name), style: context.style),
        words: context.words, limit: Counterparts.shown, attributes: dataset.attributes.map(\.name))
      for checkpoint in checkpoints {
        let table = try context.tables.features(dataset.id, checkpoint)
        sides.append(
          Side(
            dataset: dataset.id, checkpoint: checkpoint, list: list,
            strongest: table.strongest.leading(Counterparts.shown), active: table.activeExamples,
            paged: Set(table.paged(limit: context.findings.site.pages))))
      }
    }
    (self.sides, self.sources) = (sides, sources)
  }

  func side(_ dataset: String, _ checkpoint: String) -> Side? {
    sides.first { $0.dataset == dataset && $0.checkpoint == checkpoint }
  }

  /// Datasets of another modality in which a feature of a checkpoint fires; of several labels of one dataset the first.
  func ofOtherModalities(_ feature: Int, _ checkpoint: String, besides dataset: String) -> [Side] {
    var seen: Set<String?> = [sources[dataset]]
    return sides.filter { side in
      side.checkpoint == checkpoint && modalities[side.dataset] != modalities[dataset]
        && side.active.at(feature) ?? 0 > 0 && seen.insert(sources[side.dataset]).inserted
    }
  }
}

extension StrongestExamples {
  /// At most so many of each feature.
  func leading(_ count: Int) -> StrongestExamples {
    var result = StrongestExamples()
    for feature in 0..<max(0, offsets.count - 1) {
      for entry in offsets[feature]..<min(offsets[feature + 1], offsets[feature] + count) {
        let fired = tokenOffsets[entry]..<tokenOffsets[entry + 1]
        result.examples.append(examples[entry])
        result.activations.append(activations[entry])
        result.tokens.append(tokens[entry])
        result.tokenIndices += tokenIndices[fired]
        result.tokenValues += tokenValues[fired]
        result.tokenOffsets.append(result.tokenIndices.count)
      }
      result.offsets.append(result.examples.count)
    }
    return result
  }
}

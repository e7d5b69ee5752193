import Findings

/// The strongest example of every feature in each dataset that a transfer names, kept after the tables are gone: what stands
/// on the pages of the same features in other datasets.
final class Counterparts: Sendable {
  /// One dataset and checkpoint.
  struct Side: Sendable {
    let examples: StrongestExamplesList
    /// One for each feature at most.
    let strongest: StrongestExamples
    let paged: Set<Int32>
  }

  private let sides: [String: Side]

  init(_ context: SiteContext) throws {
    var sides: [String: Side] = [:]
    for dataset in context.findings.datasets {
      let checkpoints = dataset.checkpoints.map(\.checkpoint).filter { checkpoint in
        context.findings.transfers.contains { pair in
          (pair.train == dataset.id || pair.test == dataset.id)
            && pair.checkpoints.contains { $0.checkpoint == checkpoint }
        }
      }
      guard !checkpoints.isEmpty else { continue }
      let list = StrongestExamplesList(
        examples: EscapedExamples(
          try context.tables.examples(dataset.id), attributes: dataset.attributes.map(\.name), style: context.style),
        words: context.words, limit: 1)
      for checkpoint in checkpoints {
        let table = try context.tables.features(dataset.id, checkpoint)
        sides["\(dataset.id)/\(checkpoint)"] = Side(
          examples: list, strongest: table.strongest.first(1),
          paged: Set(table.paged(limit: context.findings.site.pages)))
      }
    }
    self.sides = sides
  }

  func side(_ dataset: String, _ checkpoint: String) -> Side? { sides["\(dataset)/\(checkpoint)"] }
}

extension StrongestExamples {
  /// At most so many of each feature.
  func first(_ count: Int) -> StrongestExamples {
    var result = StrongestExamples()
    (result.offsets, result.tokenOffsets) = ([0], [0])
    for feature in 0..<max(0, offsets.count - 1) {
      for entry in offsets[feature]..<min(offsets[feature + 1], offsets[feature] + count) {
        result.examples.append(examples[entry])
        result.activations.append(activations[entry])
        result.tokens.append(tokens[entry])
        let fired = tokenOffsets[entry]..<tokenOffsets[entry + 1]
        result.tokenIndices += tokenIndices[fired]
        result.tokenValues += tokenValues[fired]
        result.tokenOffsets.append(result.tokenIndices.count)
      }
      result.offsets.append(result.examples.count)
    }
    return result
  }
}

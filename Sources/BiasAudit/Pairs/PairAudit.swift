import Diagnostics
import Features
import Findings

/// What decisions and features do where only the group of an example is exchanged.
public enum PairAudit {
  /// - Parameters:
  ///   - study: of one attribute, with the arms of `predictions`.
  ///   - tables: which features are tested, one per checkpoint.
  ///   - headline: places of the arms to begin with, in their order.
  ///   - assignments: [repeat][example]: folds of the probes, to see which pairs they part.
  /// - Returns: nil without a column of pairs, and for intersections.
  /// - Throws: `AtlasError` for an unknown column.
  public static func study(
    _ dataset: EncodedDataset, study: BiasStudy, tables: [GroupTable], predictions: [ProbePredictions],
    headline: [Int], assignments: [[Int32]], options: BiasOptions
  ) throws -> (study: PairStudy, rows: [PairRow])? {
    let examples = dataset.examples
    guard let pairs = examples.pairs, examples.groups.contains(where: { $0.name == study.attribute }) else {
      return nil
    }
    let groups = try GroupColumn([study.attribute], of: examples)
    let design = PairDesign(
      pairs, groups: groups, reference: study.reference, examples: examples, assignments: assignments)
    let order = headline + predictions.indices.filter { !headline.contains($0) }
    let classes = examples.classes.count
    let arms = order.flatMap { place in
      design.comparisons.map { comparison -> PairRow in
        let arm = predictions[place]
        let flips = zip(comparison.first, comparison.second).map { a, b -> Int8 in
          let (one, other) = (arm.predicted[a], arm.predicted[b])
          return one < 0 || other < 0 ? -1 : one == other ? 0 : 1
        }
        let changes = zip(comparison.first, comparison.second).map { a, b in
          arm.probabilities[a * classes + examples.positive] - arm.probabilities[b * classes + examples.positive]
        }
        return comparison.row(
          .arm(place), checkpoint: arm.arm.checkpoint, names: groups.values, flips: flips,
          changes: classes == 2 ? changes : nil, isPublished: options.disclosure == .everybody)
      }
    }
    var found = PairStudy(
      column: pairs.name, pairs: design.comparisons.reduce(0) { $0 + $1.first.count },
      clusters: design.comparisons.map(\.clusters.count).max() ?? 0, arms: arms,
      headlineRows: headline.count * design.comparisons.count)
    found.notes = design.notes
    if options.disclosure == .everybody {
      let published = found.forEverybody(minimumCell: study.minimumCell)
      return (published, published.arms)
    }
    var rows = arms
    guard !design.comparisons.isEmpty else { return (found, rows) }
    for table in tables {
      guard let features = dataset.features.first(where: { $0.checkpoint == table.checkpoint }) else { continue }
      let own = try PairedFeatures(
        features: features, design: design, names: groups.values, isTested: table.tested,
        falseDiscoveryRate: study.falseDiscoveryRate, threads: options.threads
      ).rows()
      found.checkpoints.append(
        PairCheckpointSummary(table.checkpoint, own, falseDiscoveryRate: study.falseDiscoveryRate))
      rows += own
    }
    return (found, rows)
  }
}

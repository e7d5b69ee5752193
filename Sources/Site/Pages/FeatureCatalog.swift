import Claims
import Findings

/// The tables of one dataset and checkpoint, and which features get a page. A class, since copying the tables for every
/// page would count two dozen references up and down, on all threads at once.
final class FeatureCatalog: Sendable {
  let dataset: DatasetFinding
  let checkpoint: String
  let table: FeatureTable
  let profiles: FeatureProfiles
  /// [feature]: the later features that duplicate it; features without are absent.
  let duplicates: [Int: [Int]]
  /// One per attribute that was studied on this checkpoint.
  let groups: [AttributeGroups]
  /// One for each other dataset: trained on this one where there are both directions, since features say the same in both.
  let transfers: [TransferTable]
  /// [feature]: where it carries weight in a probe; features without are absent.
  let weights: [Int32: [ProbeWeight]]
  /// Features with a page, ascending: those that fire, at most `site.pages`, the densest first.
  let paged: [Int32]
  private let isPaged: [Bool]

  struct AttributeGroups: Sendable {
    let study: BiasStudy
    let table: GroupTable
  }

  struct ProbeWeight: Sendable {
    let arm: String
    let className: String
    let weight: Double
    /// Rank of |weight| in the arm, from 1.
    let rank: Int
  }

  init(_ context: SiteContext, _ dataset: DatasetFinding, _ checkpoint: String) throws {
    self.dataset = dataset
    self.checkpoint = checkpoint
    table = try context.tables.features(dataset.id, checkpoint)
    profiles = try context.tables.profiles(dataset.id, checkpoint)
    duplicates = FeatureCatalog.duplicates(table)
    groups = try dataset.bias.filter { $0.checkpoints.contains { $0.checkpoint == checkpoint } }.map {
      AttributeGroups(study: $0, table: try context.tables.groups(dataset.id, checkpoint, $0.attribute))
    }
    let pairs = context.findings.transfers.filter { pair in
      !pair.isWithinOne && pair.checkpoints.contains { $0.checkpoint == checkpoint }
    }
    let trained = pairs.filter { $0.train == dataset.id }
    let others = pairs.filter { pair in
      pair.test == dataset.id && !trained.contains { $0.test == pair.train }
    }
    transfers = try (trained + others).map { try context.tables.transfer($0.train, $0.test, checkpoint) }
    weights = FeatureCatalog.weights(dataset.probes, checkpoint)
    let paged = table.paged(limit: context.findings.site.pages)
    var isPaged = [Bool](repeating: false, count: table.featureCount)
    for feature in paged { isPaged[Int(feature)] = true }
    self.paged = paged
    self.isPaged = isPaged
  }

  private static func duplicates(_ table: FeatureTable) -> [Int: [Int]] {
    (0..<table.featureCount).reduce(into: [:]) { found, feature in
      if let first = table.duplicated(by: feature) { found[first, default: []].append(feature) }
    }
  }

  /// Whether a feature has a page.
  func hasPage(_ feature: Int) -> Bool { isPaged.at(feature) ?? false }

  private static func weights(_ study: ProbeStudy?, _ checkpoint: String) -> [Int32: [ProbeWeight]] {
    var weights: [Int32: [ProbeWeight]] = [:]
    let arms = study.map { study in study.wholeArms.map { study.arms[$0] } } ?? []
    for arm in arms where arm.key.checkpoint == checkpoint && arm.key.representation.role == .features {
      for entry in arm.weights {
        for (rank, (feature, weight)) in zip(entry.features, entry.weights).enumerated() {
          let item = ProbeWeight(arm: arm.name, className: entry.className, weight: weight, rank: rank + 1)
          weights[feature, default: []].append(item)
        }
      }
    }
    return weights
  }

  /// The class that a feature ranks apart most clearly: of those where that is shown the AUROC farthest from ½, else the one
  /// of the smallest q; of equals the one that it ranks above the others.
  func clearestClass(_ feature: Int) -> Int? {
    var best: (index: Int, clearness: Double)?
    for index in table.auroc.indices {
      guard let clearness = clearness(feature, index) else { continue }
      if clearness > best?.clearness ?? -.infinity { best = (index, clearness) }
    }
    return best?.index
  }

  func auroc(_ feature: Int) -> Double { clearestClass(feature).map { table.auroc[$0][feature] } ?? .nan }

  /// q of the class that a feature ranks apart most clearly; NaN where nothing was tested.
  func q(_ feature: Int) -> Double { clearestClass(feature).map { table.labelQ($0, feature) } ?? .nan }

  /// Whether a relation of the feature with the label is shown.
  func isLabelShown(_ feature: Int) -> Bool { q(feature) <= FeatureTable.falseDiscoveryRate }

  /// Larger for a clearer relation with the label: shown ones by the distance of the AUROC from ½, then the others by q, then
  /// those that were not tested. NaN without labels.
  func clearness(_ feature: Int) -> Double {
    clearestClass(feature).flatMap { clearness(feature, $0) } ?? .nan
  }

  private func clearness(_ feature: Int, _ index: Int) -> Double? {
    guard let auroc = table.auroc[index].at(feature), auroc.isFinite else { return nil }
    let distance = (auroc - 0.5).magnitude
    // Of two classes the one above.
    let above = auroc > 0.5 ? 1e-12 : 0
    let q = table.labelQ(index, feature)
    guard q.isFinite else { return distance - 1 + above }
    // Distances are at most ½: they part only what q does not.
    return q <= FeatureTable.falseDiscoveryRate ? 2 + distance + above : 1 - q + 1e-9 * distance + above
  }
}

extension Array {
  /// The element at `index`, or nil beyond the end: columns that a study did not fill are empty.
  func at(_ index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}

extension GroupTable {
  func name(_ group: Int32?) -> String { group.flatMap { groups.at(Int($0)) } ?? "" }

  /// What may be said of a feature, see `Verdicts.shown`.
  func shownVerdict(_ feature: Int, margin: Double) -> String {
    Verdicts.shown(verdict(feature), low: riskLow.at(feature) ?? .nan, margin: margin)
  }

  /// Verdict code of a feature, empty where it was not tested.
  func verdict(_ feature: Int) -> String { verdict.at(feature) ?? "" }
}

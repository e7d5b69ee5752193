import Claims
import Findings

/// The features that the arms of the leading checkpoint lean on, class by class.
struct WeightCards {
  static let slots: PageSchema = [
    "weights_link": .link, "weights": .rows(card), "has_more_weights": .flag, "more_weights": .rows(card),
    "has_weight_names": .flag,
  ]
  private static let card: PageSchema = [
    "arm": .text, "class": .text,
    "features": .rows(
      FeatureDirectory.slots.adding(["weight": .text, "low": .text, "high": .text, "signs": .text, "auroc": .text])),
  ]
  /// Features of a card, cards that stand open, and cards that a page holds at most.
  private static let featureCount = 10
  private static let openCount = 3
  private static let most = 24

  let context: SiteContext
  let dataset: DatasetFinding
  let study: ProbeStudy
  let headline: HeadlineArms
  let features: FeatureDirectory
  let links: Links

  func scope() -> TemplateScope {
    let cards = entries().prefix(Self.most)
    let open = cards.prefix(Self.openCount)
    let hasNames = cards.contains { arm, entry in
      entry.features.prefix(Self.featureCount).contains {
        !features.name(dataset.id, arm.key.checkpoint ?? "", Int($0)).isEmpty
      }
    }
    return [
      "weights_link": .link(links.file(DataFiles.weights(dataset.id))), "weights": .rows(open.map(card)),
      "has_more_weights": .flag(cards.count > open.count),
      "more_weights": .rows(cards.dropFirst(open.count).map(card)), "has_weight_names": .flag(hasNames),
    ]
  }

  /// All classes of the binarised arm, then of the other leading arms at its checkpoint.
  private func entries() -> [(arm: ProbeArm, entry: ClassWeights)] {
    let arms = headline.places.filter(study.sharesPlace).map { study.arms[$0] }.filter { arm in
      arm.key.representation.role == .features && !arm.weights.isEmpty
    }
    let ordered = arms.filter { $0.key == headline.lead?.key } + arms.filter { $0.key != headline.lead?.key }
    return ordered.flatMap { arm in arm.weights.map { (arm: arm, entry: $0) } }
  }

  private func card(_ arm: ProbeArm, _ entry: ClassWeights) -> TemplateScope {
    let checkpoint = arm.key.checkpoint ?? ""
    let rows = entry.features.indices.prefix(Self.featureCount).map { place -> TemplateScope in
      let folds = entry.overFolds.at(place)
      var scope = features.scope(dataset.id, checkpoint, Int(entry.features[place]), links)
      scope.merge([
        "weight": .number(entry.weights[place], .signed(3)), "low": .number(folds?.low, .signed(2)),
        "high": .number(folds?.high, .signed(2)),
        "signs": .text(folds.map { NumberStyle.wholePercent($0.signConsistency) } ?? "–"),
        "auroc": .number(folds?.auroc, .fixed(3)),
      ])
      return scope
    }
    return ["arm": .text(arm.name), "class": .text(entry.className), "features": .rows(rows)]
  }
}

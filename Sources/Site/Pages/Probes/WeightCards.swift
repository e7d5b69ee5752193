import Claims
import Findings

/// The features that the arms of the leading checkpoint lean on, class by class.
struct WeightCards {
  /// Features of a card, cards that stand open, and cards that a page holds at most.
  private static let featureCount = 10
  private static let openCount = 3
  private static let most = 24

  let page: ProbedDataset
  private let cards: ArraySlice<Card>

  static let slots: Slots<WeightCards> = [
    .link("weights_link") { $0.page.link(DataFiles.weights) },
    .rows("weights", Card.slots) { Array($0.cards.prefix(openCount)) },
    .rows("more_weights", Card.slots) { Array($0.cards.dropFirst(openCount)) },
    .inline("heaviest") { try $0.page.say { $0.heaviest() } },
  ]

  /// All classes of the binarised arm, then of the other leading arms at its checkpoint.
  init(_ page: ProbedDataset) {
    self.page = page
    let (study, lead) = (page.study, page.headline.lead?.key)
    let arms = study.headline.arms.filter(study.sharesPlace).map { study.arms[$0] }.filter { arm in
      arm.key.representation.role == .features && !arm.weights.isEmpty
    }
    let ordered = arms.filter { $0.key == lead } + arms.filter { $0.key != lead }
    cards = ordered.flatMap { arm in arm.weights.map { Card(page: page, arm: arm, entry: $0) } }.prefix(Self.most)
  }

  /// One arm and class.
  fileprivate struct Card {
    let page: ProbedDataset
    let arm: ProbeArm
    let entry: ClassWeights

    static let slots: Slots<Card> = [
      .text("arm") { $0.arm.name }, .text("class") { $0.entry.className },
      .rows("features", Feature.slots) { card in card.places.map { card.feature($0) } },
    ]

    var places: Range<Int> { entry.features.indices.prefix(featureCount) }

    func feature(_ place: Int) -> Feature {
      Feature(
        weight: entry.weights[place], overFolds: entry.overFolds.at(place),
        mention: page.mention(arm.key.checkpoint ?? "", Int(entry.features[place])))
    }
  }

  fileprivate struct Feature {
    let weight: Double
    let overFolds: WeightOverFolds?
    let mention: FeatureMention

    static let slots: Slots<Feature> = [
      .part(FeatureMention.slots) { $0.mention }, .number("weight", .signed(3)) { $0.weight },
      .number("low", .signed(2)) { $0.overFolds?.low }, .number("high", .signed(2)) { $0.overFolds?.high },
      .number("signs", .wholePercent) { $0.overFolds?.signConsistency },
      .number("auroc", .fixed(3)) { $0.overFolds?.auroc },
    ]
  }
}

/// The arms that pages lead with, chosen by the order of the configuration before anything is measured: one of each
/// representation at the largest training rate. The first of binarised features at a given threshold leads; of the others
/// the first that shares its pooling and its checkpoint or layer.
public struct Headline: Codable, Sendable, Equatable {
  /// The metric that pages lead with: AUROC for two classes and for means over labels, else macro-F1.
  public var metric: String
  /// Places among the arms of the study.
  public var arms: [Int]
  /// What the others are set against: binarised features, rather at a threshold that was given than at one that is found.
  public var lead: Int?

  public init(arms keys: [ArmKey], design: FoldDesign) {
    metric = design.positiveClass == nil && design.labelCount == nil ? "macro_f1" : "auroc"
    let rate = keys.map(\.trainingRate).max() ?? 1
    let whole = keys.indices.filter { keys[$0].trainingRate == rate }
    let lead = Self.lead(keys, among: whole)
    var order: [RepresentationKind] = []
    for place in whole where !order.contains(keys[place].representation) { order.append(keys[place].representation) }
    arms = order.compactMap { kind in
      if kind == lead.map({ keys[$0].representation }) { return lead }
      let own = whole.filter { keys[$0].representation == kind }
      let twin = own.first { place in
        guard let lead, keys[place].pooling == keys[lead].pooling else { return false }
        return keys[place].checkpoint == nil
          ? keys[place].layer == keys[lead].layer : keys[place].checkpoint == keys[lead].checkpoint
      }
      return twin ?? own.first
    }
    self.lead = lead
  }

  /// Of these places the first arm of bits whose threshold was given, else the first of bits.
  public static func lead(_ keys: [ArmKey], among places: [Int]) -> Int? {
    let bits = places.filter { keys[$0].representation.part == .bits }
    return bits.first { keys[$0].threshold?.number != nil } ?? bits.first
  }

  /// Of the arms given, the one that a page with room for one shows: the lead, else the first of the headline, else the
  /// first.
  public func leading(_ places: [Int]) -> Int? {
    if let lead, places.contains(lead) { return lead }
    return arms.first { places.contains($0) } ?? places.first
  }
}

extension ProbeStudy {
  /// Places of all arms at the largest training rate.
  public var wholeArms: [Int] {
    let rate = arms.map(\.key.trainingRate).max() ?? 1
    return arms.indices.filter { arms[$0].key.trainingRate == rate }
  }

  /// Whether an arm is made of the checkpoint and pooling that the headline is made of.
  public func sharesPlace(_ place: Int) -> Bool {
    guard let lead = headline.lead.map({ arms[$0].key }) else { return headline.arms.contains(place) }
    let key = arms[place].key
    return key.checkpoint == lead.checkpoint && (key.pooling == lead.pooling || key.representation.countsTokens)
  }

  /// The scale of the metric that pages lead with.
  public var headlineMetric: MetricKind? { metrics.first { $0.name == headline.metric } }
}

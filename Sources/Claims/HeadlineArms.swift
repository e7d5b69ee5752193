import Findings

/// The arms that pages lead with: one of each representation, chosen by the order of the configuration, before anything was
/// measured. The first of binarised features at a given threshold, and of the others the first that shares its pooling and its
/// checkpoint or layer; all at the largest training rate.
public struct HeadlineArms: Sendable {
  public let arms: [ProbeArm]
  /// What the others are set against: the first arm of binarised features, if there is one, and rather at a threshold that
  /// was given than at one that is found.
  public let lead: ProbeArm?
  /// The metric that pages lead with: AUROC for two classes and for means over labels, else macro-F1.
  public let metric: String
  /// Every arm at the largest training rate.
  public let whole: [ProbeArm]

  public init(_ study: ProbeStudy) {
    metric = study.design.positiveClass == nil && study.design.labelCount == nil ? "macro_f1" : "auroc"
    let rate = study.arms.map(\.trainingRate).max() ?? 1
    let whole = study.arms.filter { $0.trainingRate == rate }
    let binarized = whole.filter { $0.representation == "binarized" }
    let lead = binarized.first { $0.threshold.flatMap(Double.init) != nil } ?? binarized.first
    var order: [String] = []
    for arm in whole where !order.contains(arm.representation) { order.append(arm.representation) }
    arms = order.compactMap { representation in
      if representation == lead?.representation { return lead }
      let arms = whole.filter { $0.representation == representation }
      let twin = arms.first { arm in
        guard let lead, arm.pooling == lead.pooling else { return false }
        return arm.checkpoint == nil ? arm.layer == lead.layer : arm.checkpoint == lead.checkpoint
      }
      return twin ?? arms.first
    }
    self.lead = lead
    self.whole = whole
  }

  public subscript(representation: String) -> ProbeArm? { arms.first { $0.representation == representation } }

  public func contains(_ name: String) -> Bool { arms.contains { $0.name == name } }

  /// Of the arms named, the one that a page with room for one shows: that of binarised features, else the first of the
  /// headline, else the first.
  public func leading(_ names: [String]) -> String? {
    if let lead, names.contains(lead.name) { return lead.name }
    return arms.first { names.contains($0.name) }?.name ?? names.first
  }

  /// Whether an arm is made of the checkpoint and pooling that the headline is made of.
  public func sharesPlace(_ arm: ProbeArm) -> Bool {
    guard let lead else { return contains(arm.name) }
    return arm.checkpoint == lead.checkpoint && (arm.pooling == lead.pooling || arm.representation == "token-top-n")
  }
}

extension ProbeArm {
  /// Whether its weights say something of the features: not those drawn by lot, of directions drawn by lot, or taught
  /// labels in random order.
  public var weighsFeatures: Bool {
    checkpoint != nil && !["random-features", "random-dictionary", "permuted-labels"].contains(representation)
  }
}

import Findings

/// The arms of a comparison as rows of a forest plot.
struct ArmRows {
  static let slots: PageSchema = [
    "arm": .text, "representation": .text, "checkpoint": .text, "layer": .text, "pooling": .text, "threshold": .text,
    "n_features": .text, "mean": .text, "low": .text, "high": .text, "strip": .inline, "macro_f1": .text,
    "accuracy": .text, "auroc": .text, "average_precision": .text, "brier": .text, "log_loss": .text,
    "deviation": .text, "solver": .text,
  ]

  let context: SiteContext
  let study: ProbeStudy
  /// The metric of the plot: AUROC for two classes and for means over labels, else macro-F1.
  let metric: String
  let axis: Axis?

  init(_ context: SiteContext, _ study: ProbeStudy) {
    self.context = context
    self.study = study
    metric = study.design.positiveClass == nil && study.design.labelCount == nil ? "macro_f1" : "auroc"
    let metric = metric
    let values = study.arms.flatMap { arm -> [Double] in
      let estimate = arm.metric(metric)
      return [estimate?.mean, estimate?.low, estimate?.high].compactMap { $0 }
    }
    axis = Axis(holding: values, limits: 0...1)
  }

  var metricName: String { context.words.code("metric", metric) }

  /// One arm of each representation, chosen by the order of the configuration, before anything was measured: the first of
  /// binarised features, and of the others the first that shares its pooling and its checkpoint or layer.
  func headline() -> [ProbeArm] {
    let lead = study.arms.first { $0.representation == "binarized" }
    var order: [String] = []
    for arm in study.arms where !order.contains(arm.representation) { order.append(arm.representation) }
    return order.compactMap { representation in
      let arms = study.arms.filter { $0.representation == representation }
      let twin = arms.first { arm in
        guard let lead, arm.pooling == lead.pooling else { return false }
        return arm.checkpoint == nil ? arm.layer == lead.layer : arm.checkpoint == lead.checkpoint
      }
      return twin ?? arms.first
    }
  }

  func rows(_ arms: [ProbeArm]) -> [TemplateScope] { arms.map(row) }

  private func row(_ arm: ProbeArm) -> TemplateScope {
    let estimate = arm.metric(metric)
    var scope: TemplateScope = [
      "arm": .text(arm.name), "representation": .text(context.words.code("representation", arm.representation)),
      "checkpoint": .text(arm.checkpoint ?? "–"), "layer": .text(arm.layer.map { "\($0)" } ?? "–"),
      "pooling": .text(arm.pooling ?? "–"), "threshold": .text(arm.threshold.map { "> \($0)" } ?? "–"),
      "n_features": .count(Int(arm.featureCount.isFinite ? arm.featureCount.rounded() : 0)),
      "mean": .number(estimate?.mean, .fixed(3)), "low": .number(estimate?.low, .fixed(3)),
      "high": .number(estimate?.high, .fixed(3)), "deviation": .number(estimate?.deviation, .fixed(3)),
      "strip": context.strip(
        estimate?.mean, estimate?.low, estimate?.high, axis, reference: metric == "auroc" ? 0.5 : nil,
        emphasised: arm.representation == "binarized"),
      "solver": .text(arm.solver),
    ]
    for name in ProbeMetric.allNames { scope[name] = .number(arm.metric(name)?.mean, .fixed(3)) }
    return scope
  }
}

import Claims
import Findings

/// The comparison of representations on one dataset: the leading arms, and a part for each further question.
struct ProbesPage {
  /// Arms that a page shows at most; of more, those of the leading checkpoint.
  private static let mostArms = 60

  let page: ProbedDataset
  /// All datasets with probes.
  let studied: [String]
  private let leading: ArmRows
  private let arms: ArmRows
  private let pairs: PairTables
  private let labels: LabelRows
  private let curves: LearningCurves
  private let thresholds: ThresholdReport
  private let weights: WeightCards
  private let stability: StabilityReport
  private let calibration: CalibrationReport
  private let split: SplitReport
  private let explanations: ExplanationReport

  static let slots: Slots<ProbesPage> = [
    .text("dataset") { $0.page.dataset.id },
    .inline("protocol") { try $0.page.say { $0.protocolClaims() } },
    .inline("tuning") { try $0.page.say { $0.tuning() } }, .inline("defined") { try $0.page.say { $0.defined() } },
    .inline("arm_count") { try $0.page.say { $0.arms() } },
    .inline("near_duplicates") { try $0.page.say { $0.nearDuplicates() } },
    // Without pairs there is no file.
    .link("near_link") { page in
      page.page.study.nearDuplicates.flatMap { $0.hasPairs ? page.page.link(DataFiles.nearDuplicates) : nil }
    },
    .text("metric") { $0.leading.metricName }, .inline("axis") { $0.page.context.axisHead($0.leading.axis) },
    .link("folds_link") { $0.page.link(DataFiles.folds) }, .link("probes_link") { $0.page.link(DataFiles.probes) },
    .link("methods_link") { $0.page.links.page(SitePaths.methods) },
    .rows("leading", ArmRows.Row.slots) { $0.leading.rows },
    .flag("has_more_arms") { $0.page.study.arms.count > $0.page.headline.arms.count },
    .inline("arms_axis") { $0.page.context.axisHead($0.arms.axis) }, .rows("arms", ArmRows.Row.slots) { $0.arms.rows },
    .rows("solvers", ArmRows.solver) { $0.arms.solverRows },
    .rows("notes", NoteRow.slots) { $0.page.context.rows($0.page.study.notes) },
    .rows("datasets", Tab.slots) { page in
      page.studied.map {
        Tab($0, page.page.links.page(SitePaths.probes($0)), isCurrent: $0 == page.page.dataset.id)
      }
    },
    .rows("transfers", TransferLink.slots) {
      TransferLink.all(of: $0.page.dataset.id, $0.page.context, $0.page.links)
    },
    .part(ProbeAnswers.slots) {
      ProbeAnswers(context: $0.page.context, dataset: $0.page.dataset, root: $0.page.links.root)
    },
    .part(PairTables.slots) { $0.pairs }, .part(LabelRows.slots) { $0.labels },
    .part(LearningCurves.slots) { $0.curves }, .part(ThresholdReport.slots) { $0.thresholds },
    .part(WeightCards.slots) { $0.weights }, .part(StabilityReport.slots) { $0.stability },
    .part(CalibrationReport.slots) { $0.calibration }, .part(SplitReport.slots) { $0.split },
    .part(ExplanationReport.slots) { $0.explanations }, .part(CostReport.slots) { CostReport(page: $0.page) },
  ]

  init(_ page: ProbedDataset, studied: [String]) {
    self.page = page
    self.studied = studied
    let (context, study, whole) = (page.context, page.study, page.study.wholeArms)
    leading = ArmRows(context, study, study.headline.arms)
    let shown =
      whole.count <= Self.mostArms
      ? whole : whole.filter { study.headline.arms.contains($0) || study.sharesPlace($0) }
    arms = ArmRows(context, study, Array(shown.prefix(Self.mostArms)))
    pairs = PairTables(page)
    labels = LabelRows(page)
    curves = LearningCurves(page)
    thresholds = ThresholdReport(page)
    weights = WeightCards(page)
    stability = StabilityReport(page)
    calibration = CalibrationReport(page)
    split = SplitReport(page)
    explanations = ExplanationReport(page)
  }
}

import Charts
import Claims
import Findings

/// How far the probabilities of the leading arms can be taken at their word.
struct CalibrationReport {
  let page: ProbedDataset
  private let shown: [CalibrationFinding]
  private let arm: Int?
  private let bins: [CalibrationFinding.Bin]
  private let groups: [CalibrationFinding]
  private let axis: Axis?

  static let slots: Slots<CalibrationReport> = [
    .flag("has_calibration") { !$0.bins.isEmpty }, .text("calibrated_arm") { $0.arm.map($0.page.name) },
    .inline("calibration_sentence") { try $0.page.say { $0.calibration() } },
    .link("calibration_link") { $0.page.link(DataFiles.calibration) },
    .link("reliability_link") { $0.page.link(DataFiles.reliability) },
    .inline("reliability_axis") { $0.page.context.axisHead($0.axis) },
    .rows("calibration", row) { $0.named($0.shown) }, .rows("group_calibration", row) { $0.named($0.groups) },
    .rows("reliability", bin) { report in
      report.bins.map {
        (bin: $0, strip: report.page.context.strip($0.observed, $0.low, $0.high, report.axis, reference: $0.predicted))
      }
    },
  ]
  private static let row: Slots<(arm: String, item: CalibrationFinding)> = [
    .text("arm") { $0.arm }, .text("attribute") { $0.item.attribute }, .text("group") { $0.item.group },
    .count("count") { $0.item.count ?? 0 }, .number("brier", .fixed(3)) { $0.item.brier },
    .number("log_loss", .fixed(3)) { $0.item.logLoss }, .number("intercept", .signed(2)) { $0.item.intercept },
    .number("slope", .fixed(2)) { $0.item.slope }, .flag("is_withheld") { $0.item.isWithheld },
    .flag("is_unreliable") { $0.item.isUnreliable },
  ]
  private static let bin: Slots<(bin: CalibrationFinding.Bin, strip: Fragment)> = [
    .count("count") { $0.bin.count }, .number("predicted", .fixed(3)) { $0.bin.predicted },
    .number("observed", .fixed(3)) { $0.bin.observed }, .number("low", .fixed(3)) { $0.bin.low },
    .number("high", .fixed(3)) { $0.bin.high }, .inline("strip") { $0.strip },
  ]

  init(_ page: ProbedDataset) {
    self.page = page
    let overall = page.study.calibration.filter { $0.attribute.isEmpty }
    let arm = page.study.headline.leading(overall.filter { !$0.bins.isEmpty }.map(\.arm))
    self.arm = arm
    shown = overall.filter { page.headline.contains($0.arm) }
    bins = overall.first { $0.arm == arm }?.bins ?? []
    groups = page.study.calibration.filter { $0.arm == arm && !$0.attribute.isEmpty }
    axis = Axis(holding: bins.flatMap { [$0.low, $0.high, $0.predicted] } + [0, 1], limits: 0...1)
  }

  private func named(_ rows: [CalibrationFinding]) -> [(arm: String, item: CalibrationFinding)] {
    rows.map { (page.name($0.arm), $0) }
  }
}

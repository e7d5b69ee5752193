import Findings
import Parallel
import Statistics

/// The rows of a checkpoint from what its folds found. Every interval is of the same bootstrap samples of the test rows
/// (whole clusters where there are any), so that differences are paired.
struct AblationSummary: Sendable {
  let study: AblationStudy
  let design: CellDesign
  /// [input][fold].
  let byInput: [[FoldAblation.Result]]
  /// Flagged features, mean over the folds.
  let flagged: Int
  let isFlagged: Bool
  let doses: [Int]
  let permuted: [[Int32]]

  /// Fewest clusters, or examples, that an interval is made of.
  static let fewestUnits = 8
  private static let methods: [AblationMethod] = [.zero, .mean, .drop]

  func rows() throws -> [AblationRow] {
    let tested = byInput[0].flatMap(\.test)
    let rows = ComparedRows(
      truth: tested.map { Int(study.labels[$0]) == study.positive }, codes: tested.map { study.groups.codes[$0] },
      groups: design.testedGroups, minimumCell: study.options.minimumCell)
    let samples = samples(of: tested)
    var found: [AblationRow] = []
    var leakages: [[Told]] = []
    for (place, input) in AblationInput.allCases.enumerated() {
      let folds = byInput[place]
      let told = try told(folds, rows, tested, samples)
      leakages.append(told)
      var own = try outcomes(folds, rows, samples, input: input)
      own[0].gapP = gapP(folds, rows, tested)
      // All features, all flagged ones dropped, then the doses.
      for (index, leakage) in told.enumerated() {
        let target =
          index == 0
          ? own.startIndex
          : own.firstIndex {
            $0.method == .drop && $0.kind == .flagged && $0.dose == (index == 1 ? nil : doses[index - 2])
          }
        guard let target else { continue }
        leakage.fill(&own[target])
        if input == .continuous {
          own[target].leakageVersusBinarized = difference(leakage, leakages[0][index])
        }
      }
      found += own
    }
    return found
  }

  /// How often each test row counts in each sample; empty where the units are too few.
  private func samples(of tested: [Int]) -> [[Int32]] {
    let places = Array(tested.indices)
    let clusters = study.clusters.map { codes in tested.map { codes[$0] } }
    let units = clusters.map { RowClusters(codes: $0).count } ?? tested.count
    guard units >= Self.fewestUnits else { return [] }
    let bootstrap = Bootstrap(rows: places, clusters: clusters, seed: study.options.seed, purpose: 0xab1a)
    return (0..<study.ablation.resamples).map { replicate in
      var weights = [Int32](repeating: 0, count: tested.count)
      for row in bootstrap.sample(replicate) { weights[row] += 1 }
      return weights
    }
  }

  /// Share of permutations with gaps as large.
  private func gapP(_ folds: [FoldAblation.Result], _ rows: ComparedRows, _ tested: [Int]) -> Double? {
    guard design.isJudged else { return nil }
    let selected = decisions(folds, \.all).map { $0 > 0 }
    func gap(_ codes: [Int32]) -> Double {
      let gaps = rows.gaps(
        GroupConfusion.all(truth: rows.truth, selected: selected, group: codes, groups: rows.groups))
      return SetRates(tprGap: gaps.tpr, fprGap: gaps.fpr).gap
    }
    let observed = gap(rows.codes)
    guard !observed.isNaN, study.ablation.gapPermutations > 0 else { return nil }
    let others = study.permutedGroups(design, study.ablation.gapPermutations, stream: 0x6a9)
    let asLarge = others.count { codes in gap(tested.map { codes[$0] }) >= observed - 1e-12 }
    return Double(1 + asLarge) / Double(1 + others.count)
  }

  /// Decision values for the selected class.
  private func decisions(_ folds: [FoldAblation.Result], _ scores: (FoldAblation.Result) -> [Double]) -> [Double] {
    let sign: Double = study.positive == 1 ? 1 : -1
    return folds.flatMap(scores).map { sign * $0 }
  }

  private func outcomes(
    _ folds: [FoldAblation.Result], _ rows: ComparedRows, _ samples: [[Int32]], input: AblationInput
  ) throws -> [AblationRow] {
    let controls = isFlagged ? study.ablation.controls : 0
    var sets = [decisions(folds, \.all)]
    if isFlagged {
      for method in Self.methods {
        sets.append(decisions(folds) { $0.flagged[method] ?? [] })
        for control in 0..<controls { sets.append(decisions(folds) { $0.controls[method]?[control] ?? [] }) }
      }
      for dose in doses.indices { sets.append(decisions(folds) { $0.doses[dose] }) }
    }
    let all = sets
    let outcomes = try parallelMap(all.count, threads: study.options.threads) { index in
      SetOutcome(scores: all[index], rows: rows, samples: samples)
    }
    let base = outcomes[0]
    let prefix = study.features.checkpoint + (input == .continuous ? ", continuous" : "")
    func row(_ name: String, _ outcome: SetOutcome, features: Int, _ method: AblationMethod) -> AblationRow {
      var row = Comparison(outcome, base).row("\(prefix): \(name)", features: features)
      (row.checkpoint, row.input, row.method) = (study.features.checkpoint, input, method)
      return row
    }
    var found = [row("all features", base, features: study.features.matrix.columnCount, .none)]
    guard isFlagged else { return found }
    let drawn = drawnControls(samples.count, of: controls)
    let controlSize = Int((folds.reduce(0) { $0 + $1.controlSize } / Double(folds.count)).rounded())
    for (index, method) in Self.methods.enumerated() {
      let start = 1 + index * (1 + controls)
      var own = row("flagged \(Self.done[method] ?? "")", outcomes[start], features: flagged, method)
      own.kind = .flagged
      let others = Array(outcomes[start + 1..<start + 1 + controls])
      let control = ControlComparison(own: outcomes[start], controls: others, base: base, drawn: drawn)
      control?.fill(&own)
      found.append(own)
      if var matched = control?.row(
        "\(prefix): random \(Self.done[method] ?? ""), mean of \(controls)", features: controlSize)
      {
        (matched.checkpoint, matched.input, matched.method) = (study.features.checkpoint, input, method)
        (matched.kind, matched.controls) = (.control, controls)
        found.append(matched)
      }
    }
    for (place, dose) in doses.enumerated() {
      var own = row(
        "\(dose) strongest flagged dropped, fitted anew", outcomes[1 + 3 * (1 + controls) + place], features: dose,
        .drop)
      (own.kind, own.dose) = (.flagged, dose)
      found.append(own)
    }
    return found
  }

  private static let done: [AblationMethod: String] = [
    .zero: "zeroed", .mean: "replaced by their means", .drop: "dropped, fitted anew",
  ]

  /// The control of each sample: the same for all methods and inputs.
  private func drawnControls(_ samples: Int, of controls: Int) -> [Int] {
    guard controls > 0 else { return [] }
    var generator = SeededGenerator(seed: study.options.seed, stream: 0xd4a3)
    return (0..<samples).map { _ in generator.integer(below: controls) }
  }

  /// How well groups are told, by the set of features.
  private struct Told {
    var value: Double
    var resampled: [Double]
    var null: Double?

    func fill(_ row: inout AblationRow) {
      row.leakageAUROC = value.isNaN ? nil : value
      row.leakageRange = Bootstrap.percentileInterval(resampled).map { ValueRange(low: $0.low, high: $0.high) }
      row.leakageNull = null
    }
  }

  private func told(
    _ folds: [FoldAblation.Result], _ rows: ComparedRows, _ tested: [Int], _ samples: [[Int32]]
  ) throws -> [Told] {
    func leakage(_ scores: (FoldAblation.Result) -> [[Double]?], _ codes: [Int32]) -> GroupLeakage {
      let byTarget = (0..<study.targets.count).map { target in
        folds.flatMap { fold in scores(fold)[target] ?? [Double](repeating: .nan, count: fold.test.count) }
      }
      return GroupLeakage(scores: byTarget, truth: rows.truth, codes: codes, targets: study.targets)
    }
    func null(_ scores: (FoldAblation.Result) -> [[[Double]?]]) -> Double? {
      let values = permuted.indices.map { place in
        leakage({ scores($0)[place] }, tested.map { permuted[place][$0] }).value()
      }.filter { !$0.isNaN }
      return values.isEmpty || !design.isJudged ? nil : values.reduce(0, +) / Double(values.count)
    }
    var sets = [leakage(\.groupsAll, rows.codes)]
    if isFlagged {
      sets.append(leakage(\.groupsFlagged, rows.codes))
      for place in doses.indices { sets.append(leakage({ $0.groupsDoses[place] }, rows.codes)) }
    }
    let all = sets
    var found = try parallelMap(all.count, threads: study.options.threads) { index in
      Told(value: all[index].value(), resampled: samples.map { all[index].value($0) })
    }
    found[0].null = null(\.nullAll)
    if isFlagged { found[1].null = null(\.nullFlagged) }
    return found
  }

  private func difference(_ a: Told, _ b: Told) -> Interval? {
    guard !a.value.isNaN, !b.value.isNaN else { return nil }
    let range = Bootstrap.percentileInterval(zip(a.resampled, b.resampled).map { $0 - $1 })
    return Interval(value: a.value - b.value, low: range?.low, high: range?.high)
  }
}

import Findings
import Parallel
import Statistics

/// The rows of a checkpoint from what its folds found. Intervals respect clusters, and are of the same test rows, so that
/// differences are paired.
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

  private static let methods: [AblationMethod] = [.zero, .mean, .drop]

  func rows() throws -> [AblationRow] {
    let tested = byInput[0].flatMap(\.test)
    let rows = ComparedRows(
      truth: tested.map { Int(study.labels[$0]) == study.positive }, codes: tested.map { study.groups.codes[$0] },
      clusters: study.clusters.map { codes in tested.map { codes[$0] } }, design: design,
      minimumCell: study.options.minimumCell)
    let jackknife =
      rows.isJudged ? Jackknife(rows.clusters, degreesOfFreedom: rows.degreesOfFreedom) : nil
    let permutations = PermutedGaps(study: study, design: design, rows: rows, tested: tested)
    var found: [AblationRow] = []
    var leakages: [[Told]] = []
    for (place, input) in AblationInput.allCases.enumerated() {
      let folds = byInput[place]
      let told = try told(folds, rows, tested, jackknife)
      leakages.append(told)
      var own = try outcomes(folds, rows, permutations, input: input)
      // All features, all flagged ones dropped, then the doses.
      for (index, leakage) in told.enumerated() {
        let target =
          index == 0
          ? own.startIndex
          : own.firstIndex {
            $0.method == .drop && $0.kind == .flagged && $0.dose == (index == 1 ? nil : doses[index - 2])
          }
        guard let target else { continue }
        leakage.fill(&own[target], jackknife)
        if input == .continuous {
          own[target].leakageVersusBinarized = difference(leakage, leakages[0][index], jackknife)
        }
      }
      found += own
    }
    return found
  }

  /// Decision values for the selected class.
  private func decisions(_ folds: [FoldAblation.Result], _ scores: (FoldAblation.Result) -> [Double]) -> [Double] {
    let sign: Double = study.positive == 1 ? 1 : -1
    return folds.flatMap(scores).map { sign * $0 }
  }

  private func outcomes(
    _ folds: [FoldAblation.Result], _ rows: ComparedRows, _ permutations: PermutedGaps,
    input: AblationInput
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
      SetOutcome(scores: all[index], rows: rows)
    }
    // All features, each way of taking all flagged ones away, the doses: their gaps are set beside those of chance.
    let own =
      [0] + (isFlagged ? Self.methods.indices.map { 1 + $0 * (1 + controls) } : [])
      + outcomes.indices.dropFirst(1 + Self.methods.count * (1 + controls))
    let chance = try parallelMap(own.count, threads: study.options.threads) { permutations.chance(outcomes[own[$0]]) }
    let expected = Dictionary(uniqueKeysWithValues: zip(own, chance))
    let base = outcomes[0]
    let gap = BaseGap(base, rows: rows, p: chance[0]?.p)
    let prefix = study.features.checkpoint + (input == .continuous ? ", continuous" : "")
    func row(_ name: String, _ place: Int, features: Int, _ method: AblationMethod) -> AblationRow {
      var row = Comparison(outcomes[place], base, gap, rows).row("\(prefix): \(name)", features: features)
      (row.checkpoint, row.input, row.method) = (study.features.checkpoint, input, method)
      if let chance = expected[place] { (row.gapP, row.gapNull) = (chance?.p, chance?.mean) }
      return row
    }
    var found = [row("all features", 0, features: study.features.matrix.columnCount, .none)]
    guard isFlagged else { return found }
    let controlSize = Int((folds.reduce(0) { $0 + $1.controlSize } / Double(folds.count)).rounded())
    for (index, method) in Self.methods.enumerated() {
      let start = 1 + index * (1 + controls)
      var own = row("flagged \(Self.done[method] ?? "")", start, features: flagged, method)
      own.kind = .flagged
      let others = Array(outcomes[start + 1..<start + 1 + controls])
      let control = ControlComparison(
        own: Comparison(outcomes[start], base, gap, rows), controls: others, rows: rows)
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
        "\(dose) strongest flagged dropped, fitted anew", 1 + Self.methods.count * (1 + controls) + place,
        features: dose,
        .drop)
      (own.kind, own.dose) = (.flagged, dose)
      found.append(own)
    }
    return found
  }

  private static let done: [AblationMethod: String] = [
    .zero: "zeroed", .mean: "replaced by their means", .drop: "dropped, fitted anew",
  ]

  /// How well groups are told, by the set of features.
  private struct Told {
    var value: Double
    /// Without one part of the rows at a time.
    var left: [Double]
    var null: Double?

    func fill(_ row: inout AblationRow, _ jackknife: Jackknife?) {
      row.leakageAUROC = value.isNaN ? nil : value
      row.leakageRange = jackknife?.interval(value, left).map {
        ValueRange(low: max(0, $0.low), high: min(1, $0.high))
      }
      row.leakageNull = null
    }
  }

  private func told(
    _ folds: [FoldAblation.Result], _ rows: ComparedRows, _ tested: [Int], _ jackknife: Jackknife?
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
      Told(value: all[index].value(), left: jackknife?.weights.map { all[index].value($0) } ?? [])
    }
    found[0].null = null(\.nullAll)
    if isFlagged { found[1].null = null(\.nullFlagged) }
    return found
  }

  private func difference(_ a: Told, _ b: Told, _ jackknife: Jackknife?) -> Interval? {
    guard !a.value.isNaN, !b.value.isNaN else { return nil }
    let range = jackknife?.interval(a.value - b.value, zip(a.left, b.left).map { $0 - $1 })
    return Interval(value: a.value - b.value, low: range?.low, high: range?.high)
  }
}

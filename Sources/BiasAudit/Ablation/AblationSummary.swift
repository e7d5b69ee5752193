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
    // All features; each way of taking all flagged ones away, and each dose, with their controls.
    var sets = [decisions(folds, \.all)]
    var taken: [TakenAway] = []
    func add(
      _ own: TakenAway, _ scores: (FoldAblation.Result) -> [Double],
      _ others: (FoldAblation.Result, Int) -> [Double]
    ) {
      taken.append(own)
      sets.append(decisions(folds, scores))
      for control in 0..<controls { sets.append(decisions(folds) { others($0, control) }) }
    }
    if isFlagged {
      for method in Self.methods {
        add(TakenAway(method: method), { $0.flagged[method] ?? [] }, { $0.controls[method]?[$1] ?? [] })
      }
      for (place, dose) in doses.enumerated() {
        add(TakenAway(method: .drop, dose: dose), { $0.doses[place] }, { $0.doseControls[place][$1] })
      }
    }
    let all = sets
    let outcomes = try parallelMap(all.count, threads: study.options.threads) { index in
      SetOutcome(scores: all[index], rows: rows)
    }
    let starts = taken.indices.map { 1 + $0 * (1 + controls) }
    // The gaps of these are set beside those of chance, not those of random sets.
    let own = [0] + starts
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
    let controlSize = Int((folds.reduce(0) { $0 + $1.controlSize } / Double(folds.count)).rounded())
    var ofDoses: [AblationRow] = []
    for (set, start) in zip(taken, starts) {
      var own = row(set.name, start, features: set.dose ?? flagged, set.method)
      (own.kind, own.dose) = (.flagged, set.dose)
      let control = ControlComparison(
        own: Comparison(outcomes[start], base, gap, rows),
        controls: Array(outcomes[start + 1..<start + 1 + controls]), rows: rows)
      control?.fill(&own)
      found.append(own)
      let name = "\(prefix): \(set.controlName), mean of \(controls)"
      guard var matched = control?.row(name, features: min(set.dose ?? .max, controlSize)) else { continue }
      (matched.checkpoint, matched.input, matched.method) = (study.features.checkpoint, input, set.method)
      (matched.kind, matched.controls, matched.dose) = (.control, controls, set.dose)
      if set.dose == nil { found.append(matched) } else { ofDoses.append(matched) }
    }
    return found + ofDoses
  }

  /// What was taken away: all flagged features, or the strongest of them.
  private struct TakenAway {
    var method: AblationMethod
    var dose: Int?

    var name: String {
      dose.map { "\($0) strongest flagged \(done)" } ?? "flagged \(done)"
    }

    /// Of the random sets beside it.
    var controlName: String {
      dose.map { "random \(done) in place of \($0) strongest" } ?? "random \(done)"
    }

    private var done: String { AblationSummary.done[method] ?? "" }
  }

  fileprivate static let done: [AblationMethod: String] = [
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

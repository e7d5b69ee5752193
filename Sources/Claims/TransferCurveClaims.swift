import Findings

/// What labelled examples of the test dataset change: how many make up for having been trained elsewhere, and from how many on
/// the other dataset no longer helps.
public struct TransferCurveClaims {
  let transfer: TransferFinding

  public init(_ transfer: TransferFinding) { self.transfer = transfer }

  public func all() -> [Claim] { arms.flatMap { of($0) } }

  /// Arms that have a curve, in their order.
  public var arms: [ArmKey] {
    var found: [ArmKey] = []
    for point in transfer.curve where !found.contains(point.arm) { found.append(point.arm) }
    return found
  }

  /// Of one arm.
  public func of(_ arm: ArmKey) -> [Claim] {
    let points = transfer.curve.filter { $0.arm == arm }
    return [ceiling(points), help(points)].compactMap { $0 }
  }

  /// The smallest number of examples with which the probe is shown to be less than the margin below the ceiling.
  private func ceiling(_ points: [TransferCurvePoint]) -> Claim? {
    let judged = points.filter { $0.difference?.low != nil }
    guard let last = judged.last else { return nil }
    let reached = judged.first { ($0.difference?.low ?? -1) > -$0.margin }
    let point = reached ?? last
    return claim(.transferFewShot, point, reached.map { $0.labels == 0 ? .kept : .some } ?? .none)
  }

  /// Whether the training dataset helps beside examples of the test dataset: by more than nothing at the first numbers, and by
  /// less than the margin from some number on.
  private func help(_ points: [TransferCurvePoint]) -> Claim? {
    let judged = points.filter { $0.gain?.low != nil && $0.gain?.high != nil }
    guard let last = judged.last else { return nil }
    func low(_ point: TransferCurvePoint) -> Double { point.gain?.low ?? 0 }
    func high(_ point: TransferCurvePoint) -> Double { point.gain?.high ?? 0 }
    if high(last) < 0 { return claim(.transferHelp, last, .worse) }
    guard let first = judged.first(where: { low($0) > 0 }) else { return claim(.transferHelp, last, .none) }
    let vanished = judged.indices.first { place in judged[place...].allSatisfy { high($0) < $0.margin } }
    guard let vanished else { return claim(.transferHelp, last, .open, first: first) }
    return claim(.transferHelp, judged[vanished], .lost, first: first)
  }

  private func claim(
    _ kind: ClaimKind, _ point: TransferCurvePoint, _ verdict: Verdict, first: TransferCurvePoint? = nil
  ) -> Claim {
    let row = evidence(point)
    var figures = [
      // What was drawn, in whole clusters: more than was asked for where clusters are large.
      Figure("labels", point.targetCount, .examples, .count, row.at("n_test_drawn")),
      Figure("margin", point.margin, .score, .plain, row.at("margin")),
      Figure(
        "score", point.score.value, low: point.score.low, high: point.score.high, .score, .fixed(3),
        row.at("score", low: "ci_low", high: "ci_high")),
    ]
    switch kind {
    case .transferFewShot:
      figures += [
        Figure("ceiling", point.ceiling, .score, .fixed(3), row.at("ceiling")),
        Figure(
          "difference", point.difference?.value, low: point.difference?.low, high: point.difference?.high, .score,
          .signed(3), row.at("difference", low: "difference_low", high: "difference_high")),
      ]
    default:
      figures += [
        Figure("alone", point.alone?.value, .score, .fixed(3), row.at("score_alone")),
        Figure(
          "gain", point.gain?.value, low: point.gain?.low, high: point.gain?.high, .score, .signed(3),
          row.at("gain", low: "gain_low", high: "gain_high")),
      ]
      if let first {
        let row = evidence(first)
        figures += [
          Figure("first", first.targetCount, .examples, .count, row.at("n_test_drawn")),
          Figure(
            "first_gain", first.gain?.value, low: first.gain?.low, high: first.gain?.high, .score, .signed(3),
            row.at("gain", low: "gain_low", high: "gain_high")),
        ]
      }
    }
    return Claim(
      kind, [transfer.train, transfer.test, point.arm.name], verdict,
      subjects: [
        Subject("train", transfer.trainName), Subject("test", transfer.testName), Subject("arm", arm: point.arm),
        Subject("metric", "metric", code: point.metric),
      ], figures: figures.compactMap { $0 })
  }

  private func evidence(_ point: TransferCurvePoint) -> Evidence {
    Evidence(
      DataFiles.transferCurve,
      [
        ("train", transfer.train), ("test", transfer.test), ("arm", point.arm.name), ("metric", point.metric),
        ("n_test_labels", "\(point.labels)"), ("all", point.isAll ? "true" : "false"),
      ])
  }
}

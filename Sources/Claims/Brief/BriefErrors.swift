import Findings

/// What the leading arm errs in, what that costs, and what a trial would have to show.
extension BriefClaims {
  /// Of 1,000 examples, how many are flagged wrongly and how many missed.
  public func figure() -> [Claim] {
    guard let dataset, let errors = dataset.probes?.errors, let row = errors.own else { return [] }
    let evidence = self.evidence(dataset, errors, row.threshold)
    return [
      (ClaimKind.briefFalseAlarms, row.falseAlarmRate, "false_alarm"), (.briefMisses, row.missRate, "miss"),
    ].map { kind, rate, column in
      let isJudged = rate.low != nil && rate.high != nil
      let figure = Figure(
        "rate", rate.value, low: rate.low, high: rate.high, .share, .inThousand,
        evidence.at(
          column + "_rate", low: isJudged ? column + "_low" : nil, high: isJudged ? column + "_high" : nil))
      return Claim(
        kind, [dataset.id], isJudged ? .stated : .insufficient,
        subjects: [Self.positive(dataset), Self.items(dataset)], figures: [figure].compactMap { $0 })
    }
  }

  /// Nothing without prices.
  public func cost() -> [Claim] {
    guard let dataset, let errors = dataset.probes?.errors, let row = errors.own, let cost = row.cost else { return [] }
    let others = [errors.rows.first, errors.rows.last].compactMap { $0 }.filter { $0.threshold != row.threshold }
    guard others.count == 2, cost.low != nil, cost.high != nil else { return [] }
    func figure(_ name: String, _ row: ErrorStudy.Row) -> Figure? {
      Figure(
        name, row.cost?.value, low: row.cost?.low, high: row.cost?.high, .value, .money,
        evidence(dataset, errors, row.threshold).at("cost", low: "cost_low", high: "cost_high"))
    }
    let prices = [
      ("false_alarm", decision.costPerFalseAlarm, "cost_per_false_alarm"),
      ("miss", decision.costPerMiss, "cost_per_miss"),
    ].map { Figure($0, $1, .value, .plain, .fact("decision", "", $2)) }
    let figures =
      [figure("cost", row), figure("cost_lower", others[0]), figure("cost_higher", others[1])]
      + [threshold("lower", dataset, errors, others[0]), threshold("higher", dataset, errors, others[1])] + prices
    let verdict: Verdict =
      decision.costPerFalseAlarm == nil ? .misses : decision.costPerMiss == nil ? .falseAlarms : .stated
    let currency = decision.currency.map { Subject("currency", $0) } ?? Subject("currency", "brief", code: "currency")
    return [
      Claim(
        .briefCost, [dataset.id], verdict, subjects: [Self.items(dataset), Self.positive(dataset), currency],
        figures: figures.compactMap { $0 })
    ]
  }

  /// A trial with its size, and what other thresholds would do.
  public func next() -> [Claim] {
    guard let dataset, let errors = dataset.probes?.errors, let row = errors.own else { return [] }
    var claims: [Claim] = []
    let precision = Figure(
      "precision", errors.precision, .share, .ofHundred, .fact("probes", dataset.id, "trial_precision"))
    if let needed = needed(dataset, errors, row) {
      claims.append(
        Claim(
          .briefTrial, [dataset.id], .stated, subjects: [Self.items(dataset)],
          figures: [needed, precision].compactMap { $0 }))
    }
    if let lower = errors.rows.first, let higher = errors.rows.last, lower.threshold < row.threshold,
      higher.threshold > row.threshold
    {
      let figures = [("lower", lower), ("higher", higher)].flatMap { name, row -> [Figure?] in
        let evidence = self.evidence(dataset, errors, row.threshold)
        return [
          threshold(name, dataset, errors, row),
          Figure(
            "alarms_" + name, row.falseAlarmRate.value, .share, .inThousand, evidence.at("false_alarm_rate")),
          Figure("misses_" + name, row.missRate.value, .share, .inThousand, evidence.at("miss_rate")),
        ]
      }
      claims.append(
        Claim(
          .briefThresholds, [dataset.id], .stated, subjects: [Self.positive(dataset), Self.items(dataset)],
          figures: figures.compactMap { $0 }))
    }
    return claims
  }

  /// When to stop: beyond the limits that the configuration sets, else where the trial contradicts this report.
  public func stop() -> [Claim] {
    guard let dataset, let errors = dataset.probes?.errors, let row = errors.own,
      let needed = needed(dataset, errors, row)
    else { return [] }
    let evidence = self.evidence(dataset, errors, row.threshold)
    let limits: [(ClaimKind, Double?, String, Double?, String)] = [
      (.briefStopAlarms, decision.mostFalseAlarms, "most_false_alarms", row.falseAlarmRate.high, "false_alarm_high"),
      (.briefStopMisses, decision.mostMisses, "most_misses", row.missRate.high, "miss_high"),
    ]
    return limits.compactMap { kind, limit, quantity, high, column in
      let figure =
        limit != nil
        ? Figure("limit", limit, .share, .inThousand, .fact("decision", "", quantity))
        : Figure("limit", high, .share, .inThousandUp, evidence.at(column))
      return figure.map {
        Claim(
          kind, [dataset.id], limit != nil ? .given : .stated,
          subjects: [Self.positive(dataset), Self.items(dataset)], figures: [needed, $0])
      }
    }
  }

  private func needed(_ dataset: DatasetFinding, _ errors: ErrorStudy, _ row: ErrorStudy.Row) -> Figure? {
    Figure("needed", count: errors.needed, .examples, evidence(dataset, errors, row.threshold).at("needed"))
  }

  private func threshold(
    _ name: String, _ dataset: DatasetFinding, _ errors: ErrorStudy, _ row: ErrorStudy.Row
  ) -> Figure? {
    Figure(name, row.threshold, .value, .fixed(2), evidence(dataset, errors, row.threshold).at("threshold"))
  }

  /// The row of a threshold.
  func evidence(_ dataset: DatasetFinding, _ errors: ErrorStudy, _ threshold: Double) -> Evidence {
    let arm = dataset.probes.map { $0.arms[errors.arm].name } ?? ""
    return Evidence(
      DataFiles.errors(dataset.id), [("arm", arm), ("threshold", threshold.description)])
  }
}

/// `bias.ATTRIBUTE.csv` and `bias.ATTRIBUTE.groups.csv`.
extension GroupTable {
  /// One row per feature.
  public func biasCSV() -> [UInt8] {
    var csv = CSVWriter(
      [
        "feature", "tested", "g2", "df", "p", "q", "cmi", "max_group", "min_group", "risk_difference", "ci_low",
        "ci_high",
        "proxy", "composition", "verdict", "n_needed",
      ] + GroupSensitivity.names)
    for feature in 0..<featureCount {
      csv.integer(feature)
      csv.flag(tested[feature])
      csv.real(g2[feature])
      csv.integer(tested[feature] ? degreesOfFreedom[feature] : nil)
      for column in [p, q, cmi] { csv.real(column[feature]) }
      for column in [maxGroup, minGroup] { csv.text(column[feature] >= 0 ? groups[Int(column[feature])] : nil) }
      for column in [riskDifference, riskLow, riskHigh, proxy, composition] { csv.real(column[feature]) }
      csv.text(verdict[feature])
      csv.integer(needed[feature] > 0 ? needed[feature] : nil)
      sensitivity.append(feature, to: &csv)
      csv.endRow()
    }
    return csv.bytes.bytes
  }

  /// One row per feature × group × label, for features that were tested; suppressed cells keep their place, empty.
  public func groupsCSV() -> [UInt8] {
    var csv = CSVWriter(["feature", "group", "label", "n", "active", "rate", "ci_low", "ci_high", "suppressed"])
    for feature in 0..<featureCount where tested[feature] {
      for group in groups.indices {
        for label in classes.indices {
          let cell = cellIndex(feature: feature, group: group, label: label)
          let isHidden = suppressed[cell]
          let total = cellCounts[group][label]
          csv.integer(feature)
          csv.text(groups[group])
          csv.text(classes[label])
          csv.integer(isHidden ? nil : total)
          csv.integer(isHidden ? nil : active[cell])
          csv.real(isHidden || total == 0 ? nil : Double(active[cell]) / Double(total))
          csv.real(isHidden ? nil : rateLow[cell])
          csv.real(isHidden ? nil : rateHigh[cell])
          csv.flag(isHidden)
          csv.endRow()
        }
      }
    }
    return csv.bytes.bytes
  }

  /// Position of a cell in `active`, `rateLow`, `rateHigh` and `suppressed`.
  public func cellIndex(feature: Int, group: Int, label: Int) -> Int {
    (feature * groups.count + group) * classes.count + label
  }
}

extension BiasStudy {
  /// `bias.ATTRIBUTE.probe.csv`: one row per arm × group. `impact_ratio` is the selection rate divided by that of
  /// `reference`, selected being those decided `positive`.
  public func probeCSV() -> [UInt8] {
    let rates = ["selection_rate", "tpr", "fpr", "ppv", "impact_ratio"]
    var csv = CSVWriter(
      ["arm", "group", "n"] + rates + ["brier", "auroc"]
        + (rates + ["auroc"]).flatMap { ["ci_low:\($0)", "ci_high:\($0)"] } + ["suppressed", "positive", "reference"])
    for row in probeRows {
      let intervals = [
        row.selectionRate, row.truePositiveRate, row.falsePositiveRate, row.positivePredictiveValue, row.impactRatio,
      ]
      csv.text(row.arm)
      csv.text(row.group)
      csv.integer(row.suppressed ? nil : row.n)
      for interval in intervals { csv.real(row.suppressed ? nil : interval?.value) }
      csv.real(row.suppressed ? nil : row.brier)
      csv.real(row.suppressed ? nil : row.auroc?.value)
      for interval in intervals + [row.auroc] {
        csv.real(row.suppressed ? nil : interval?.low)
        csv.real(row.suppressed ? nil : interval?.high)
      }
      csv.flag(row.suppressed)
      csv.text(row.positive)
      csv.text(row.reference)
      csv.endRow()
    }
    return csv.bytes.bytes
  }

  /// `bias.ATTRIBUTE.ablation.csv`: one row per ablated set.
  public func ablationCSV() -> [UInt8] {
    var csv = CSVWriter([
      "set", "features", "auroc", "auroc_change", "tpr_gap", "fpr_gap", "gap_closed", "leakage_auroc",
    ])
    for row in ablations {
      csv.text(row.set)
      csv.integer(row.features)
      for value in [row.auroc, row.aurocChange, row.tprGap, row.fprGap, row.gapClosed, row.leakageAUROC] {
        csv.real(value)
      }
      csv.endRow()
    }
    return csv.bytes.bytes
  }
}

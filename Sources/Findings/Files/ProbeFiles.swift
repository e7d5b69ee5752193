/// The CSV files of a probe study.
extension ProbeStudy {
  /// One row per example × repeat; examples without a label have no fold and no row.
  public func foldsCSV(ids: [String]) -> [UInt8] {
    var csv = CSVWriter(["example", "repeat", "fold"])
    for (repeatIndex, assignment) in design.assignments.enumerated() {
      for (example, fold) in assignment.enumerated() where fold >= 0 {
        csv.text(ids[example])
        csv.integer(repeatIndex)
        csv.integer(fold)
        csv.endRow()
      }
    }
    return csv.bytes.bytes
  }

  /// One row per arm × repeat × fold. `seconds` is empty: times differ between runs and lie in `timings.json`.
  public func probesCSV() -> [UInt8] {
    var csv = CSVWriter(
      [
        "arm", "representation", "checkpoint", "layer", "pooling", "threshold", "top", "training_rate", "repeat",
        "fold",
        "n_train", "n_test", "c", "threshold_chosen",
      ] + metrics.map(\.name) + [
        "n_features", "seconds", "inner_log_loss", "chosen_arm", "objective", "gradient_norm",
        "duality_gap",
      ])
    for row in rows {
      let arm = arms[row.arm]
      csv.text(arm.name)
      csv.text(arm.key.representation.name)
      csv.text(arm.key.checkpoint)
      csv.integer(arm.key.layer)
      csv.text(arm.key.pooling)
      csv.text(arm.key.threshold?.text)
      csv.integer(arm.key.top)
      csv.real(arm.key.trainingRate)
      csv.integer(row.repeatIndex)
      csv.integer(row.fold)
      csv.integer(row.trainCount)
      csv.integer(row.testCount)
      csv.real(row.c)
      csv.real(row.thresholdChosen)
      for value in row.metrics { csv.real(value) }
      csv.integer(row.featureCount)
      csv.text(nil)
      csv.real(row.innerLoss)
      csv.text(row.chosenArm.map { arms[$0].name })
      csv.real(row.objective)
      csv.real(row.gradientNorm)
      csv.real(row.dualityGap)
      csv.endRow()
    }
    return csv.bytes.bytes
  }

  /// One row per checkpoint × pooling × threshold; empty thresholds where every feature has its own.
  public func thresholdsCSV() -> [UInt8] {
    var csv = CSVWriter([
      "threshold", "macro_f1_mean", "macro_f1_low", "macro_f1_high", "mean_active_features", "stability", "checkpoint",
      "pooling", "stability_low", "stability_high", "kind",
    ])
    for row in thresholds {
      csv.real(row.threshold)
      for value in [row.macroF1Mean, row.macroF1Low, row.macroF1High, row.meanActiveFeatures, row.stability] {
        csv.real(value)
      }
      csv.text(row.checkpoint)
      csv.text(row.pooling)
      csv.real(row.stabilityLow)
      csv.real(row.stabilityHigh)
      csv.text(row.choice.kind)
      csv.endRow()
    }
    return csv.bytes.bytes
  }

  /// One row per arm that selects features.
  public func stabilityCSV() -> [UInt8] {
    var csv = CSVWriter(["arm", "phi", "ci_low", "ci_high", "selected_mean"])
    for row in stability {
      csv.text(arms[row.arm].name)
      for value in [row.phi, row.low, row.high, row.selectedMean] { csv.real(value) }
      csv.endRow()
    }
    return csv.bytes.bytes
  }

  /// One row per pair of arms × metric.
  public func comparisonsCSV() -> [UInt8] {
    var csv = CSVWriter([
      "a", "b", "metric", "mean_a", "mean_b", "difference", "ci_low", "ci_high", "t", "df", "p", "verdict",
      "p_adjusted", "margin", "family", "same_as",
    ])
    for row in comparisons {
      csv.text(arms[row.a].name)
      csv.text(arms[row.b].name)
      csv.text(row.metric)
      for value in [row.meanA, row.meanB, row.difference, row.low, row.high] { csv.real(value) }
      csv.real(row.t)
      csv.integer(row.degreesOfFreedom)
      csv.real(row.p)
      csv.text(row.verdict)
      csv.real(row.adjustedP)
      csv.real(row.margin)
      csv.text(row.family)
      csv.text(row.sameAs.map { "\(arms[$0.a].name) − \(arms[$0.b].name)" })
      csv.endRow()
    }
    return csv.bytes.bytes
  }
}

extension NearDuplicateFinding {
  /// One row per pair of examples that are alike; `parted`: in how many repeats their folds differ.
  func pairsCSV(ids: [String]) -> [UInt8] {
    var csv = CSVWriter(["example", "other", "similarity", "parted", "across_split", "seen_in"])
    for pair in pairs {
      csv.text(ids[pair.first])
      csv.text(ids[pair.second])
      csv.real(pair.similarity)
      csv.integer(pair.parted)
      csv.flag(pair.isAcrossSplit)
      csv.text(pair.kind)
      csv.endRow()
    }
    return csv.bytes.bytes
  }
}

/// What the probes lean on, as CSV.
extension ProbeStudy {
  /// One row per arm × class × feature, the heaviest features of the fit on all examples.
  func weightsCSV() -> [UInt8] {
    var csv = CSVWriter([
      "arm", "class", "feature", "weight", "fold_mean", "fold_low", "fold_high", "sign_consistency", "selected_share",
      "auroc",
    ])
    for arm in arms where arm.key.checkpoint != nil {
      for entry in arm.weights {
        for (place, feature) in entry.features.enumerated() {
          let folds = entry.overFolds.indices.contains(place) ? entry.overFolds[place] : nil
          csv.text(arm.name)
          csv.text(entry.className)
          csv.integer(feature)
          csv.real(entry.weights[place])
          for value in [folds?.mean, folds?.low, folds?.high, folds?.signConsistency, folds?.selected, folds?.auroc] {
            csv.real(value)
          }
          csv.endRow()
        }
      }
    }
    return csv.bytes.bytes
  }

  /// One row per explained example × reason.
  func explanationsCSV(ids: [String]) -> [UInt8] {
    var csv = CSVWriter([
      "arm", "example", "kind", "label", "decision", "probability", "rank", "feature", "value", "weight",
      "contribution", "share",
    ])
    for item in explanations {
      for (rank, reason) in item.reasons.enumerated() {
        csv.text(arms[item.arm].name)
        csv.text(ids[item.example])
        csv.text(item.kind)
        csv.text(item.label)
        csv.text(item.decision)
        csv.real(item.probability)
        csv.integer(rank + 1)
        csv.integer(reason.feature)
        for value in [reason.value, reason.weight, reason.contribution, reason.share] { csv.real(value) }
        csv.endRow()
      }
    }
    return csv.bytes.bytes
  }
}

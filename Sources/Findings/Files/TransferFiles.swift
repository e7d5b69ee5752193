/// `transfer.csv`: one row per pair × arm × metric, over all pairs.
public func transferCSV(_ transfers: [TransferFinding]) -> [UInt8] {
  var csv = CSVWriter([
    "train", "test", "arm", "metric", "score", "ceiling", "floor", "ratio", "ci_low", "ci_high", "score_low",
    "score_high",
  ])
  for transfer in transfers {
    for row in transfer.rows {
      csv.text(transfer.train)
      csv.text(transfer.test)
      csv.text(row.arm.name)
      csv.text(row.metric)
      csv.real(row.score)
      csv.real(row.ceiling)
      csv.real(row.floor)
      csv.real(row.ratio?.value)
      csv.real(row.ratio?.low)
      csv.real(row.ratio?.high)
      csv.real(row.low)
      csv.real(row.high)
      csv.endRow()
    }
  }
  return csv.bytes.bytes
}

extension TransferTable {
  /// `transfer.TRAIN.TEST.CHECKPOINT.features.csv`: one row per feature.
  public func featuresCSV() -> [UInt8] {
    var csv = CSVWriter([
      "feature", "auroc_train", "q_train", "auroc_test", "q_test", "density_train", "density_test", "shared",
    ])
    for feature in shared.indices {
      csv.integer(feature)
      for column in [aurocTrain, qTrain, aurocTest, qTest, densityTrain, densityTest] { csv.real(column[feature]) }
      csv.flag(shared[feature])
      csv.endRow()
    }
    return csv.bytes.bytes
  }
}

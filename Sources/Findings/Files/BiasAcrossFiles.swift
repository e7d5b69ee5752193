extension DataFiles {
  /// Whether features that follow a group do so in the test dataset, one row per attribute × checkpoint × feature.
  public static func transferBias(_ train: String, _ test: String) -> String {
    "data/transfer.\(FileName.parts([train, test])).bias.csv"
  }

  /// How many of them do, one row per attribute × checkpoint.
  public static func transferBiasSummary(_ train: String, _ test: String) -> String {
    "data/transfer.\(FileName.parts([train, test])).bias-summary.csv"
  }

  /// Gaps between groups in the decisions of transferred probes, one row per attribute × measure × group.
  public static func transferGaps(_ train: String, _ test: String) -> String {
    "data/transfer.\(FileName.parts([train, test])).gaps.csv"
  }
}

extension ResultsWriter {
  /// What was found on groups across a pair; a table with nothing in it has no file.
  func writeBias(of pair: TransferFinding) throws {
    if !pair.biasRows.isEmpty {
      try write(DataFiles.transferBias(pair.train, pair.test), BiasReplicationRow.table.bytes(pair.biasRows))
    }
    let summaries = pair.bias.flatMap { across in across.features.map { (attribute: across.attribute, row: $0) } }
    if !summaries.isEmpty {
      try write(DataFiles.transferBiasSummary(pair.train, pair.test), BiasAcross.table.bytes(summaries))
    }
    let gaps = pair.bias.flatMap { across in
      across.gaps.map { (attribute: across.attribute, arm: across.arm?.name ?? "", row: $0) }
    }
    if !gaps.isEmpty { try write(DataFiles.transferGaps(pair.train, pair.test), GapAcross.table.bytes(gaps)) }
  }
}

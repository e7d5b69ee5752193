extension PairStudy {
  /// Whether subjects, checkpoints and counts are those of the study and the dataset.
  func check(_ check: FindingsCheck, _ study: BiasStudy, _ dataset: DatasetFinding) throws {
    try check.count("pairs", pairs)
    try check.count("clusters", clusters)
    try check.count("headlineRows", headlineRows, atMost: arms.count)
    for (index, row) in arms.enumerated() { try row.check(check.at("arms[\(index)]"), study, dataset) }
    for summary in checkpoints {
      let place = check.at("checkpoints.\(summary.checkpoint)")
      _ = try dataset.width(summary.checkpoint, place)
      try place.count("tested", summary.tested)
      try place.count("flagged", summary.flagged, atMost: summary.tested)
      for (index, row) in summary.top.enumerated() { try row.check(place.at("top[\(index)]"), study, dataset) }
    }
  }
}

extension PairRow {
  fileprivate func check(_ check: FindingsCheck, _ study: BiasStudy, _ dataset: DatasetFinding) throws {
    try check.count("pairs", pairs, atMost: dataset.exampleCount * dataset.exampleCount)
    try check.count("flipped", flipped, atMost: pairs)
    switch subject {
    case .arm(let place): try check.index("subject", place, below: study.arms.count)
    case .feature(let feature):
      let width = try dataset.width(checkpoint ?? "", check)
      try check.index("subject", Int(feature), below: width)
    }
  }
}

extension GapAttribution {
  /// Whether its features are those of its checkpoint.
  func check(_ check: FindingsCheck, _ dataset: DatasetFinding) throws {
    let width = try dataset.width(arm.checkpoint ?? "", check)
    try check.count("features", features, atMost: width)
    try check.require(top.count <= features, "more features are shown than have a share")
    for item in top { try check.index("feature", Int(item.feature), below: width) }
  }
}

extension ProbeStudy {
  func check(_ check: FindingsCheck, _ dataset: DatasetFinding) throws {
    let count = dataset.exampleCount
    try design.check(check.at("design"), dataset)
    let names = Set(arms.map(\.name))
    try check.length("different names of arms", names.count, arms.count)
    for arm in arms { try arm.check(check.at("arms.\(arm.name)"), dataset) }
    for (index, row) in rows.enumerated() {
      let place = check.at("rows[\(index)]")
      try place.index("arm", row.arm, below: arms.count)
      try place.index("repeatIndex", row.repeatIndex, below: design.repeats)
      try place.index("fold", row.fold, below: design.folds)
      try place.count("trainCount", row.trainCount, atMost: count)
      try place.count("testCount", row.testCount, atMost: count)
      try place.count("featureCount", row.featureCount)
      try place.length("metrics", row.metrics.count, ProbeMetric.allNames.count)
      if let chosen = row.chosenArm { try place.known("chosenArm", chosen, in: names) }
    }
    for (index, item) in comparisons.enumerated() {
      let place = check.at("comparisons[\(index)]")
      try place.known("a", item.a, in: names)
      try place.known("b", item.b, in: names)
      try place.known("metric", item.metric, in: Set(ProbeMetric.allNames))
      try place.count("degreesOfFreedom", item.degreesOfFreedom)
    }
    for (index, row) in thresholds.enumerated() {
      _ = try dataset.width(row.checkpoint, check.at("thresholds[\(index)]"))
    }
    for (index, item) in explanations.enumerated() {
      let place = check.at("explanations[\(index)]")
      try place.index("example", item.example, below: count)
      let checkpoint = arms.first { $0.name == item.arm }?.checkpoint
      let width = try dataset.width(checkpoint ?? "", place)
      for reason in item.reasons { try place.index("feature", reason.feature, below: width) }
    }
    for library in libraries { try library.check(check.at("libraries.\(library.arm)"), dataset) }
    for row in calibration {
      try check.at("calibration.\(row.arm)").count("count", row.count ?? 0, atMost: count)
      for bin in row.bins { try check.at("calibration.\(row.arm)").count("bins", bin.count, atMost: count) }
    }
    try split?.check(check.at("split"), dataset, arms: names)
    try nearDuplicates?.check(check.at("nearDuplicates"), dataset, repeats: design.repeats)
  }
}

extension FoldDesign {
  fileprivate func check(_ check: FindingsCheck, _ dataset: DatasetFinding) throws {
    try check.count("folds", folds)
    try check.count("repeats", repeats)
    try check.count("innerFolds", innerFolds)
    try check.count("exampleCount", exampleCount, atMost: dataset.exampleCount)
    if let labelCount { try check.count("labelCount", labelCount) }
    if let foldNames { try check.length("foldNames", foldNames.count, folds) }
    try check.lengthOrNone("assignments", assignments.count, repeats)
    for assignment in assignments {
      try check.length("an assignment", assignment.count, dataset.exampleCount)
      if let wrong = assignment.first(where: { $0 < -1 || Int($0) >= folds }) {
        throw check.failure("an assignment names fold \(wrong) of \(folds)")
      }
    }
  }
}

extension ProbeArm {
  fileprivate func check(_ check: FindingsCheck, _ dataset: DatasetFinding) throws {
    let known = Set(ProbeMetric.allNames)
    for estimate in metrics { try check.known("a metric", estimate.name, in: known) }
    try check.require(trainingRate > 0 && trainingRate <= 1, "trainingRate is \(trainingRate)")
    try check.require(
      featureCount.isFinite && featureCount >= 0 && featureCount < Double(FindingsCheck.largestCount),
      "featureCount is \(featureCount)")
    for choice in chosenFrom { try check.count("chosenFrom \(choice.name)", choice.count) }
    if let optimality { try check.count("optimality.fits", optimality.fits) }
    if let optimality { try check.count("optimality.unconverged", optimality.unconverged, atMost: optimality.fits) }
    let width = try checkpoint.map { try dataset.width($0, check) }
    for entry in weights {
      let place = check.at("weights.\(entry.className)")
      try place.length("weights", entry.weights.count, entry.features.count)
      try place.lengthOrNone("overFolds", entry.overFolds.count, entry.features.count)
      for feature in entry.features {
        try place.index("a feature", feature, below: width ?? FindingsCheck.largestCount)
      }
      for folds in entry.overFolds {
        try place.share("signConsistency", folds.signConsistency)
        try place.share("selected", folds.selected)
      }
    }
  }
}

extension FeatureLibrary {
  fileprivate func check(_ check: FindingsCheck, _ dataset: DatasetFinding) throws {
    let width = try dataset.width(checkpoint, check)
    try check.length("width", self.width, width)
    try check.count("examples", exampleCount, atMost: dataset.exampleCount)
    for member in features {
      try check.index("a feature", member.feature, below: width)
      try check.length("weights", member.weights.count, intercepts.count)
    }
  }
}

extension SplitEvaluation {
  fileprivate func check(_ check: FindingsCheck, _ dataset: DatasetFinding, arms names: Set<String>) throws {
    try check.count("trainCount", trainCount, atMost: dataset.exampleCount)
    try check.count("testCount", testCount, atMost: dataset.exampleCount - trainCount)
    try check.count("sharedClusters", sharedClusters, atMost: testCount)
    try check.counts("others", others, atMost: dataset.exampleCount)
    if let clusters {
      try check.count("clusters", clusters.count, atMost: testCount)
      try check.count("the largest cluster", clusters.largest, atMost: testCount)
    }
    for arm in arms {
      try check.known("an arm", arm.name, in: names)
      try check.length("metrics of \(arm.name)", arm.metrics.count, ProbeMetric.allNames.count)
    }
    for pair in pairs {
      try check.known("a", pair.a, in: names)
      try check.known("b", pair.b, in: names)
      try check.count("onlyFirst", pair.onlyFirst, atMost: testCount)
      try check.count("onlySecond", pair.onlySecond, atMost: testCount)
    }
  }
}

extension NearDuplicateFinding {
  fileprivate func check(_ check: FindingsCheck, _ dataset: DatasetFinding, repeats: Int) throws {
    try check.count("exampleCount", exampleCount, atMost: dataset.exampleCount)
    if let splitTestCount { try check.count("splitTestCount", splitTestCount, atMost: dataset.exampleCount) }
    for count in [near, similar] {
      try check.length("parted", count.parted.count, repeats)
      for value in count.parted { try check.count("parted", value, atMost: exampleCount) }
      if let across = count.acrossSplit { try check.count("acrossSplit", across, atMost: dataset.exampleCount) }
    }
  }
}

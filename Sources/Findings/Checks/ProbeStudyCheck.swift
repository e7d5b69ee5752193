extension ProbeStudy {
  func check(_ check: FindingsCheck, _ dataset: DatasetFinding) throws {
    let count = dataset.exampleCount
    try design.check(check.at("design"), dataset)
    try check.length("different arms", Set(arms.map(\.key)).count, arms.count)
    try check.length("different names of metrics", Set(metrics.map(\.name)).count, metrics.count)
    for arm in arms { try arm.check(check.at("arms.\(arm.name)"), dataset, metrics: Set(metrics.map(\.name))) }
    try check.known("headline.metric", headline.metric, in: Set(metrics.map(\.name)))
    for place in headline.arms + (headline.lead.map { [$0] } ?? []) {
      try check.index("headline", place, below: arms.count)
    }
    for choice in arms.flatMap(\.chosenFrom) { try check.index("chosenFrom", choice.arm, below: arms.count) }
    for (index, row) in rows.enumerated() {
      let place = check.at("rows[\(index)]")
      try place.index("arm", row.arm, below: arms.count)
      try place.index("repeatIndex", row.repeatIndex, below: design.repeats)
      try place.index("fold", row.fold, below: design.folds)
      try place.count("trainCount", row.trainCount, atMost: count)
      try place.count("testCount", row.testCount, atMost: count)
      try place.count("featureCount", row.featureCount)
      try place.length("metrics", row.metrics.count, metrics.count)
      if let chosen = row.chosenArm { try place.index("chosenArm", chosen, below: arms.count) }
    }
    for (index, item) in comparisons.enumerated() {
      let place = check.at("comparisons[\(index)]")
      for arm in [item.a, item.b] + (item.sameAs.map { [$0.a, $0.b] } ?? []) {
        try place.index("an arm", arm, below: arms.count)
      }
      try place.known("metric", item.metric, in: Set(metrics.map(\.name)))
      try place.count("degreesOfFreedom", item.degreesOfFreedom)
    }
    for (index, row) in thresholds.enumerated() {
      _ = try dataset.width(row.checkpoint, check.at("thresholds[\(index)]"))
    }
    for (index, item) in explanations.enumerated() {
      let place = check.at("explanations[\(index)]")
      try place.index("example", item.example, below: count)
      try place.index("arm", item.arm, below: arms.count)
      let checkpoint = arms[item.arm].key.checkpoint
      let width = try dataset.width(checkpoint ?? "", place)
      for reason in item.reasons { try place.index("feature", reason.feature, below: width) }
    }
    for library in libraries { try library.check(check.at("libraries.\(library.arm)"), dataset) }
    for (index, row) in stability.enumerated() {
      try check.at("stability[\(index)]").index("arm", row.arm, below: arms.count)
    }
    for (index, row) in calibration.enumerated() {
      let place = check.at("calibration[\(index)]")
      try place.index("arm", row.arm, below: arms.count)
      try place.count("count", row.count ?? 0, atMost: count)
      for bin in row.bins { try place.count("bins", bin.count, atMost: count) }
    }
    try split?.check(check.at("split"), dataset, self)
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
  fileprivate func check(_ check: FindingsCheck, _ dataset: DatasetFinding, metrics known: Set<String>) throws {
    for estimate in metrics { try check.known("a metric", estimate.name, in: known) }
    try check.require(key.trainingRate > 0 && key.trainingRate <= 1, "trainingRate is \(key.trainingRate)")
    try check.require(
      featureCount.isFinite && featureCount >= 0 && featureCount < Double(FindingsCheck.largestCount),
      "featureCount is \(featureCount)")
    for choice in chosenFrom { try check.count("chosenFrom", choice.count) }
    if let optimality { try check.count("optimality.fits", optimality.fits) }
    if let optimality { try check.count("optimality.unconverged", optimality.unconverged, atMost: optimality.fits) }
    let width = try key.checkpoint.map { try dataset.width($0, check) }
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
  fileprivate func check(_ check: FindingsCheck, _ dataset: DatasetFinding, _ study: ProbeStudy) throws {
    try check.count("trainCount", trainCount, atMost: dataset.exampleCount)
    try check.count("testCount", testCount, atMost: dataset.exampleCount - trainCount)
    try check.count("sharedClusters", sharedClusters, atMost: testCount)
    try check.counts("others", others, atMost: dataset.exampleCount)
    if let clusters {
      try check.count("clusters", clusters.count, atMost: testCount)
      try check.count("the largest cluster", clusters.largest, atMost: testCount)
    }
    for arm in arms {
      try check.index("an arm", arm.arm, below: study.arms.count)
      try check.length("metrics", arm.metrics.count, study.metrics.count)
    }
    for pair in pairs {
      for arm in [pair.a, pair.b] { try check.index("an arm", arm, below: study.arms.count) }
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

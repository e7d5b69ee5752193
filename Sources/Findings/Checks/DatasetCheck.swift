extension DatasetFinding {
  /// - Parameter widths: features of each checkpoint.
  func check(_ check: FindingsCheck, widths: [String: Int], datasets: [DatasetFinding]) throws {
    try check.count("exampleCount", exampleCount)
    try check.count("unlabelled", unlabelled, atMost: exampleCount)
    try check.counts("classes", classes, atMost: exampleCount)
    try check.counts("leftOutClasses", leftOutClasses, atMost: exampleCount)
    let names = (classes + leftOutClasses).map(\.name)
    try check.require(Set(names).count == names.count, "a class is there twice")
    if let positiveClass { try check.known("positiveClass", positiveClass, in: Set(classes.map(\.name))) }
    if parts.isEmpty, !classes.isEmpty {
      let sum = (classes + leftOutClasses).reduce(unlabelled) { $0 + $1.count }
      try check.require(sum == exampleCount, "the classes hold \(sum) of \(exampleCount) examples")
    }
    if let partOf { try check.known("partOf", partOf, in: Set(datasets.map(\.id))) }
    try check.lengthOrNone("parts", parts.count, classes.count)
    try check.require(
      Set(attributes.map(\.name)).count == attributes.count, "an attribute is there twice")
    for attribute in attributes {
      let place = check.at("attributes.\(attribute.name)")
      // Rounded counts can be a little above what they stand for.
      if attribute.isRounded { continue }
      try place.count("unknown", attribute.unknown, atMost: exampleCount)
      try place.counts("values", attribute.values, atMost: exampleCount)
      let sum = attribute.values.reduce(attribute.unknown) { $0 + $1.count }
      try place.require(sum == exampleCount, "the values are those of \(sum) of \(exampleCount) examples")
    }
    try check.counts("splits", splits, atMost: exampleCount)
    if let clusterCount { try check.count("clusterCount", clusterCount, atMost: exampleCount) }
    try check.require(
      Set(checkpoints.map(\.checkpoint)).count == checkpoints.count, "a checkpoint is there twice")
    for entry in checkpoints {
      let place = check.at("checkpoints.\(entry.checkpoint)")
      guard let width = widths[entry.checkpoint] else { throw place.failure("there is no such checkpoint") }
      try place.count("featureCount", entry.featureCount, atMost: width)
      try place.count("aliveFeatures", entry.aliveFeatures, atMost: entry.featureCount)
      try place.count("denseFeatures", entry.denseFeatures, atMost: entry.featureCount)
      try place.count("tokens", entry.tokens, atMost: 1 << 60)
    }
    // Probes over several labels take the features that the data sets of the labels have.
    var probed = self
    if let part = datasets.first(where: { $0.partOf == id }) { probed.checkpoints = part.checkpoints }
    try probes?.check(check.at("probes"), probed)
    try check.distinct("bias:", bias.map(\.attribute))
    for study in bias { try study.check(check.at("bias.\(study.attribute)"), self) }
  }

  /// Features of a checkpoint on this dataset.
  ///
  /// - Throws: `AtlasError` where it has none.
  func width(_ checkpoint: String, _ check: FindingsCheck) throws -> Int {
    guard let entry = checkpoints.first(where: { $0.checkpoint == checkpoint }) else {
      throw check.failure("the checkpoint “\(checkpoint)” is none of the dataset")
    }
    return entry.featureCount
  }
}

extension BiasStudy {
  func check(_ check: FindingsCheck, _ dataset: DatasetFinding) throws {
    // Rounded counts can be a little above what they stand for: less than the base for each label.
    let most = dataset.exampleCount + (roundingBase ?? 0) * max(1, dataset.classes.count)
    try check.counts("groups", groups, atMost: most)
    try check.count("unknown", unknown, atMost: most)
    try check.count("minimumCell", minimumCell)
    let names = Set(groups.map(\.name))
    if !groups.isEmpty { try check.known("reference", reference, in: names) }
    try check.require(
      Set(checkpoints.map(\.checkpoint)).count == checkpoints.count, "a checkpoint is there twice")
    for summary in checkpoints {
      let place = check.at("checkpoints.\(summary.checkpoint)")
      let width = try dataset.width(summary.checkpoint, place)
      try place.count("tested", summary.tested, atMost: width)
      try place.count("untested", summary.untested, atMost: width)
      try place.length("tested and untested features", summary.tested + summary.untested, width)
      try place.counts("verdicts", summary.verdicts, atMost: summary.tested)
      try place.count("features beyond the margin", summary.beyondMargin ?? 0, atMost: summary.tested)
      try place.count("families", summary.families ?? 0, atMost: summary.tested)
      let sum = summary.verdicts.reduce(0) { $0 + $1.count }
      try place.require(sum == summary.tested, "there are \(sum) verdicts on \(summary.tested) features")
    }
    if let lead { try check.index("lead", lead, below: arms.count) }
    for key in arms { if let checkpoint = key.checkpoint { _ = try dataset.width(checkpoint, check.at("arms")) } }
    for (index, row) in probeRows.enumerated() {
      try check.at("probeRows[\(index)]").index("arm", row.arm, below: arms.count)
      try check.at("probeRows[\(index)]").count("n", row.n, atMost: most + 3 * (roundingBase ?? 0))
      // Examples without a group have a row, too.
      if !row.group.isEmpty {
        try check.at("probeRows[\(index)]").known("group", row.group, in: names.union(["unknown"]))
      }
    }
    try pairs?.check(check.at("pairs"), self, dataset)
    for (index, gap) in (attributions ?? []).enumerated() { try gap.check(check.at("attributions[\(index)]"), dataset) }
    for (index, row) in ablations.enumerated() {
      let place = check.at("ablations[\(index)]")
      let width = try dataset.width(row.checkpoint, place)
      try place.count("features", row.features, atMost: width)
    }
  }
}

extension ExampleList {
  /// Whether the list is that of the dataset: as many of everything as there are examples, or none.
  func check(_ finding: DatasetFinding, path: String) throws {
    let check = FindingsCheck(path: path)
    let count = finding.exampleCount
    try check.require(dataset == finding.id, "these are the examples of “\(dataset)”, not of “\(finding.id)”")
    try check.length("ids", ids.count, count)
    for (name, size) in [
      ("texts", texts.count), ("labels", labels.count), ("splits", splits.count), ("tokens", tokens.count),
    ] { try check.lengthOrNone(name, size, count) }
    try check.length("groups", groups.count, finding.attributes.count)
    for (attribute, column) in zip(finding.attributes, groups) {
      try check.length("groups of \(attribute.name)", column.count, count)
    }
    try checkPictures(check)
  }
}

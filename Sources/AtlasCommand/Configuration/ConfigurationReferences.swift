import Diagnostics

extension AtlasConfiguration {
  /// Ids are unique, and what refers to an id or a column finds it; what does not is added to the mistakes.
  func checkReferences(_ root: ConfigurationNode) {
    let mistakes = root.reading.mistakes
    if !root.has("datasets") {
      mistakes.add(
        root.failure("the configuration names no datasets", hint: "add a `datasets:` list, see `feature-atlas keys`"))
    } else if root.node["datasets"]?.sequence?.isEmpty == true {
      mistakes.add(failure(at: "datasets", "`datasets` is an empty list", hint: "name a dataset"))
    }
    checkUnique(checkpoints.map { ($0.id, $0.place) }, mistakes)
    checkUnique(datasets.map { ($0.id, $0.place) }, mistakes)
    // Of a dataset that could not be read the id is not known.
    guard hasAllDatasets else { return }
    checkTransfers(mistakes)
    checkFeatureNames(mistakes)
    if !datasets.contains(where: { $0.hasMistakes && $0.columns.groups.isEmpty }) { checkAttributes(mistakes) }
  }

  /// Whether the entries of `datasets` are as many as the file has.
  private var hasAllDatasets: Bool { places["datasets[\(datasets.count)]"] == nil }

  /// Whether the layers of all states are known.
  var hasAllStates: Bool { hasAllDatasets && datasets.allSatisfy(\.hasAllStates) }

  private func checkTransfers(_ mistakes: Mistakes) {
    let ids = datasets.map(\.id)
    var pairs: [[String]] = []
    for pair in transfer where !pair.isAll {
      for (key, name) in [("train", pair.train), ("test", pair.test)] where !ids.contains(name) && !mayBeLabel(name) {
        let nearest = nearestName(to: name, in: ids).map { "did you mean “\($0)”? " } ?? ""
        mistakes.add(
          failure(
            at: "\(pair.place).\(key)", "transfer names the dataset “\(name)”, which is not in `datasets`",
            hint: nearest + "known: " + ids.joined(separator: ", ")))
      }
      if pair.train == pair.test { checkLabels(ofItself: pair, mistakes) }
      if pairs.contains([pair.train, pair.test]) {
        mistakes.add(
          failure(
            at: pair.place, "the transfer from “\(pair.train)” to “\(pair.test)” is listed twice",
            hint: "keep one of them"))
      }
      pairs.append([pair.train, pair.test])
    }
  }

  /// One dataset on both sides needs two labels.
  private func checkLabels(ofItself pair: TransferEntry, _ mistakes: Mistakes) {
    let own = datasets.first { $0.id == pair.train }?.columns.label
    let predicted = pair.predicted
    guard (predicted.train ?? own) == (predicted.test ?? own) else { return }
    mistakes.add(
      failure(
        at: pair.place, "transfer from “\(pair.train)” to itself, with one label",
        hint: "name two datasets, or the column to test on: `test-label: COLUMN`"))
  }

  private func checkFeatureNames(_ mistakes: Mistakes) {
    let ids = checkpoints.map(\.id)
    for (index, names) in featureNames.enumerated() {
      guard let id = names.checkpoint, !ids.contains(id) else { continue }
      let nearest = nearestName(to: id, in: ids).map { "did you mean “\($0)”? " } ?? ""
      let place = places["labels[\(index)]"] == nil ? "labels" : "labels[\(index)]"
      mistakes.add(
        failure(
          at: place, "labels name the checkpoint “\(id)”, which is not in `checkpoints`",
          hint: nearest + "known: " + ids.joined(separator: ", ")))
    }
  }

  private func checkAttributes(_ mistakes: Mistakes) {
    let columns = datasets.flatMap(\.columns.groups)
    for attribute in (bias.attributes ?? []) + bias.intersections.flatMap({ $0 }) where !columns.contains(attribute) {
      let place = place(of: attribute, under: "bias.attributes") ?? place(of: attribute, under: "bias.intersections")
      let nearest = nearestName(to: attribute, in: columns).map { "did you mean “\($0)”? " } ?? ""
      mistakes.add(
        failure(
          at: place ?? "bias", "bias names the attribute “\(attribute)”, which is no group column of any dataset",
          hint: columns.isEmpty
            ? "add it to `columns: {groups: […]}`"
            : nearest + "group columns: " + Set(columns).sorted().joined(separator: ", ")))
    }
  }

  /// Whether a dataset with several labels per example may have one of this id: labels are known once it is read.
  private func mayBeLabel(_ id: String) -> Bool {
    datasets.contains { $0.columns.labels != nil && id.hasPrefix($0.id + "-") }
  }

  private func checkUnique(_ ids: [(id: String, place: String)], _ mistakes: Mistakes) {
    var seen: [String: String] = [:]
    for (id, place) in ids {
      guard let first = seen.updateValue(place, forKey: id) else { continue }
      let line = places[first]?.line.map { ", first on line \($0)" } ?? ""
      mistakes.add(failure(at: place, "the id “\(id)” is used twice" + line, hint: "give each its own id"))
    }
  }
}

import Analysis
import Datasets
import Diagnostics
import Findings
import Transfer

extension OpenedInputs {
  /// Pairs of tasks that the configuration's transfers mean: the label that is named, or, of datasets with several labels,
  /// each label that both have; with `all` every ordered pair of datasets that share a checkpoint or a layer and two classes.
  ///
  /// - Throws: `AtlasError` where a name is no dataset and no label of one, or two datasets have no label, or fewer than two
  ///   classes, in common.
  mutating func pairs(_ configuration: AtlasConfiguration) throws -> [TransferPair] {
    let pairs = try configuration.transfer.flatMap { pair -> [TransferPair] in
      if pair.isAll { return try allPairs(pair.place, configuration) }
      let train = try tasks(pair.train, at: pair.place + ".train", configuration)
      let test = try tasks(pair.test, at: pair.place + ".test", configuration)
      let predicted = pair.predicted
      if let column = predicted.train {
        try relabel(train[0], column, pair.place + (pair.label == nil ? ".train-label" : ".label"), configuration)
      }
      if let column = predicted.test {
        try relabel(test[0], column, pair.place + (pair.label == nil ? ".test-label" : ".label"), configuration)
      }
      // Two labels that are named: what the one holds of stands for what the other holds of.
      let named = train.count == 1 && test.count == 1 ? sameness(train[0], test[0]) : [:]
      let pairs = train.flatMap { from in
        test.filter { train.count == 1 || test.count == 1 || $0.label == from.label }.map { to in
          TransferPair(
            train: from.id, test: to.id, labelMap: named.merging(pair.labelMap) { $1 }, isSameSpace: pair.sameSpace,
            trainLabel: predicted.train, testLabel: predicted.test)
        }
      }
      guard !pairs.isEmpty else {
        throw configuration.failure(
          at: pair.place, "“\(pair.train)” and “\(pair.test)” have no label in common",
          hint: "name the labels: " + (train + test).map(\.id).joined(separator: ", "))
      }
      for own in pairs { try checkClasses(own, at: pair.place, configuration) }
      return pairs
    }
    try configuration.checkTransfers(pairs)
    return pairs
  }

  /// Of labels against their rest the classes of the one by those of the other.
  private func sameness(_ train: DatasetTask, _ test: DatasetTask) -> [String: String] {
    guard train.label != nil, test.label != nil, train.label != test.label else { return [:] }
    return Dictionary(zip(train.examples.classes, test.examples.classes), uniquingKeysWith: { first, _ in first })
  }

  private func classes(_ id: String, _ label: String?) -> [String] {
    let examples = label.flatMap { relabelled[id]?[$0] } ?? datasets.flatMap(\.tasks).first { $0.id == id }?.examples
    return examples.map { TransferPair.classesPresent($0) } ?? []
  }

  private func checkClasses(_ pair: TransferPair, at place: String, _ configuration: AtlasConfiguration) throws {
    let (here, there) = (classes(pair.train, pair.trainLabel), classes(pair.test, pair.testLabel))
    if let stray = pair.labelMap.keys.filter({ !here.contains($0) }).min() {
      throw configuration.failure(
        at: place + ".label-map", "“\(stray)” is no class of “\(pair.train)”",
        hint: "its classes: " + here.joined(separator: ", "))
    }
    guard pair.common(here, there).count < 2 else { return }
    func list(_ names: [String]) -> String {
      names.prefix(12).joined(separator: ", ") + (names.count > 12 ? " …" : "")
    }
    throw configuration.failure(
      at: place, "“\(pair.train)” and “\(pair.test)” have fewer than two classes in common",
      hint: "\(pair.train): \(list(here)); \(pair.test): \(list(there)); "
        + "classes that are written differently are told by `label-map: {theirs: ours}`")
  }

  private func allPairs(_ place: String, _ configuration: AtlasConfiguration) throws -> [TransferPair] {
    let pairs = datasets.flatMap { train in
      datasets.filter { $0.id != train.id && sharesSpace(train, $0) }.flatMap { test in
        let (from, to) = (train.tasks, test.tasks)
        return from.flatMap { own in
          to.filter { from.count == 1 || to.count == 1 || $0.label == own.label }.map {
            TransferPair(train: own.id, test: $0.id)
          }
        }
      }
    }.filter { $0.common(classes($0.train, nil), classes($0.test, nil)).count >= 2 }
    guard !pairs.isEmpty else {
      throw configuration.failure(
        at: place, "no two datasets have a checkpoint or layer and two classes in common",
        hint: "name pairs: `- {train: A, test: B, label-map: {theirs: ours}, same-space: true}`")
    }
    return pairs
  }

  private func sharesSpace(_ a: OpenedDataset, _ b: OpenedDataset) -> Bool {
    a.states.contains { own in b.states.contains { $0.layer == own.layer } }
      || checkpoints.contains { a.states(ofLayer: $0.layer) != nil && b.states(ofLayer: $0.layer) != nil }
  }

  /// Reads the examples once more with another label.
  private mutating func relabel(
    _ task: DatasetTask, _ column: String, _ place: String, _ configuration: AtlasConfiguration
  ) throws {
    guard relabelled[task.id]?[column] == nil,
      let entry = configuration.datasets.first(where: { $0.id == task.id }), let path = entry.examples
    else {
      if relabelled[task.id]?[column] == nil {
        throw configuration.failure(
          at: place, "“\(task.id)” has no file of examples to take another label from",
          hint: "leave `label:` out, or name datasets with `examples:`")
      }
      return
    }
    var columns = entry.columns
    (columns.label, columns.labels) = (column, nil)
    let table: ExampleTable
    do {
      table = try ExampleTable.read(path: path, columns: columns)
    } catch let error as AtlasError {
      throw configuration.failure(at: place, "\(path): \(error.message)", hint: error.hint)
    }
    guard table.ids == task.examples.ids else {
      throw configuration.failure(at: place, "\(path) changed while it was read")
    }
    relabelled[task.id, default: [:]][column] = table
  }

  private func tasks(_ name: String, at place: String, _ configuration: AtlasConfiguration) throws -> [DatasetTask] {
    if let dataset = datasets.first(where: { $0.id == name }) { return dataset.tasks }
    let all = datasets.flatMap(\.tasks)
    if let task = all.first(where: { $0.id == name }) { return [task] }
    throw configuration.failure(
      at: place, "transfer names “\(name)”, which is no dataset and no label of one",
      hint: "known: " + (datasets.map(\.id) + all.filter { $0.label != nil }.map(\.id)).joined(separator: ", "))
  }

  /// - Throws: `AtlasError` where a dataset's label makes an id that another dataset, or another label, has.
  func checkTaskIDs(_ configuration: AtlasConfiguration) throws {
    var owners = Dictionary(
      datasets.map { (FileName.part($0.id), "another dataset") }, uniquingKeysWith: { first, _ in first })
    for dataset in datasets {
      guard let sets = dataset.examples.labelSets else { continue }
      guard !sets.names.isEmpty else {
        throw AtlasError(
          path: dataset.examples.path, "no example of “\(dataset.id)” has a label",
          hint: "check the column that `labels:` names, or leave it out")
      }
      for task in dataset.tasks {
        let label = "the label “\(task.label ?? "")” of “\(dataset.id)”"
        // Without capitals, which some file systems do not tell apart.
        let owner = owners.updateValue(label, forKey: FileName.part(task.id).lowercased())
        guard let owner else { continue }
        throw configuration.failure(
          at: configuration.datasets.first { $0.id == dataset.id }?.place ?? "datasets",
          "\(label) would be called “\(task.id)”, as \(owner) is",
          hint: "give one of the datasets another id, or rename the label")
      }
    }
  }
}

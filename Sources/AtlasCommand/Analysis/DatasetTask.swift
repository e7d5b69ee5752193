import Datasets
import Diagnostics
import Findings

/// What is studied of a dataset: its label, or one of its labels against the rest.
struct DatasetTask {
  /// Of the dataset, followed by the label where there are several.
  var id: String
  /// nil where the dataset has one label per example.
  var label: String?
  var examples: ExampleTable

  /// Why no probe can be trained here, or nil.
  func unprobeable(folds: Int) -> String? {
    let counts = examples.classes.indices.map { c in examples.labels.count { $0 == Int32(c) } }
    if examples.classes.count < 2 { return "\(id): no probes, since there are not two classes of labels" }
    if let smallest = counts.min(), smallest < folds {
      return "\(id): no probes, since the smallest class has \(smallest) examples, fewer than \(folds) folds"
    }
    return nil
  }
}

extension LoadedInputs.LoadedDataset {
  var tasks: [DatasetTask] {
    guard let sets = examples.labelSets else { return [DatasetTask(id: entry.id, label: nil, examples: examples)] }
    var used: Set<String> = []
    return sets.names.enumerated().map { index, name in
      let plain = entry.id + "-" + Self.idPart(name, otherwise: "label-\(index + 1)")
      var id = plain
      var count = 1
      while !used.insert(id).inserted {
        count += 1
        id = "\(plain)-\(count)"
      }
      return DatasetTask(id: id, label: name, examples: examples.oneVersusRest(index))
    }
  }

  /// Letters, digits and - of a label's name; it becomes part of file names and URLs.
  private static func idPart(_ name: String, otherwise: String) -> String {
    let words = name.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    return words.isEmpty ? otherwise : String(words.joined(separator: "-").prefix(64))
  }
}

extension LoadedInputs {
  /// Pairs of tasks that the configuration's transfers mean: the label that is named, or, of datasets with several labels,
  /// each label that both have.
  ///
  /// - Throws: `AtlasError` where a name is no dataset and no label of one, or two datasets have no label in common.
  func transfers(_ configuration: AtlasConfiguration) throws -> [(train: String, test: String)] {
    try configuration.transfer.flatMap { pair -> [(train: String, test: String)] in
      let train = try tasks(pair.train, at: pair.place + ".train", configuration)
      let test = try tasks(pair.test, at: pair.place + ".test", configuration)
      let pairs = train.flatMap { from in
        test.filter { train.count == 1 || test.count == 1 || $0.label == from.label }.map { (from.id, $0.id) }
      }
      guard !pairs.isEmpty else {
        throw configuration.failure(
          at: pair.place, "“\(pair.train)” and “\(pair.test)” have no label in common",
          hint: "name the labels: " + (train + test).map(\.id).joined(separator: ", "))
      }
      return pairs
    }
  }

  private func tasks(_ name: String, at place: String, _ configuration: AtlasConfiguration) throws -> [DatasetTask] {
    if let dataset = datasets.first(where: { $0.entry.id == name }) { return dataset.tasks }
    let all = datasets.flatMap(\.tasks)
    if let task = all.first(where: { $0.id == name }) { return [task] }
    throw configuration.failure(
      at: place, "transfer names “\(name)”, which is no dataset and no label of one",
      hint: "known: " + (datasets.map(\.entry.id) + all.filter { $0.label != nil }.map(\.id)).joined(separator: ", "))
  }

  /// - Throws: `AtlasError` where a dataset's label makes an id that another dataset has.
  func checkTaskIDs(_ configuration: AtlasConfiguration) throws {
    let ids = Set(datasets.map(\.entry.id))
    for dataset in datasets {
      guard let sets = dataset.examples.labelSets else { continue }
      guard !sets.names.isEmpty else {
        throw AtlasError(
          path: dataset.examples.path, "no example of “\(dataset.entry.id)” has a label",
          hint: "check the column that `labels:` names, or leave it out")
      }
      for task in dataset.tasks where ids.contains(task.id) {
        throw configuration.failure(
          at: dataset.entry.place,
          "the label “\(task.label ?? "")” of “\(dataset.entry.id)” would be called “\(task.id)”, as another dataset is",
          hint: "give that dataset another id")
      }
    }
  }
}

import Analysis
import Datasets
import Diagnostics
import Findings

extension OpenedInputs {
  /// Pairs of tasks that the configuration's transfers mean: the label that is named, or, of datasets with several labels,
  /// each label that both have.
  ///
  /// - Throws: `AtlasError` where a name is no dataset and no label of one, or two datasets have no label in common.
  func pairs(_ configuration: AtlasConfiguration) throws -> [(train: String, test: String)] {
    let pairs = try configuration.transfer.flatMap { pair -> [(train: String, test: String)] in
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
    try configuration.checkTransfers(pairs)
    return pairs
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

import Datasets
import Diagnostics
import Findings
import Foundation

/// What is studied of a dataset: its label, or one of its labels against the rest.
struct DatasetTask {
  /// Of the dataset, followed by the label where there are several.
  var id: String
  /// nil where the dataset has one label per example.
  var label: String?
  var examples: ExampleTable

  /// What stands for each label in the id of its dataset: its words in small letters, whatever the script; where that is
  /// nothing, too long, or the same for two labels, the label as it is.
  static func idParts(_ names: [String]) -> [String] {
    let words = names.map { name in
      name.precomposedStringWithCanonicalMapping.lowercased().split { !($0.isLetter || $0.isNumber) }
        .joined(separator: "-")
    }
    let counts = Dictionary(words.map { ($0, 1) }, uniquingKeysWith: +)
    return zip(names, words).map { name, plain in
      plain.isEmpty || plain.count > 64 || counts[plain] != 1 ? name : plain
    }
  }

  /// Why no probe can be trained here, or nil.
  func unprobeable(folds: Int) -> Note? { examples.unprobeable(folds: folds) }
}

extension LoadedInputs.LoadedDataset {
  var tasks: [DatasetTask] {
    guard let sets = examples.labelSets else { return [DatasetTask(id: entry.id, label: nil, examples: examples)] }
    let parts = DatasetTask.idParts(sets.names)
    return sets.names.indices.map { index in
      DatasetTask(
        id: entry.id + "-" + parts[index], label: sets.names[index], examples: examples.oneVersusRest(index))
    }
  }
}

extension LoadedInputs {
  /// Pairs of tasks that the configuration's transfers mean: the label that is named, or, of datasets with several labels,
  /// each label that both have.
  ///
  /// - Throws: `AtlasError` where a name is no dataset and no label of one, or two datasets have no label in common.
  func transfers(_ configuration: AtlasConfiguration) throws -> [(train: String, test: String)] {
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
    if let dataset = datasets.first(where: { $0.entry.id == name }) { return dataset.tasks }
    let all = datasets.flatMap(\.tasks)
    if let task = all.first(where: { $0.id == name }) { return [task] }
    throw configuration.failure(
      at: place, "transfer names “\(name)”, which is no dataset and no label of one",
      hint: "known: " + (datasets.map(\.entry.id) + all.filter { $0.label != nil }.map(\.id)).joined(separator: ", "))
  }

  /// - Throws: `AtlasError` where a dataset's label makes an id that another dataset, or another label, has.
  func checkTaskIDs(_ configuration: AtlasConfiguration) throws {
    var owners = Dictionary(
      datasets.map { (FileName.part($0.entry.id), "another dataset") }, uniquingKeysWith: { first, _ in first })
    for dataset in datasets {
      guard let sets = dataset.examples.labelSets else { continue }
      guard !sets.names.isEmpty else {
        throw AtlasError(
          path: dataset.examples.path, "no example of “\(dataset.entry.id)” has a label",
          hint: "check the column that `labels:` names, or leave it out")
      }
      for task in dataset.tasks {
        let label = "the label “\(task.label ?? "")” of “\(dataset.entry.id)”"
        // Without capitals, which some file systems do not tell apart.
        let owner = owners.updateValue(label, forKey: FileName.part(task.id).lowercased())
        guard let owner else { continue }
        throw configuration.failure(
          at: dataset.entry.place, "\(label) would be called “\(task.id)”, as \(owner) is",
          hint: "give one of the datasets another id, or rename the label")
      }
    }
  }
}

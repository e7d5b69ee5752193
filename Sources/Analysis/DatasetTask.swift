import Datasets
import Diagnostics
import Foundation
import Probing

/// What is studied of a dataset: its label, or one of its labels against the rest.
public struct DatasetTask {
  /// Of the dataset, followed by the label where there are several.
  public var id: String
  /// nil where the dataset has one label per example.
  public var label: String?
  /// With this label alone.
  public var examples: ExampleTable

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
  public func unprobeable(folds: Int) -> Note? { examples.unprobeable(folds: folds) }
}

extension OpenedDataset {
  /// One per label.
  public var tasks: [DatasetTask] {
    guard let sets = examples.labelSets else { return [DatasetTask(id: id, label: nil, examples: examples)] }
    let parts = DatasetTask.idParts(sets.names)
    return sets.names.indices.map { index in
      DatasetTask(
        id: id + "-" + parts[index], label: sets.names[index], examples: examples.oneVersusRest(index))
    }
  }
}

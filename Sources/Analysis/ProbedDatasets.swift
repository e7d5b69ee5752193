import Findings
import Transfer

extension ProbedDataset {
  /// The folds of the first repeat and what each arm chose there; nil without folds.
  init?(_ study: ProbeStudy) {
    guard let folds = study.design.assignments.first else { return nil }
    var c: [ArmKey: [Double]] = [:]
    for row in study.rows where row.repeatIndex == 0 && study.arms[row.arm].key.trainingRate == 1 {
      if let value = row.c { c[study.arms[row.arm].key, default: []].append(value) }
    }
    self.init(folds: folds, c: c)
  }
}

extension AnalysedDataset {
  /// By the ids of the datasets.
  static func probed(_ tasks: [Task]) -> [String: ProbedDataset] {
    Dictionary(
      tasks.compactMap { task in task.probed.map { (task.encoded.id, $0) } }, uniquingKeysWith: { first, _ in first })
  }
}

extension AtlasFindings {
  /// Fraction of variance that checkpoints leave unexplained, by dataset and checkpoint.
  var unexplained: [String: [String: Double]] {
    var result: [String: [String: Double]] = [:]
    for checkpoint in checkpoints {
      for item in checkpoint.reconstructions { result[item.dataset, default: [:]][checkpoint.id] = item.fvu }
    }
    return result
  }
}

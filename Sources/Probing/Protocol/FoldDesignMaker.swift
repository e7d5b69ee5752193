import Datasets
import Diagnostics
import Findings

/// Folds made from the labels, checked first.
struct FoldDesignMaker: Sendable {
  let plan: FoldPlan
  let finding: FoldDesign
  /// Class index.
  let positive: Int
  let notes: [String]

  init(_ examples: ExampleTable, options: ProbeOptions) throws {
    var notes: [String] = []
    let rows = examples.labels.indices.filter { examples.labels[$0] >= 0 }
    var counts = [Int](repeating: 0, count: examples.classes.count)
    for row in rows { counts[Int(examples.labels[row])] += 1 }
    guard counts.filter({ $0 > 0 }).count >= 2 else {
      throw AtlasError(
        .input, path: examples.path, "probes need two classes with examples",
        hint: "name the label column in the configuration, or leave the probes out")
    }
    if rows.count < examples.labels.count {
      notes.append("\(examples.labels.count - rows.count) examples without a label are left out.")
    }
    var folds = options.folds
    if let clusters = examples.clusters {
      let count = FoldAssignment.groupCount(clusters.codes, rows: examples.foldedRows)
      guard count >= 2 else {
        throw AtlasError(
          .input, path: examples.path,
          "all labelled examples have the same value of \(clusters.name), so no fold can part them",
          hint: "choose another cluster column, or none")
      }
      if count < folds {
        notes.append("\(clusters.name) has \(count) values, so there are \(count) folds instead of \(folds).")
        folds = count
      }
    } else if rows.count < folds {
      throw AtlasError(
        .input, path: examples.path, "\(rows.count) labelled examples cannot be parted into \(folds) folds",
        hint: "lower probes: folds")
    }
    for (index, count) in counts.enumerated() where count < folds {
      notes.append(
        "Class \(examples.classes[index]) has \(count) examples, fewer than the \(folds) folds: some folds lack it.")
    }
    if let name = options.positiveClass {
      guard let index = examples.classes.firstIndex(of: name) else {
        throw AtlasError(
          .input, path: examples.path, "there is no class \(name)",
          hint: nearestName(to: name, in: examples.classes).map { "did you mean \($0)?" })
      }
      positive = index
    } else {
      positive = examples.classes.count - 1
    }
    plan = FoldPlan(examples, folds: folds, options: options)
    finding = FoldDesign(
      folds: folds, repeats: options.repeats, clusterColumn: examples.clusters?.name, exampleCount: examples.count,
      candidatesC: options.c, innerFolds: plan.innerCount, assignments: plan.assignments,
      positiveClass: examples.classes.count == 2 ? examples.classes[positive] : nil)
    self.notes = notes
  }
}

import Datasets
import Diagnostics
import Evaluation
import Findings

/// Folds made from the labels, checked first.
struct FoldDesignMaker: Sendable {
  let plan: FoldPlan
  let finding: FoldDesign
  /// Class index.
  let positive: Int
  let notes: [Note]

  init(_ examples: ExampleTable, options: ProbeOptions) throws {
    var notes: [Note] = []
    let rows = examples.labels.indices.filter { examples.labels[$0] >= 0 }
    var counts = [Int](repeating: 0, count: examples.classes.count)
    for row in rows { counts[Int(examples.labels[row])] += 1 }
    guard counts.filter({ $0 > 0 }).count >= 2 else {
      throw AtlasError(
        .input, path: examples.path, "probes need two classes with examples",
        hint: "name the label column in the configuration, or leave the probes out")
    }
    notes += Self.leftOut(examples)
    let folds = examples.foldCount(asked: options.folds)
    let given = examples.givenFolds
    if let given {
      notes.append(Note(.givenFolds, given.values.enumerated().map { "\($0) = \($1)" }))
      if let note = Self.partedClusters(examples, given) { notes.append(note) }
    } else if let clusters = examples.clusters {
      let alone = rows.count { clusters.codes[$0] < 0 }
      if alone > 0 { notes.append(Note(.withoutCluster, alone, clusters.name)) }
      let count = FoldAssignment.groupCount(clusters.codes, rows: examples.foldedRows)
      guard count >= 2 else {
        throw AtlasError(
          .input, path: examples.path,
          "all labelled examples have the same value of \(clusters.name), so no fold can part them",
          hint: "choose another cluster column, or none")
      }
      if count < options.folds { notes.append(Note(.fewClusters, clusters.name, count, options.folds)) }
    } else if rows.count < folds {
      throw AtlasError(
        .input, path: examples.path, "\(rows.count) labelled examples cannot be parted into \(folds) folds",
        hint: "lower probes: folds")
    }
    for (index, count) in counts.enumerated() where count < folds {
      notes.append(Note(.fewOfClass, examples.classes[index], count, folds))
    }
    positive = examples.positive
    plan = FoldPlan(examples, folds: folds, given: given?.codes, options: options)
    let coverage = FoldCoverage(plan, examples)
    notes += coverage.notes(examples.classes)
    notes += Self.smallRates(plan, counts, examples, options)
    var finding = FoldDesign(
      folds: folds, repeats: plan.assignments.count, clusterColumn: examples.clusters?.name, exampleCount: rows.count,
      candidatesC: options.c, innerFolds: plan.innerCount, assignments: plan.assignments,
      positiveClass: examples.classes.count == 2 ? examples.classes[positive] : nil)
    finding.foldNames = given?.values
    (finding.testSets, finding.definedTestSets) = (coverage.testSets, coverage.defined)
    self.finding = finding
    self.notes = notes
  }

  /// Examples without a label and of classes too small to be studied.
  static func leftOut(_ examples: ExampleTable) -> [Note] {
    let unlabelled = examples.unlabelledCount
    return (unlabelled > 0 ? [Note(.unlabelledLeftOut, unlabelled)] : [])
      + (examples.leftOutLabels?.values ?? []).enumerated().map { index, name in
        let count = examples.leftOutLabels?.codes.count { $0 == Int32(index) } ?? 0
        return Note(.classLeftOut, name, count)
      }
  }

  /// Where folds that were given part clusters, scores are too good.
  private static func partedClusters(_ examples: ExampleTable, _ given: CategoryColumn) -> Note? {
    guard let clusters = examples.clusters else { return nil }
    var folds: [Int32: Set<Int32>] = [:]
    for (row, label) in examples.labels.enumerated() where label >= 0 && clusters.codes[row] >= 0 {
      folds[clusters.codes[row], default: []].insert(given.codes[row])
    }
    let parted = folds.values.count { $0.count > 1 }
    return parted == 0 ? nil : Note(.clustersParted, parted, folds.count, clusters.name)
  }

  /// Training rates at which a class keeps more rows than its share, so that every fit knows it.
  private static func smallRates(_ plan: FoldPlan, _ counts: [Int], _ examples: ExampleTable, _ options: ProbeOptions)
    -> [Note]
  {
    options.trainingRates.flatMap { rate -> [Note] in
      guard rate < 1, let rows = plan.plans(rate: rate).first?.rows else { return [] }
      return examples.classes.indices.compactMap { label in
        let kept = rows.count { examples.labels[$0] == Int32(label) }
        let share = Int((rate * Double(counts[label])).rounded(.up))
        return kept <= share ? nil : Note(.classKeepsMore, rate, examples.classes[label], kept, share)
      }
    }
  }
}

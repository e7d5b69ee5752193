import Datasets
import Diagnostics

/// Which classes the test sets of a plan hold, and which their training sets: an AUROC needs every class on both sides.
struct FoldCoverage: Sendable {
  /// Folds with test rows, over all repeats.
  private(set) var testSets = 0
  /// Those on which AUROC and average precision are defined for all classes.
  private(set) var defined = 0
  private var empty = 0
  /// [class]: test sets that lack it.
  private var lacking: [Int]
  /// Test sets that hold all examples of some class.
  private var untaught = 0

  init(_ plan: FoldPlan, _ examples: ExampleTable) {
    lacking = [Int](repeating: 0, count: examples.classes.count)
    for assignment in plan.assignments {
      // [fold][class]
      var held = [[Int]](
        repeating: [Int](repeating: 0, count: examples.classes.count), count: plan.folds)
      for (row, fold) in assignment.enumerated() where fold >= 0 { held[Int(fold)][Int(examples.labels[row])] += 1 }
      let totals = examples.classes.indices.map { label in held.reduce(0) { $0 + $1[label] } }
      for own in held {
        guard own.contains(where: { $0 > 0 }) else {
          empty += 1
          continue
        }
        testSets += 1
        for label in own.indices where own[label] == 0 { lacking[label] += 1 }
        let isUntaught = zip(own, totals).contains { $1 > 0 && $0 == $1 }
        if isUntaught { untaught += 1 }
        if !isUntaught, !own.contains(0) { defined += 1 }
      }
    }
  }

  func notes(_ classes: [String]) -> [Note] {
    var notes: [Note] = []
    if empty > 0 { notes.append(Note(.emptyFolds, empty)) }
    for (name, count) in zip(classes, lacking) where count > 0 {
      notes.append(Note(.classMissing, count, testSets, name))
    }
    if untaught > 0 { notes.append(Note(.classUntaught, untaught, testSets)) }
    return notes
  }

  /// What a reader must know before any score, and its cause; nothing where AUROC is defined everywhere.
  func warnings(_ examples: ExampleTable) -> [Note] {
    if defined == testSets { return [] }
    let cause =
      examples.givenFolds == nil
      ? examples.clusters.map { Note(.labelWithClusters, $0.name) } : Note(.labelWithSplit)
    return [defined == 0 ? Note(.aurocNowhere) : Note(.aurocPartly, defined, testSets)] + [cause].compactMap { $0 }
  }
}

import Datasets

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

  func notes(_ classes: [String]) -> [String] {
    var notes: [String] = []
    if empty > 0 { notes.append("\(empty) folds stay empty, since clusters are not parted: they are left out.") }
    for (name, count) in zip(classes, lacking) where count > 0 {
      notes.append(
        "In \(count) of \(testSets) splits no test row is of class \(name): AUROC and average precision that need it are not "
          + "defined there, and their means are over the other splits.")
    }
    if untaught > 0 {
      notes.append(
        "In \(untaught) of \(testSets) splits all examples of some class are test rows: no arm can learn it there, and "
          + "AUROC and average precision are not defined.")
    }
    return notes
  }

  /// What a reader must know before any score; nil where AUROC is defined everywhere.
  func warning(_ examples: ExampleTable) -> String? {
    if defined == testSets { return nil }
    let column = examples.givenFolds == nil ? examples.clusters?.name : "the split column"
    let cause = column.map { ": the label goes along with \($0), which folds do not part" } ?? ""
    if defined == 0 {
      return
        "AUROC is not defined, since no test set has every class both among its rows and among those taught\(cause)"
    }
    return
      "AUROC is defined on \(defined) of \(testSets) test sets only, since the others lack a class among their rows or among "
      + "those taught\(cause)"
  }
}

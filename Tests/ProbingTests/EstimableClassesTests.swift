import Datasets
import Diagnostics
import Features
import Findings
import Testing

@testable import Probing

/// Classes that nothing can be estimated of, and folds on which an AUROC is not defined.
@Suite struct EstimableClassesTests {
  private func table(_ counts: [(String, Int)], clusters: [String]? = nil) -> ExampleTable {
    let labels = counts.flatMap { name, count in [String](repeating: name, count: count) }
    let column = CategoryColumn(name: "label", cells: labels)
    var table = ExampleTable(
      path: "x.csv", ids: labels.indices.map { "\($0)" }, classes: column.values, labels: column.codes)
    table.clusters = clusters.map { CategoryColumn(name: "source", cells: $0) }
    return table
  }

  @Test func classesWithFewerExamplesThanFolds() {
    let examples = table([("Yes", 1), ("no", 58), ("yes", 61), ("maybe", 4)])
    #expect(examples.smallClasses(folds: 3).map(\.name) == ["Yes"])
    #expect(examples.smallClasses(folds: 5).map(\.name) == ["Yes", "maybe"])
    #expect(examples.smallClasses(folds: nil).map(\.name) == ["Yes"])
  }

  @Test func twoClassesRemainWhereTheyCan() {
    #expect(table([("a", 60), ("b", 3), ("c", 1)]).smallClasses(folds: 5).map(\.name) == ["c"])
    #expect(table([("a", 60), ("b", 3)]).smallClasses(folds: 5).isEmpty)
    #expect(table([("a", 60), ("b", 3)]).unprobeable(folds: 5) == Note(.classTooSmall, 3, 5))
    #expect(table([("a", 60), ("b", 3)]).unprobeable(folds: 3) == nil)
  }

  @Test func aClassOfOneClusterCannotBeTaughtAndTested() {
    let clusters = (0..<60).map { "s\($0 % 6)" } + [String](repeating: "alone", count: 20)
    let three = table([("a", 30), ("b", 30), ("c", 20)], clusters: clusters)
    #expect(three.smallClasses(folds: 3).map(\.name) == ["c"])
    // Of two classes both stay: the folds then say what is not defined.
    #expect(table([("a", 60), ("c", 20)], clusters: clusters).smallClasses(folds: 3).isEmpty)
  }

  /// The label follows the cluster column: two folds test one class, the third is taught one class.
  @Test func noAUROCWhereNoFoldHasBothClasses() throws {
    var dataset = SmallDatasets.make()
    dataset.examples.clusters = CategoryColumn(
      name: "source", cells: dataset.examples.labels.enumerated().map { $1 == 1 ? "s1" : "s\(2 + $0 / 2 % 3)" })
    var options = ProbeOptions()
    options.folds = 3
    options.repeats = 1
    options.c = [0.1]
    let study = try ProbeLaboratory.study(dataset, options: options).study
    #expect(study.design.testSets == 3 && study.design.definedTestSets == 0)
    for arm in study.arms {
      #expect(arm.metric("auroc")?.mean == nil && arm.metric("average_precision")?.mean == nil, "\(arm.name)")
    }
    #expect(study.arms.allSatisfy { $0.metric("accuracy")?.mean != nil })
    #expect(study.calibration.isEmpty && study.notes.contains { $0.code == .calibrationLeftOut })
    #expect(
      try ProbeLaboratory.foldWarnings(dataset.examples, options: options)
        == [Note(.aurocNowhere), Note(.labelWithClusters, "source")])
    #expect(try ProbeLaboratory.foldWarnings(SmallDatasets.make().examples, options: options).isEmpty)
  }

  @Test func aLibraryWeighsTowardsThePositiveClass() throws {
    var dataset = SmallDatasets.make()
    var options = ProbeOptions()
    options.representations = ["top-n"]
    options.top = [10]
    options.repeats = 1
    options.c = [0.1]
    let last = try ProbeLaboratory.study(dataset, options: options).study
    dataset.examples.positiveClass = "class 0"
    let first = try ProbeLaboratory.study(dataset, options: options).study
    let (a, b) = (try #require(first.libraries.first), try #require(last.libraries.first))
    #expect(a.positiveClass == "class 0" && b.positiveClass == "class 1")
    for (own, other) in zip(a.features, b.features) {
      #expect(own.feature == other.feature && own.weights[0] == -other.weights[0])
    }
    // It decides the same.
    let matrix = dataset.features[0].matrix
    #expect(LibraryScores(a, on: matrix).probabilities == LibraryScores(b, on: matrix).probabilities)
    // A file without the class is one of the last.
    var older = b
    older.positiveClass = nil
    #expect(LibraryScores(older, on: matrix).probabilities == LibraryScores(b, on: matrix).probabilities)
  }

  @Test func calibrationOfAGroupIsOfThePositiveClass() throws {
    var dataset = SmallDatasets.make()
    dataset.examples.groups = [CategoryColumn(name: "g", cells: (0..<90).map { $0 % 3 == 0 ? "x" : "y" })]
    var options = ProbeOptions()
    options.representations = ["continuous"]
    options.repeats = 1
    options.c = [0.1]
    options.minimumCell = 5
    let last = try ProbeLaboratory.study(dataset, options: options).study
    dataset.examples.positiveClass = "class 0"
    let first = try ProbeLaboratory.study(dataset, options: options).study
    #expect(first.design.positiveClass == "class 0")
    #expect(first.calibration.count == 3)
    for (a, b) in zip(first.calibration, last.calibration) {
      // Of the other class the logit has the other sign: the same slope, the opposite intercept.
      #expect(abs(try #require(a.slope) - #require(b.slope)) < 1e-6)
      #expect(abs(try #require(a.intercept) + #require(b.intercept)) < 1e-6)
    }
  }
}

import Datasets
import Diagnostics
import Findings
import LinearAlgebra
import Testing

@testable import Probing

/// What a study says of its folds.
@Suite struct FoldDesignTests {
  private func options(_ change: (inout ProbeOptions) -> Void = { _ in }) throws -> ProbeOptions {
    var options = ProbeOptions()
    options.repeats = 2
    change(&options)
    return try options.validated()
  }

  private func table(_ labels: [Int32], clusters: [String]? = nil, classes: Int = 2) -> ExampleTable {
    var table = ExampleTable(
      path: "t.csv", ids: labels.indices.map { "e\($0)" }, classes: (0..<classes).map { "class \($0)" }, labels: labels)
    table.clusters = clusters.map { CategoryColumn(name: "source", cells: $0) }
    return table
  }

  @Test func countsLabelledExamples() throws {
    let labels = (0..<60).map { $0 % 6 == 5 ? -1 : Int32($0 % 2) }
    let design = try FoldDesignMaker(table(labels), options: options())
    #expect(design.finding.exampleCount == 50)
    #expect(design.notes == [Note(.unlabelledLeftOut, 10)])
  }

  @Test func foldsThatTheDataNamesAreFollowed() throws {
    var examples = table((0..<60).map { Int32($0 / 3 % 2) }, clusters: (0..<60).map { "s\($0 / 4)" })
    examples.splits = (0..<60).map { ["10", "9", "2"][$0 % 3] }
    let design = try FoldDesignMaker(examples, options: options())
    #expect(design.finding.folds == 3 && design.finding.repeats == 1 && design.finding.foldNames == ["2", "9", "10"])
    #expect(design.plan.assignments == [(0..<60).map { [2, 1, 0][$0 % 3] }])
    #expect(design.notes.first == Note(.givenFolds, ["0 = 2", "1 = 9", "2 = 10"]))
    #expect(design.notes.contains(Note(.clustersParted, 15, 15, "source")))
    let plan = try #require(design.plan.plans(rate: 1).first)
    #expect(
      plan.splits.map(\.fold) == [0, 1, 2] && plan.splits.allSatisfy { $0.test.count == 20 && $0.inner.count == 2 })
    // Parts that are asked apart, or labelled examples without a name, make no folds.
    for names in [["train", "test", "dev"], ["Training", "testing", "a"], ["a", "b", ""], ["a", "a", "a"]] {
      examples.splits = (0..<60).map { names[$0 % 3] }
      #expect(examples.givenFolds == nil)
    }
  }

  @Test func saysWhatIsNotDefined() throws {
    // Four of a hundred: with five folds one of each repeat lacks the class.
    let rare = try FoldDesignMaker(table((0..<100).map { $0 < 4 ? 1 : 0 }), options: options())
    #expect(rare.notes.contains(Note(.classMissing, 2, 10, "class 1")))
    // A class of one source: no training row is left where it is tested, none of its kind elsewhere.
    let labels = (0..<60).map { Int32($0 < 10 ? 1 : 0) }
    let sources = (0..<60).map { $0 < 10 ? "x" : $0 == 59 ? "" : "s\($0 % 7)" }
    let one = try FoldDesignMaker(table(labels, clusters: sources), options: options())
    #expect(one.notes.contains(Note(.withoutCluster, 1, "source")))
    #expect(one.notes.contains(Note(.classMissing, 8, 10, "class 1")))
    #expect(one.notes.contains(Note(.classUntaught, 2, 10)))
    // Enough of everything: nothing to say.
    let even = try FoldDesignMaker(table((0..<100).map { Int32($0 % 2) }), options: options())
    #expect(even.notes.isEmpty)
  }

  @Test func saysWhereAClassKeepsMoreThanItsShare() throws {
    let labels = (0..<100).map { Int32($0 < 20 ? 1 : 0) }
    let design = try FoldDesignMaker(table(labels), options: options { $0.trainingRates = [1, 0.5, 0.1] })
    // A tenth of twenty examples is two, and three are needed to be known wherever two folds are left out.
    #expect(design.notes == [Note(.classKeepsMore, 0.1, "class 1", 3, 2)])
  }

  /// Numbers of features that a checkpoint does not have are said, not skipped in silence.
  @Test func saysWhichNumbersOfFeaturesHaveNoArm() throws {
    BLAS.useOneThreadPerCall()
    let study = try ProbeLaboratory.study(
      SmallDatasets.make(examples: 40, features: 30),
      options: options {
        $0.representations = ["top-n", "pca", "random-features"]
        $0.top = [2, 20, 50, 100]
        $0.thresholds = [.fixed(0)]
        $0.c = [1]
        $0.repeats = 1
      }
    ).study
    #expect(study.arms.filter { $0.key.representation.name == "top-n" }.map(\.key.top) == [2, 20, 2, 20])
    #expect(study.notes.contains(Note(.fewerFeatures, "top-n", Note(.named, "l1-w120"), ["50", "100"])))
    #expect(study.notes.contains(Note(.fewerFeatures, "random-features", Note(.named, "l1-w120"), ["50", "100"])))
    // The states have six dimensions.
    #expect(study.notes.contains(Note(.fewerComponents, "pca", Note(.statesOfLayer, 1), ["20", "50", "100"])))
  }
}

import Classifiers
import Datasets
import Evaluation
import Features
import Files
import Findings
import Foundation
import LinearAlgebra
import Statistics
import Testing

@testable import Probing

/// What is reported of probes beside their scores: weights over folds, explanations, libraries, calibration, the split.
@Suite struct ReportTests {
  private func options(_ change: (inout ProbeOptions) -> Void = { _ in }) -> ProbeOptions {
    BLAS.useOneThreadPerCall()
    var options = ProbeOptions()
    options.seed = 17
    options.repeats = 2
    options.representations = ["continuous", "binarized", "top-n"]
    options.thresholds = [.fixed(0)]
    options.top = [5]
    options.minimumCell = 10
    change(&options)
    return options
  }

  /// Weights kept for a set give its scores back, whatever the way they were found.
  @Test(arguments: [LogisticRegression.Method.sampleSpace, .primal, .sparsePrimal], [2, 3])
  func keptWeightsAreThoseOfTheScores(_ method: LogisticRegression.Method, _ classes: Int) throws {
    let dataset = SmallDatasets.make(classes: classes)
    let matrix = ExampleMatrix.sparse(dataset.features[0].matrix)
    let model = LogisticRegression(matrix, labels: dataset.examples.labels, method: method)
    // A large set, solved with the others, and a small one, solved alone.
    for count in [80, 24] {
      let set = TrainingSet(rows: Array(0..<count), scored: Array(60..<90))
      let fits = try model.fit([set], candidates: [0.1, 1], threads: 1).sets[0]
      for fit in fits {
        let again = model.weighing(fit).applied(to: matrix)
        for column in fit.intercepts.indices {
          for (place, row) in set.scored.enumerated() {
            let score = fit.scores[column * set.scored.count + place]
            #expect(abs(score - again.scores[column * 90 + row]) < 1e-7)
          }
        }
      }
    }
  }

  @Test func weightsOverFoldsFindTheCarriers() throws {
    let study = try ProbeLaboratory.study(SmallDatasets.make(), options: options()).study
    for arm in study.arms where !arm.isDerived {
      let entry = try #require(arm.weights.first)
      #expect(entry.className == "class 1" && entry.overFolds.count == entry.features.count)
      for (place, folds) in entry.overFolds.enumerated() {
        #expect(folds.low <= folds.mean && folds.mean <= folds.high)
        #expect((0...1).contains(folds.signConsistency) && (0...1).contains(folds.selected))
        #expect(folds.signConsistency <= folds.selected)
        // The first five features fire for class 0, the next five for class 1.
        if entry.features[place] < 10, folds.selected == 1, abs(folds.mean) > 0.2 {
          #expect((folds.mean > 0) == (entry.features[place] >= 5))
          #expect((try #require(folds.auroc) > 0.5) == (entry.features[place] >= 5))
        }
      }
      #expect(entry.features.prefix(5).allSatisfy { $0 < 10 })
    }
    let threshold = try #require(study.thresholds.first)
    #expect(try #require(threshold.stability) > 0.3)
  }

  /// Given and found thresholds beside each other, each with the agreement of its folds and an interval of it.
  @Test func foundThresholdsAreReportedBesideTheGivenOnes() throws {
    let dataset = SmallDatasets.make()
    let study = try ProbeLaboratory.study(
      dataset,
      options: options {
        $0.representations = ["binarized"]
        $0.thresholds = [.fixed(0), .fixed(1), .automatic, .otsu]
      }
    ).study
    #expect(study.thresholds.map(\.choice.kind) == ["fixed", "fixed", "auto", "otsu"])
    #expect(study.thresholds.map { $0.threshold != nil } == [true, true, true, false])
    #expect(study.thresholds.prefix(2).map(\.threshold) == [0, 1])
    let matrix = dataset.features[0].matrix
    func active(_ threshold: (Int32) -> Float) -> Double {
      Double(matrix.bits(above: threshold).values.count) / Double(matrix.rowCount)
    }
    let automatic = study.rows.filter { $0.arm == 2 }.compactMap(\.thresholdChosen)
    #expect(automatic.count == 10)
    #expect(abs(try #require(study.thresholds[2].threshold) - automatic.reduce(0, +) / 10) < 1e-12)
    let expected = automatic.reduce(0) { sum, threshold in sum + active { _ in Float(threshold) } } / 10
    #expect(abs(study.thresholds[2].meanActiveFeatures - expected) < 1e-9)
    let cuts = otsuThresholds(matrix, rows: Array(0..<90))
    #expect(abs(study.thresholds[3].meanActiveFeatures - active { cuts[Int($0)] }) < 1e-9)
    for (index, row) in study.thresholds.enumerated() {
      let phi = try #require(row.stability)
      #expect(try #require(row.stabilityLow) < phi && (try #require(row.stabilityHigh)) > phi)
      #expect(row.macroF1Mean == study.arms[index].metric("macro_f1")?.mean)
    }
    let lines = String(decoding: study.thresholdsCSV(), as: UTF8.self).split(separator: "\n")
    #expect(lines[0].hasSuffix("checkpoint,pooling,stability_low,stability_high,kind"))
    #expect(lines[1].hasPrefix("0.0,") && lines[1].hasSuffix(",fixed"))
    #expect(lines[4].hasPrefix(",0.") && lines[4].hasSuffix(",otsu"))
  }

  /// An explanation's parts add up: between two examples of one fold with the same decision, the difference of the
  /// log-odds is that of the sums of their contributions.
  @Test func contributionsAddUpToTheLogOdds() throws {
    let dataset = SmallDatasets.make(features: 12)
    let labels = dataset.examples.labels
    let matrix = ExampleMatrix.bits(dataset.features[0].matrix, above: 0)
    let set = TrainingSet(rows: Array(0..<60), scored: Array(60..<90))
    let regression = LogisticRegression(matrix, labels: labels)
    let fit = try regression.fit([set], candidates: [1], threads: 1).sets[0][0]
    let model = FoldModel(regression.weighing(fit), matrix: matrix, columns: nil)
    for (place, row) in set.scored.enumerated() {
      for decision in 0..<2 {
        let reasons = model.reasons(row: row, decision: decision, limit: 12)
        let sign: Double = decision == 1 ? 1 : -1
        let sum = reasons.reduce(0) { $0 + $1.contribution }
        #expect(abs(sum + sign * fit.intercepts[0] - sign * fit.scores[place]) < 1e-7)
        #expect(reasons.isEmpty || abs(reasons.reduce(0) { $0 + $1.share } - 1) < 1e-12)
        #expect(reasons.map { abs($0.contribution) } == reasons.map { abs($0.contribution) }.sorted(by: >))
      }
    }
  }

  @Test func explanationsAreOfUnseenExamples() throws {
    let dataset = SmallDatasets.make()
    let study = try ProbeLaboratory.study(dataset, options: options()).study
    #expect(Set(study.explanations.map(\.arm)) == Set(study.arms.indices.filter { !study.arms[$0].isDerived }))
    for item in study.explanations {
      #expect(item.label == dataset.examples.classes[Int(dataset.examples.labels[item.example])])
      #expect(item.probability >= 0.5 && item.probability <= 1)
      switch item.kind {
      case "confident and right": #expect(item.label == item.decision)
      case "confident and wrong": #expect(item.label != item.decision)
      default: #expect(item.kind == "undecided")
      }
      for reason in item.reasons {
        let value = dataset.features[0].matrix.value(row: item.example, column: Int(reason.feature))
        #expect(study.arms[item.arm].key.threshold != nil || Float(reason.value) == value)
      }
    }
  }

  /// The score of a library is that of examples that had no part in it: chance, where there is nothing to find. With one C
  /// there are no inner folds to choose on, and nothing to say.
  @Test func aLibraryOfNoiseScoresAsChance() throws {
    var values: [Double] = []
    for seed in UInt64(1)...12 {
      let noise = SmallDatasets.make(examples: 80, features: 400, signal: 0, seed: seed)
      let study = try ProbeLaboratory.study(
        noise,
        options: options {
          $0.representations = ["top-n"]
          $0.repeats = 1
          $0.top = [40]
        }
      ).study
      values += study.libraries.compactMap { $0.scores?.first { $0.name == "auroc" }?.mean }
      // Asked about its own examples each would seem to know a lot.
      for library in study.libraries {
        let scores = LibraryScores(library, on: noise.features[0].matrix)
        #expect((0..<80).count { scores.decision($0) == Int(noise.examples.labels[$0]) } > 44)
      }
    }
    #expect(values.count > 12)
    #expect(abs(values.reduce(0, +) / Double(values.count) - 0.5) < 0.07, "\(values)")
    let single = try ProbeLaboratory.study(
      SmallDatasets.make(),
      options: options {
        $0.representations = ["top-n"]
        $0.top = [10]
        $0.c = [1]
      }
    ).study
    #expect(!single.libraries.isEmpty && single.libraries.allSatisfy { $0.scores == nil })
  }

  /// A library applied to the examples that it was fitted to decides as its own fit does.
  @Test(arguments: [2, 3]) func librariesScoreAsTheyWereFitted(_ classes: Int) throws {
    let dataset = SmallDatasets.make(classes: classes)
    let study = try ProbeLaboratory.study(dataset, options: options { $0.top = [5 * classes] }).study
    #expect(study.libraries.count == 2)
    for library in study.libraries {
      #expect(library.features.allSatisfy { $0.selected >= 0.8 && $0.feature < Int32(5 * classes + 30) })
      #expect(library.features.count { $0.feature < Int32(5 * classes) } >= 3)
      let pooled = dataset.features[0].matrix
      let own = pooled.selectingColumns(library.features.map(\.feature))
      let matrix = library.threshold.map { ExampleMatrix.bits(own, above: Float($0)) } ?? .sparse(own)
      let rows = Array(0..<90)
      let fit = try LogisticRegression(matrix, labels: dataset.examples.labels)
        .fit([], whole: TrainingSet(rows: rows, scored: rows), candidates: [library.c], threads: 1).whole[0]
      let expected = fit.probabilities(classCount: classes)
      let scores = LibraryScores(library, on: pooled)
      #expect(zip(scores.probabilities, expected).allSatisfy { abs($0 - $1) < 1e-6 })
      let decisions = rows.count { scores.decision($0) == Int(dataset.examples.labels[$0]) }
      #expect(decisions > 60)
      // On examples not seen it does well too, and no better than on its own.
      let unseen = try #require(library.scores?.first { $0.name == "accuracy" }?.mean)
      #expect(unseen > (classes == 2 ? 0.6 : 0.45) && unseen <= Double(decisions) / 90 + 0.02)
      // Thresholds that the examples set themselves follow their scale.
      guard library.threshold != nil else { continue }
      var larger = pooled
      larger.values = StoredNumbers(pooled.values.map { 4 * $0 })
      let (own4, own1) = (
        LibraryScores(library, on: larger, ownThresholds: true), LibraryScores(library, on: pooled, ownThresholds: true)
      )
      #expect(own4.probabilities == own1.probabilities && own1.probabilities != scores.probabilities)
      #expect(rows.count { own1.decision($0) == Int(dataset.examples.labels[$0]) } > 45)
    }
  }

  @Test func calibrationCoversAllAndMarksSmallGroups() throws {
    var dataset = SmallDatasets.make()
    dataset.examples.groups = [
      CategoryColumn(
        name: "place", cells: (0..<90).map { $0 < 4 ? "few" : $0 < 30 ? "some" : $0 < 60 ? "more" : "most" })
    ]
    let result = try ProbeLaboratory.study(dataset, options: options())
    let rows = result.study.calibration.filter { $0.arm == 0 }
    #expect(rows.map(\.group) == ["", "few", "more", "most", "some"])
    #expect(!rows.contains { $0.isWithheld } && rows.map(\.isUnreliable) == [false, true, false, false, false])
    #expect(rows[1].count == 4 && rows[1].brier != nil && rows[1].bins.isEmpty)
    let p = result.outOfFold[0].probability(of: 1)
    let truth = dataset.examples.labels.map { $0 == 1 }
    #expect(rows[0].brier == BrierScore.binary(p, positives: truth))
    #expect(rows[0].bins.reduce(0) { $0 + $1.count } == 90)
    #expect(
      rows.allSatisfy { $0.bins.allSatisfy { $0.count >= 10 && $0.low <= $0.observed && $0.observed <= $0.high } })
  }

  /// Figures of scores by group are for those who may see the data: of few-valued scores they would be counts.
  @Test func calibrationOfGroups() throws {
    var table = ExampleTable(
      path: "t.csv", ids: (0..<240).map { "e\($0)" }, classes: ["no", "yes"],
      labels: (0..<240).map { Int32($0 % 12 == 0 ? 1 : $0 % 5 == 0 ? 1 : 0) })
    table.groups = [
      CategoryColumn(name: "place", cells: (0..<240).map { $0 < 7 ? "rare" : $0 % 2 == 0 ? "here" : "there" })
    ]
    var generator = SeededGenerator(seed: 5)
    let yes = (0..<240).map { _ in generator.uniform() }
    let arm = OutOfFold(
      arm: .madeUp("continuous"), classCount: 2, probabilities: yes.flatMap { [1 - $0, $0] },
      decisions: yes.map { $0 > 0.5 ? 1 : 0 })
    func findings(_ disclosure: Disclosure) -> [CalibrationFinding] {
      CalibrationOfArms(examples: table, positive: 1, minimumCell: 15, disclosure: disclosure).findings(arm, at: 0)
    }
    let exact = findings(.internal)
    #expect(exact.map(\.group) == ["", "here", "rare", "there"] && exact.allSatisfy { !$0.isWithheld })
    #expect(exact.map(\.count) == [240, 116, 7, 117] && exact.map(\.isUnreliable) == [false, false, true, false])
    let published = findings(.everybody)
    #expect(published[0] == exact[0])
    for (place, row) in published.enumerated().dropFirst() {
      #expect(row == CalibrationFinding(arm: 0, attribute: "place", group: exact[place].group) && row.isWithheld)
    }
  }

  @Test func randomFeaturesAreNoLibrary() throws {
    // So few features that draws of nearly all of them agree.
    let dataset = SmallDatasets.make(features: 12)
    let study = try ProbeLaboratory.study(
      dataset,
      options: options {
        $0.representations = ["top-n", "random-features"]
        $0.top = [11]
      }
    ).study
    #expect(study.stability.contains { study.arms[$0.arm].key.representation.name == "random-features" })
    #expect(!study.libraries.isEmpty && study.libraries.allSatisfy { $0.arm.hasPrefix("top-n") })
  }

  /// The split is what it would be if there were no other examples, and it does not depend on the labels of the test.
  @Test func theSplitIsAskedOnce() throws {
    var dataset = SmallDatasets.make(examples: 120)
    dataset.examples.splits = (0..<120).map { $0 % 3 == 0 ? "test" : "train" }
    let study = try ProbeLaboratory.study(dataset, options: options()).study
    let split = try #require(study.split)
    #expect(split.trainCount == 80 && split.testCount == 40 && split.sharedClusters == 0)
    #expect(split.arms.map(\.arm) == study.arms.indices.filter { !study.arms[$0].isDerived })
    // Fitted by hand at the C that was chosen.
    let training = (0..<120).filter { $0 % 3 != 0 }
    let test = (0..<120).filter { $0 % 3 == 0 }
    let fit = try LogisticRegression(.sparse(dataset.features[0].matrix), labels: dataset.examples.labels)
      .fit(
        [], whole: TrainingSet(rows: training, scored: test), candidates: [try #require(split.arms[0].c)], threads: 1
      ).whole[0]
    let p = fit.probabilities(classCount: 2)
    let curve = DeLong(test.indices.map { p[2 * $0 + 1] }, positives: test.map { dataset.examples.labels[$0] == 1 })
    #expect(abs(try #require(split.arms[0].metrics[2]) - curve.auroc) < 1e-9)
    #expect(abs(try #require(split.arms[0].aurocLow) - (try #require(curve.interval())).low) < 1e-6)
    for pair in split.pairs {
      #expect(["continuous", "top-n"].contains(study.arms[pair.b].key.representation.name))
      #expect(
        pair.mcnemarP == McNemar.exact(onlyFirstRight: pair.onlyFirst, onlySecondRight: pair.onlySecond))
    }
    #expect(!split.pairs.isEmpty)
    var other = dataset
    other.examples.labels = dataset.examples.labels.enumerated().map { $0 % 3 == 0 ? Int32(($0 / 3) % 2) : $1 }
    let again = try #require(try ProbeLaboratory.study(other, options: options()).study.split)
    #expect(again.arms.map(\.c) == split.arms.map(\.c))
    dataset.examples.splits = nil
    #expect(try ProbeLaboratory.study(dataset, options: options()).study.split == nil)
  }
}

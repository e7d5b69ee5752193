import Classifiers
import Datasets
import Diagnostics
import Evaluation
import Features
import Findings
import LinearAlgebra
import Statistics
import Testing

@testable import Transfer

@Suite struct TransferStudyTests {
  private let strength = [0.5, 0.5, -0.5, 0.4, -0.4]

  private func options(threads: Int = 2) -> TransferOptions {
    var options = TransferOptions(
      c: [0.1, 1], folds: 4, thresholds: [0.8], permutations: 5, seed: 17, threads: threads)
    options.hasCurves = false
    return options
  }

  private func row(_ finding: TransferFinding, _ arm: String, _ metric: String) throws -> TransferRow {
    try #require(finding.rows.first { $0.arm.name == arm && $0.metric == metric })
  }

  @Test func sameWorldTransfers() throws {
    let train = PlantedPair.side("a", count: 300, strength: strength, seed: 1)
    let test = PlantedPair.side("b", count: 300, strength: strength, seed: 2)
    let (finding, tables) = try TransferStudy.run(train: train, test: test, options: options())
    let arms = ["hidden layer 3 mean", "continuous sae max", "binarized sae max >0", "binarized sae max >0.8"]
    #expect(finding.rows.count == 12 && finding.classes == ["no", "yes"] && finding.notes.isEmpty)
    for arm in arms {
      let auroc = try row(finding, arm, "auroc")
      let (low, high) = (try #require(auroc.low), try #require(auroc.high))
      #expect(auroc.score > 0.75 && low < auroc.score && auroc.score < high)
      #expect(auroc.floor == 0.5 && auroc.permutations == 0)
      // Inside the test data 225 of 300 are trained on: of the training data as many for the comparison.
      #expect(auroc.ceilingCount == 225 && auroc.matchedCount == 225 && auroc.trainCount == 300)
      let ratio = try #require(auroc.ratio)
      // Trained on 300 against 225 of the same world: about 1, to the noise of the ceiling.
      #expect(abs(ratio.value - 1) < 0.3 && ratio.low ?? 9 < ratio.value && ratio.value < ratio.high ?? -9)
    }
    // Hidden states here are the features themselves, so the two arms are one model.
    let dense = try row(finding, arms[0], "macro_f1")
    let sparse = try row(finding, arms[1], "macro_f1")
    #expect(dense.score == sparse.score)
    let summary = try #require(finding.checkpoints.first)
    #expect(summary.shared == 5 && summary.reversed == 0 && summary.tested == 30)
    #expect(try #require(summary.rankCorrelation) > 0.3)
    let kinds = tables[0].kind
    #expect(kinds.count == 30 && tables[0].classes == ["yes"])
    #expect(kinds.prefix(5).allSatisfy { $0 == .shared } && !kinds.dropFirst(5).contains(.shared))
    let (low, high) = (try #require(summary.rankLow), try #require(summary.rankHigh))
    #expect(low > -1 && low < summary.rankCorrelation ?? -9 && summary.rankCorrelation ?? 9 < high && high < 1)
    #expect(summary.partialCorrelation?.low != nil && summary.isJudged)
  }

  /// Where no value lies between two thresholds the arms see the same, and are fitted once: values here are above 0.5.
  @Test(arguments: [0.4, 0.8]) func thresholdsThatTellNothingApartShareTheirFits(_ threshold: Double) throws {
    let train = PlantedPair.side("a", count: 120, strength: strength, seed: 1)
    let test = PlantedPair.side("b", count: 120, strength: strength, seed: 2)
    var options = options()
    options.thresholds = [0, threshold, 1.2]
    let run = try TransferArms(datasets: [train, test], options: options).all()
    let twins = run.filter { $0.twin != nil }.map(\.key.name)
    #expect(twins == (threshold < 0.5 ? ["binarized sae max >0.4"] : []))
    let rows = try TransferStudy.run(train: train, test: test, options: options).0.rows
    func figures(_ threshold: String) -> [[Double?]] {
      rows.filter { $0.arm.name == "binarized sae max >\(threshold)" }.map { row in
        [row.score, row.low, row.high, row.ceiling, row.floor, row.matchedScore, row.ratio?.value, row.c] + row.ceilingC
      }
    }
    let (first, second) = (figures("0"), figures("\(threshold)"))
    #expect(first.count == 3 && second.count == 3)
    let isSame = first == second
    #expect(isSame == (threshold < 0.5))
    var order: [ArmKey] = []
    for row in rows where order.last != row.arm { order.append(row.arm) }
    #expect(order == run.map(\.key))
  }

  /// Features that always fire, more strongly in one class, and in the test dataset ten times as strongly throughout: only
  /// thresholds that each side sets itself carry over.
  @Test func ownThresholdsCarryOverToAnotherScale() throws {
    func side(_ id: String, scale: Float, seed: UInt64) -> EncodedDataset {
      var generator = SeededGenerator(seed: seed)
      var matrix = SparseMatrix(columnCount: 8)
      let labels = (0..<240).map { $0 % 2 == 0 ? "no" : "yes" }
      for label in labels {
        for feature in 0..<8 {
          let isStrong = generator.uniform() < (label == "yes" ? 0.75 : 0.25)
          matrix.indices.append(Int32(feature))
          matrix.values.append(scale * Float((isStrong ? 4 : 0.5) + 0.3 * generator.uniform()))
        }
        matrix.offsets.append(matrix.indices.count)
      }
      return PlantedPair.dataset(id, matrix: matrix, labels: labels)
    }
    var options = options()
    options.hasOwnThresholds = true
    options.thresholds = [0, 1]
    let finding = try TransferStudy.run(
      train: side("a", scale: 1, seed: 10), test: side("b", scale: 10, seed: 11), options: options
    ).0
    #expect(try row(finding, "binarized sae max otsu", "macro_f1").score > 0.8)
    for arm in ["binarized sae max >0", "binarized sae max >1"] {
      #expect(try row(finding, arm, "macro_f1").score < 0.6)
    }
  }

  /// Nothing to find in the test dataset: ceiling and floor do not differ but by chance, in 1 of 40 draws, and the ratio is not
  /// defined.
  @Test func noRatioWithoutRoom() throws {
    let train = PlantedPair.side("a", count: 120, strength: strength, seed: 3)
    let found = try (0..<12).map { draw -> TransferRow in
      var test = PlantedPair.side("b", count: 120, strength: [], seed: UInt64(40 + draw))
      test.states = []
      let finding = try TransferStudy.run(train: train, test: test, options: options()).0
      #expect(finding.checkpoints[0].shared == 0)
      return try row(finding, "continuous sae max", "auroc")
    }
    #expect(found.count { $0.ratio != nil || $0.why == .aboveCeiling } <= 2)
    #expect(found.count { $0.why == .noRoom } >= 9)
    #expect(abs(found.reduce(0) { $0 + $1.score } / 12 - 0.5) < 0.1)
  }

  @Test func reversedFeatures() throws {
    let train = PlantedPair.side("a", count: 300, strength: strength, seed: 5)
    let test = PlantedPair.side("b", count: 300, strength: strength.map { -$0 }, seed: 6)
    let (finding, tables) = try TransferStudy.run(train: train, test: test, options: options())
    #expect(finding.checkpoints[0].reversed == 5 && finding.checkpoints[0].shared == 0)
    #expect(try row(finding, "binarized sae max >0", "auroc").score < 0.3)
    // A share of nothing is no number.
    let reversed = try row(finding, "binarized sae max >0", "auroc")
    #expect(reversed.ratio == nil && reversed.why == .atFloor && reversed.high ?? 1 < 0.5)
    #expect(tables[0].aurocTrain[0] > 0.5 && tables[0].aurocTest[0] < 0.5)
  }

  @Test func theOtherClassTurnsEveryFeatureAround() throws {
    var train = PlantedPair.side("a", count: 200, strength: strength, seed: 1)
    var test = PlantedPair.side("b", count: 200, strength: strength, seed: 2)
    let (last, lastTables) = try TransferStudy.run(train: train, test: test, options: options())
    train.examples.positiveClass = "no"
    test.examples.positiveClass = "no"
    let (first, firstTables) = try TransferStudy.run(train: train, test: test, options: options())
    #expect(last.positiveClass == "yes" && first.positiveClass == "no")
    let (a, b) = (try #require(firstTables.first), try #require(lastTables.first))
    for feature in a.kind.indices {
      #expect(abs(a.aurocTrain[feature] - (1 - b.aurocTrain[feature])) < 1e-12)
      #expect(abs(a.aurocTest[feature] - (1 - b.aurocTest[feature])) < 1e-12)
    }
    #expect(a.kind == b.kind && a.aurocTrain != b.aurocTrain && a.classes == ["no"] && b.classes == ["yes"])
    #expect(first.checkpoints[0].rankCorrelation == last.checkpoints[0].rankCorrelation)
  }

  /// The label of the test data goes along with its clusters: no fold can be taught what it tests.
  @Test func noCeilingWhereNoFoldKnowsBothClasses() throws {
    let train = PlantedPair.side("a", count: 120, strength: strength, seed: 1)
    var test = PlantedPair.side("b", count: 120, strength: strength, seed: 2)
    test.examples.clusters = CategoryColumn(
      name: "source", cells: test.examples.labels.map { $0 == 1 ? "s1" : "s2" })
    let (finding, _) = try TransferStudy.run(train: train, test: test, options: options())
    #expect(!finding.rows.isEmpty && finding.rows.allSatisfy { $0.ceiling == nil && $0.ratio == nil })
    #expect(finding.rows.allSatisfy { $0.score.isFinite })
  }

  @Test func threadsDoNotMatter() throws {
    let train = PlantedPair.side("a", count: 120, strength: strength, seed: 7)
    let test = PlantedPair.side("b", count: 100, strength: strength, seed: 8)
    let one = try TransferStudy.run(train: train, test: test, options: options(threads: 1)).0
    let many = try TransferStudy.run(train: train, test: test, options: options(threads: 5)).0
    #expect(one.rows.map(\.score) == many.rows.map(\.score))
    #expect(one.rows.map(\.ratio) == many.rows.map(\.ratio) && one.rows.map(\.floor) == many.rows.map(\.floor))
  }

  /// Copies of an example stay in one fold and count as one: what other test examples would change is that of the distinct
  /// examples, not √5 times less.
  @Test func clustersAreDrawnWhole() throws {
    let train = PlantedPair.side("a", count: 200, strength: strength, seed: 9)
    let clustered = PlantedPair.side("b", count: 400, strength: strength, seed: 10, copies: 5)
    var apart = clustered
    apart.examples.clusters = nil
    let whole = try row(
      TransferStudy.run(train: train, test: clustered, options: options()).0, "continuous sae max", "accuracy")
    let single = try row(
      TransferStudy.run(train: train, test: apart, options: options()).0, "continuous sae max", "accuracy")
    #expect(whole.score == single.score)
    #expect(whole.low != nil && single.low != nil)
    // The part of the test data: 80 clusters of 5 are 80 examples.
    let variances = [clustered, apart].map { dataset -> Double in
      let side = TransferSide(dataset, place: 0, common: ["no", "yes"], options: options())
      let folds = side.folds.map { rows in
        rows.flatMap { row -> [Double] in
          let isRight = row / 5 % 3 != 0
          return (side.labels[row] == 0) == isRight ? [0.7, 0.3] : [0.3, 0.7]
        }
      }
      return FoldMetrics(side: side).pooled(folds).influence[1].reduce(0) { $0 + $1 * $1 }
    }
    #expect(abs(variances[0] / variances[1] - 5 * (80.0 / 79) / (400.0 / 399)) < 1e-9)
    // With copies on both sides of a fold the ceiling is too high.
    #expect(try #require(single.ceiling) > #require(whole.ceiling))
  }

  @Test func onlyCommonClassesCount() throws {
    let train = PlantedPair.side("a", count: 200, classes: ["no", "other", "yes"], strength: strength, seed: 11)
    let test = PlantedPair.side("b", count: 200, classes: ["maybe", "no", "yes"], strength: strength, seed: 12)
    let (finding, _) = try TransferStudy.run(train: train, test: test, options: options())
    #expect(finding.classes == ["no", "yes"] && finding.rows.count == 12)
    #expect(finding.notes.contains(Note(.classesNotCommon, "a", ["other"])))
    #expect(finding.notes.contains(Note(.classesNotCommon, "b", ["maybe"])))
    let foreign = PlantedPair.side("c", count: 50, classes: ["cat", "dog"], strength: strength, seed: 13)
    let (none, tables) = try TransferStudy.run(train: train, test: foreign, options: options())
    #expect(none.rows.isEmpty && tables.isEmpty && none.notes.contains(Note(.fewerThanTwoCommon)))
  }

  @Test func nothingShared() throws {
    let train = PlantedPair.side("a", count: 60, strength: strength, seed: 14)
    var test = PlantedPair.side("b", count: 60, strength: strength, seed: 15)
    test.features[0].checkpoint = "another"
    test.states[0].layer = 9
    let (finding, tables) = try TransferStudy.run(train: train, test: test, options: options())
    #expect(finding.rows.isEmpty && tables.isEmpty)
    #expect(finding.notes.contains(Note(.nothingShared)))
    var mismatched = PlantedPair.side("c", count: 60, features: 31, strength: strength, seed: 16)
    mismatched.states = []
    let (other, otherTables) = try TransferStudy.run(train: train, test: mismatched, options: options())
    #expect(
      other.rows.isEmpty && otherTables.isEmpty
        && other.notes.contains { $0.withoutSubject == Note(.otherWidths, 30, 31) })
  }

  /// With the folds and C of the probe study, and as many training rows, the ceiling is the mean over those folds of what a
  /// probe of each scores: the probe study's own figure.
  @Test func ceilingOfTheProbeStudy() throws {
    let train = PlantedPair.side("a", count: 120, strength: strength, seed: 17)
    let test = PlantedPair.side("b", count: 100, strength: strength, seed: 18)
    let labels = test.examples.labels
    let folds = labels.indices.map { Int32($0 % 5) }
    let key = ArmKey(.continuous, train.features[0])
    let c = [1, 0.1, 1, 0.1, 1.0]
    let finding = try TransferStudy.run(
      [train, test], pairs: [TransferPair(train: "a", test: "b")],
      probed: ["b": ProbedDataset(folds: folds, c: [key: c])], options: options())[0].0
    let matrix = ExampleMatrix.sparse(test.features[0].matrix)
    let areas = try (0..<5).map { fold -> Double in
      let rows = labels.indices.filter { folds[$0] == Int32(fold) }
      let training = labels.indices.filter { folds[$0] != Int32(fold) }
      let fit = try LogisticRegression(matrix, labels: labels).fit(
        [TrainingSet(rows: training, scored: rows)], candidates: [c[fold]], threads: 1
      ).sets[0][0]
      return AUROC.score(fit.scores, positives: rows.map { labels[$0] == 1 })
    }
    let auroc = try row(finding, "continuous sae max", "auroc")
    #expect(abs(try #require(auroc.ceiling) - areas.reduce(0, +) / 5) < 1e-12)
    #expect(auroc.ceilingC == c && auroc.folds == 5 && auroc.ceilingCount == 80 && auroc.matchedCount == 80)
    // Other arms choose for themselves.
    #expect(try row(finding, "binarized sae max >0", "auroc").ceilingC.count == 5)
  }

  /// Of three classes each has a row of its own, whose mean is that of all; one that is lost shows.
  @Test func oneClassAgainstTheRest() throws {
    let train = PlantedPair.side("a", count: 300, classes: ["x", "y", "z"], strength: strength, seed: 21)
    let test = PlantedPair.side("b", count: 300, classes: ["x", "y", "z"], strength: strength, seed: 22)
    let finding = try TransferStudy.run(train: train, test: test, options: options()).0
    let own = finding.rows.filter { $0.arm.name == "continuous sae max" && $0.metric == "auroc" }
    #expect(own.map(\.classLabel) == [nil, "x", "y", "z"])
    let mean = own.dropFirst().reduce(0) { $0 + $1.score } / 3
    #expect(abs(own[0].score - mean) < 1e-12 && own[3].score > own[1].score)
  }

  /// All arms, each made on the training dataset alone.
  @Test func allRepresentations() throws {
    func side(_ id: String, seed: UInt64) -> EncodedDataset {
      var side = PlantedPair.side(id, count: 160, strength: strength, seed: seed)
      side.examples.texts = side.examples.labels.enumerated().map { place, label in
        "\(label == 1 ? "good" : "bad") thing \(id)\(place * 7) number \(place * 13 + Int(seed))"
      }
      side.controls = side.features
      return side
    }
    var options = options()
    options.representations = ["tf-idf", "pca", "top-n", "l1", "random-dictionary"]
    options.top = [2, 5, 10]
    options.hasOwnThresholds = true
    let finding = try TransferStudy.run(
      train: side("a", seed: 31), test: side("b", seed: 32), options: options
    ).0
    var names: [String] = []
    for row in finding.rows where !names.contains(row.arm.name) { names.append(row.arm.name) }
    #expect(
      names == [
        "tf-idf", "hidden layer 3 mean", "pca 2 layer 3 mean", "pca 5 layer 3 mean", "pca 10 layer 3 mean",
        "continuous sae max", "binarized sae max >0", "binarized sae max >0.8", "binarized sae max quantile 0.5",
        "binarized sae max otsu", "l1 sae max", "l1 sae max >0", "top-n 2 sae max", "top-n 2 sae max >0",
        "top-n 5 sae max", "top-n 5 sae max >0", "top-n 10 sae max", "top-n 10 sae max >0",
        "random-dictionary sae max", "random-dictionary sae max >0",
      ])
    #expect(try row(finding, "tf-idf", "auroc").score == 1, "one word says it")
    #expect(try row(finding, "top-n 5 sae max >0", "auroc").score > 0.7)
    #expect(finding.rows.allSatisfy { $0.ceiling != nil && $0.low != nil })
  }

  @Test func optionsAreChecked() throws {
    let side = PlantedPair.side("a", count: 60, strength: strength, seed: 14)
    var options = options()
    options.folds = 1
    #expect(throws: AtlasError.self) { try TransferStudy.run(train: side, test: side, options: options) }
  }
}

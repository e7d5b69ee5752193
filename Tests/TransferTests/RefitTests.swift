import Classifiers
import Datasets
import Features
import Files
import Findings
import LinearAlgebra
import Statistics
import Testing

@testable import Transfer

/// Scores and ceilings follow from what is published: C, and what every example is used for.
@Suite struct RefitTests {
  private func check(_ train: EncodedDataset, _ test: EncodedDataset, isLinked: Bool) throws {
    var options = TransferOptions(c: [0.1, 1], folds: 4, permutations: 2, seed: 5, threads: 2)
    options.hasCurves = false
    let finding = try TransferStudy.run(train: train, test: test, options: options).0
    let row = try #require(finding.rows.first { $0.arm.name == "continuous sae max" && $0.metric == "auroc" })
    let matrices = [train, test].map { ExampleMatrix.sparse($0.features[0].matrix) }
    let places = [train, test].map { dataset in
      Dictionary(dataset.examples.ids.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }
    func rows(_ isTest: Bool, _ holds: (TransferUse) -> Bool) -> [Int] {
      finding.uses.filter { $0.isTest == isTest && holds($0) }.compactMap { places[isTest ? 1 : 0][$0.id] }
    }
    /// AUROC on the test rows of a fold of a probe trained on these rows of a side.
    func area(_ isTest: Bool, _ training: [Int], c: Double, _ scored: [Int]) throws -> Double {
      let side = isTest ? test : train
      let model = LogisticRegression(matrices[isTest ? 1 : 0], labels: side.examples.labels)
      let set = TrainingSet(rows: training, scored: [])
      let fit = model.weighing(try model.fit([], whole: set, candidates: [c], threads: 1).whole[0])
        .applied(to: matrices[1].selectingRows(scored))
      return AUROC.score(fit.scores, positives: scored.map { test.examples.labels[$0] == 1 })
    }
    let c = try #require(row.c)
    let folds = Array(0..<(try #require(row.folds)))
    func mean(_ value: (Int) throws -> Double) throws -> Double {
      try folds.reduce(0) { $0 + (try value($1)) } / Double(folds.count)
    }
    let matched = try mean { fold in
      try area(false, rows(false) { $0.matched.contains(fold) }, c: c, rows(true) { $0.fold == fold })
    }
    let ceiling = try mean { fold in
      try area(true, rows(true) { $0.matched.contains(fold) }, c: row.ceilingC[fold], rows(true) { $0.fold == fold })
    }
    let score =
      isLinked
      ? try mean { fold in
        try area(false, rows(false) { $0.trains.contains(fold) }, c: c, rows(true) { $0.fold == fold })
      } : try area(false, rows(false) { $0.trains.contains(0) }, c: c, rows(true) { _ in true }.sorted())
    #expect(try abs(#require(row.matchedScore) - matched) < 1e-6)
    #expect(try abs(#require(row.ceiling) - ceiling) < 1e-6 && abs(row.score - score) < 1e-6)
    let counts = folds.map { fold in rows(true) { $0.matched.contains(fold) }.count }
    #expect(Double(counts.reduce(0, +)) / Double(folds.count) == row.ceilingCount)
  }

  @Test func figuresFollowFromWhatIsPublished() throws {
    let strength = [0.5, 0.5, -0.5, 0.4, -0.4]
    let train = PlantedPair.side("a", count: 140, strength: strength, seed: 1)
    try check(train, PlantedPair.side("b", count: 100, strength: strength, seed: 2), isLinked: false)
    try check(train, PlantedPair.side("b", count: 300, strength: strength, seed: 3), isLinked: false)
    // As many: the parts that match are the training sets of the cross-validation, whose fits serve both.
    try check(train, PlantedPair.side("b", count: 140, strength: strength, seed: 6), isLinked: false)
    var linked = PlantedPair.side("b", count: 140, strength: strength, seed: 4)
    linked.examples.ids = (0..<140).map { $0 < 70 ? "a\($0)" : "b\($0)" }
    try check(train, linked, isLinked: true)
  }

  /// Points of few-shot curves and joint training, from what the table of rows says of every example.
  private func checkCurve(_ train: EncodedDataset, _ test: EncodedDataset) throws {
    let options = TransferOptions(c: [0.1, 1], folds: 4, permutations: 2, seed: 5, threads: 2)
    let finding = try TransferStudy.run(train: train, test: test, options: options).0
    let sides = [train, test]
    let places = sides.map { dataset in
      Dictionary(dataset.examples.ids.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }
    func rows(_ isTest: Bool, _ holds: (TransferUse) -> Bool) -> [Int] {
      finding.uses.filter { $0.isTest == isTest && holds($0) }.compactMap { places[isTest ? 1 : 0][$0.id] }.sorted()
    }
    func matrix(_ own: [Int], _ other: [Int]) -> ExampleMatrix {
      var result = SparseMatrix(columnCount: 30)
      for (side, rows) in zip(sides, [own, other]) {
        let part = side.features[0].matrix.selectingRows(rows)
        let start = result.indices.count
        result.indices += part.indices
        result.values += part.values
        result.offsets += part.offsets.dropFirst().map { $0 + start }
      }
      return .sparse(result)
    }
    /// AUROC on rows of a side of a probe trained on these rows of both.
    func area(_ own: [Int], _ other: [Int], c: Double, on isTest: Bool, _ scored: [Int]) throws -> Double {
      let labels = own.map { train.examples.labels[$0] } + other.map { test.examples.labels[$0] }
      let model = LogisticRegression(matrix(own, other), labels: labels)
      let fit = model.weighing(try model.fit([], candidates: [c], threads: 1).whole[0])
        .applied(to: isTest ? matrix([], scored) : matrix(scored, []))
      let side = isTest ? test : train
      return AUROC.score(fit.scores, positives: scored.map { side.examples.labels[$0] == 1 })
    }
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    func pooled(_ isTest: Bool, but fold: Int) -> [Int] { rows(isTest) { $0.isPooled && $0.ownFold != fold } }
    let points = finding.curve.filter { $0.arm.name == "continuous sae max" }
    #expect(points.count > 4)
    for point in points {
      var (scores, alone) = ([Double](), [Double]())
      for fold in 0..<4 {
        let own = rows(false) { $0.curve.contains("\(fold)") }
        let scored = rows(true) { $0.fold == fold }
        for draw in 0..<point.draws {
          let drawn =
            point.labels == 0
            ? []
            : point.isAll
              ? pooled(true, but: fold)
              : rows(true) { use in
                use.curve.contains { token in
                  let parts = token.split(separator: "/").compactMap { Int($0) }
                  return parts[0] == fold && parts[1] == draw && parts[2] <= point.labels
                }
              }
          scores.append(try area(own, drawn, c: point.c, on: true, scored))
          if point.labels > 0 { alone.append(try area([], drawn, c: point.aloneC[fold], on: true, scored)) }
        }
      }
      #expect(abs(mean(scores) - point.score.value) < 1e-6, "\(point.labels)")
      if let value = point.alone?.value { #expect(abs(mean(alone) - value) < 1e-6, "\(point.labels)") }
    }
    for row in finding.joint where row.arm.name == "continuous sae max" {
      let isTest = row.testedOn == test.id
      let scores = try (0..<4).map { fold in
        try area(
          pooled(false, but: fold), pooled(true, but: fold), c: row.c, on: isTest, rows(isTest) { $0.ownFold == fold })
      }
      #expect(abs(mean(scores) - row.score.value) < 1e-6, "\(row.testedOn)")
    }
  }

  @Test func curvesFollowFromWhatIsPublished() throws {
    let strength = [0.5, 0.5, -0.5, 0.4, -0.4]
    let train = PlantedPair.side("a", count: 100, strength: strength, seed: 1)
    try checkCurve(train, PlantedPair.side("b", count: 90, strength: strength, seed: 2))
    try checkCurve(train, PlantedPair.side("b", count: 96, strength: strength, seed: 3, copies: 2))
  }

  /// The row of a left-out dataset: ids name the dataset, too.
  @Test func leftOutFollowsFromWhatIsPublished() throws {
    let strength = [0.5, 0.5, -0.5, 0.4, -0.4]
    let datasets = (0..<3).map { place in
      PlantedPair.side(["a", "b", "c"][place], count: 80 + 20 * place, strength: strength, seed: UInt64(40 + place))
    }
    let options = TransferOptions(c: [0.1, 1], folds: 4, permutations: 2, seed: 5, threads: 2)
    let finding = try #require(
      TransferStudy.all(
        datasets, pairs: [TransferPair(train: "a", test: "c"), TransferPair(train: "b", test: "c")], options: options
      ).leftOut.first)
    let row = try #require(finding.rows.first { $0.arm.name == "continuous sae max" })
    let c = try #require(row.c)
    func features(_ ids: [String]) -> (ExampleMatrix, [Int32]) {
      var matrix = SparseMatrix(columnCount: 30)
      var labels: [Int32] = []
      for id in ids {
        let parts = id.split(separator: "/").map(String.init)
        guard let side = datasets.first(where: { $0.id == (parts.count == 2 ? parts[0] : "c") }),
          let place = side.examples.ids.firstIndex(of: parts[parts.count - 1])
        else { continue }
        let own = side.features[0].matrix.selectingRows([place])
        matrix.indices += own.indices
        matrix.values += own.values
        matrix.offsets.append(matrix.indices.count)
        labels.append(side.examples.labels[place])
      }
      return (.sparse(matrix), labels)
    }
    func area(_ training: [String], _ scored: [String]) throws -> Double {
      let ((matrix, labels), (other, truth)) = (features(training), features(scored))
      let model = LogisticRegression(matrix, labels: labels)
      let fit = model.weighing(try model.fit([], candidates: [c], threads: 1).whole[0]).applied(to: other)
      return AUROC.score(fit.scores, positives: truth.map { $0 == 1 })
    }
    func ids(_ isTest: Bool, _ holds: (TransferUse) -> Bool) -> [String] {
      finding.uses.filter { $0.isTest == isTest && holds($0) }.map(\.id)
    }
    #expect(abs(try area(ids(false) { $0.trains.contains(0) }, ids(true) { _ in true }) - row.score) < 1e-6)
    let matched = try (0..<4).map { fold in
      try area(ids(false) { $0.matched.contains(fold) }, ids(true) { $0.fold == fold })
    }
    #expect(abs(matched.reduce(0, +) / 4 - (row.matchedScore ?? 0)) < 1e-6)
  }
}

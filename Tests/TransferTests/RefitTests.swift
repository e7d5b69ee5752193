import Classifiers
import Datasets
import Features
import Findings
import LinearAlgebra
import Statistics
import Testing

@testable import Transfer

/// Scores and ceilings follow from what is published: C, and what every example is used for.
@Suite struct RefitTests {
  private func check(_ train: EncodedDataset, _ test: EncodedDataset, isLinked: Bool) throws {
    let options = TransferOptions(c: [0.1, 1], folds: 4, permutations: 2, seed: 5, threads: 2)
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
    var linked = PlantedPair.side("b", count: 140, strength: strength, seed: 4)
    linked.examples.ids = (0..<140).map { $0 < 70 ? "a\($0)" : "b\($0)" }
    try check(train, linked, isLinked: true)
  }
}

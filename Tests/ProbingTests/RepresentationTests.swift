import Evaluation
import Features
import Files
import Findings
import Foundation
import LinearAlgebra
import TestSupport
import Testing

@testable import Probing

@Suite struct RepresentationTests {
  private struct TermFixture: Decodable {
    var texts: [String]
    var train: [Int]
    var rows: [[String: Double]]
  }

  @Test func weighsTermsAsScikitLearnDoes() throws {
    let data = try #require(
      FileManager.default.contents(atPath: TestPaths.fixtures("Probing") + "/tf-idf.json"))
    let fixture = try JSONDecoder().decode(TermFixture.self, from: data)
    let counts = try TermCounts.wordsAndPairs(fixture.texts)
    let matrix = weighTerms(counts.matrix, training: fixture.train, limit: 20_000)
    // Columns are the terms of the training rows, in order.
    var isUsed = [Bool](repeating: false, count: counts.terms.count)
    for row in fixture.train {
      for position in counts.matrix.range(ofRow: row) { isUsed[Int(counts.matrix.indices[position])] = true }
    }
    let terms = counts.terms.indices.filter { isUsed[$0] }.map { counts.terms[$0] }
    for (row, expected) in fixture.rows.enumerated() {
      var found: [String: Double] = [:]
      for position in matrix.range(ofRow: row) {
        found[terms[Int(matrix.indices[position])]] = Double(matrix.values[position])
      }
      #expect(Set(found.keys) == Set(expected.keys))
      // Values are single precision.
      for (term, value) in expected { #expect(abs((found[term] ?? 0) - value) < 1e-6) }
    }
  }

  @Test func readsScriptsWithoutSpacesCharacterByCharacter() {
    #expect(WordRuns.words("猫が好き ok") == ["猫", "が", "好", "き", "ok"])
  }

  @Test func choosesTheFeaturesThatPartTheClasses() {
    var matrix = SparseMatrix(columnCount: 4)
    // Feature 1 fires in class 1 only, 2 everywhere, 3 in one row of class 0.
    for row in 0..<8 {
      let entries: [(Int32, Float)] = row % 2 == 1 ? [(1, 5), (2, 1)] : (row == 0 ? [(2, 1), (3, 9)] : [(2, 1)])
      matrix.indices += entries.map(\.0)
      matrix.values += entries.map(\.1)
      matrix.offsets.append(matrix.indices.count)
    }
    let labels: [Int32] = (0..<8).map { Int32($0 % 2) }
    let rows = Array(0..<8)
    #expect(
      SelectionCriterion.meanDifference.choose(
        matrix, labels: labels, classCount: 2, rows: rows, counts: [1]) == [[1]])
    #expect(
      SelectionCriterion.meanDifference.choose(
        matrix, labels: labels, classCount: 2, rows: rows, counts: [2]) == [[1, 3]])
    // Rows that are not trained on have no say.
    #expect(
      SelectionCriterion.meanDifference.choose(
        matrix, labels: labels, classCount: 2, rows: [0, 2], counts: [1]) == [[0]])
  }

  @Test func selectionInsideTheFoldFindsNothingInNoise() throws {
    BLAS.useOneThreadPerCall()
    var sums: [String: Double] = [:]
    let seeds: [UInt64] = [1, 2, 3, 4, 5, 6]
    for seed in seeds {
      let dataset = SmallDatasets.make(examples: 120, features: 1500, signal: 0, seed: seed)
      var options = ProbeOptions()
      options.representations = ["top-n", "permuted-labels"]
      options.top = [20]
      options.repeats = 1
      options.c = [0.1, 1]
      let study = try ProbeLaboratory.study(dataset, options: options).study
      for arm in study.arms { sums[arm.name, default: 0] += arm.metric("auroc")?.mean ?? 1 }
      #expect(study.stability.count == 2)
      #expect(study.stability.allSatisfy { $0.selectedMean == 20 && ($0.phi ?? 1) < 0.8 })
    }
    // Chosen outside the folds it would be about .9; the standard error over six seeds is about .022.
    #expect(sums.count == 4)
    for sum in sums.values { #expect(abs(sum / Double(seeds.count) - 0.5) < 0.09) }
  }

  @Test func findsPlantedFeaturesByTopN() throws {
    BLAS.useOneThreadPerCall()
    var options = ProbeOptions()
    options.representations = ["top-n", "binarized"]
    options.top = [10]
    let study = try ProbeLaboratory.study(SmallDatasets.make(), options: options).study
    let arm = try #require(study.arms.first { $0.name == "top-n 10 l1-w120 max >0" })
    #expect(arm.featureCount == 10)
    #expect((arm.metric("auroc")?.mean ?? 0) > 0.9)
    #expect((arm.weights.first?.features.filter { $0 < 10 }.count ?? 0) >= 7)
    #expect(study.thresholds.map(\.threshold) == [0, 1])
    #expect(study.thresholds[0].meanActiveFeatures > study.thresholds[1].meanActiveFeatures)
  }
}

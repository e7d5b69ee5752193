import Datasets
import Evaluation
import Features
import Findings
import LinearAlgebra
import Testing

@testable import Probing

/// `probes: examples:`: which examples are drawn, and that a study of them says of each what a study of a table with
/// these examples alone says.
@Suite struct ProbeSampleTests {
  /// As the program does: with several threads BLAS may round a sum otherwise from call to call.
  init() { BLAS.useOneThreadPerCall() }

  private func options(_ examples: Int?, seed: UInt64 = 3) -> ProbeOptions {
    var options = ProbeOptions()
    options.representations = ["majority", "continuous", "binarized"]
    options.thresholds = [.fixed(0)]
    options.c = [0.1, 1]
    (options.folds, options.repeats, options.examples, options.seed) = (4, 2, examples, seed)
    return options
  }

  @Test func nothingIsDrawnWithoutNeed() {
    let table = SmallDatasets.make(examples: 90).examples
    #expect(ProbeSample(table, options: options(nil)) == nil)
    #expect(ProbeSample(table, options: options(90)) == nil)
    #expect(ProbeSample(table, options: options(89))?.rows.count == 89)
  }

  @Test(arguments: [20, 41, 60]) func classesKeepTheirShares(limit: Int) throws {
    var table = SmallDatasets.make(examples: 240, classes: 3).examples
    // A half, a third, a sixth.
    table.labels = (0..<240).map { [0, 0, 0, 1, 1, 2][$0 % 6] }
    let sample = try #require(ProbeSample(table, options: options(limit)))
    #expect(sample.labelled == 240)
    #expect(sample.rows == sample.rows.sorted() && Set(sample.rows).count == sample.rows.count)
    let counts = (0..<3).map { label in sample.rows.count { table.labels[$0] == Int32(label) } }
    for (count, share) in zip(counts, [0.5, 1.0 / 3, 1.0 / 6]) {
      // Twice the folds at least.
      #expect(abs(Double(count) - max(8, share * Double(limit))) <= 1, "\(counts)")
    }
  }

  @Test func clustersAndTwinsStayWhole() throws {
    var table = SmallDatasets.make(examples: 240, clusters: 60).examples
    table.clusters?.codes[0] = -1
    table.clusters?.codes[1] = -1
    table.pairs = CategoryColumn(name: "pair", cells: (0..<240).map { $0 < 2 ? "p" : "" })
    for seed in 1...20 {
      let rows = try #require(ProbeSample(table, options: options(100, seed: UInt64(seed)))).rows
      #expect(rows.count <= 100 && rows.count > 90)
      let chosen = Set(rows)
      for cluster in 0..<60 {
        let members = (0..<240).filter { table.clusters?.codes[$0] == Int32(cluster) }
        #expect(members.allSatisfy(chosen.contains) || !members.contains(where: chosen.contains))
      }
      #expect(chosen.contains(0) == chosen.contains(1))
    }
  }

  @Test func theOrderOfTheFileLeavesNoTraceAndTheSeedDoes() throws {
    let table = SmallDatasets.make(examples: 240, clusters: 60).examples
    var reversed = table
    reversed.ids.reverse()
    reversed.labels.reverse()
    reversed.clusters?.codes.reverse()
    let own = try #require(ProbeSample(table, options: options(100))).rows.map { table.ids[$0] }
    let other = try #require(ProbeSample(reversed, options: options(100))).rows.map { reversed.ids[$0] }
    #expect(Set(own) == Set(other))
    let seeded = try #require(ProbeSample(table, options: options(100, seed: 4))).rows.map { table.ids[$0] }
    #expect(Set(own) != Set(seeded))
  }

  @Test func aStudyOfTheSampleIsThatOfATableWithTheseExamples() throws {
    let whole = SmallDatasets.make(examples: 160, clusters: 40)
    let sample = try #require(ProbeSample(whole.examples, options: options(80)))
    let found = try ProbeLaboratory.study(whole, options: options(80))
    let alone = try ProbeLaboratory.study(sample.selecting(whole), options: options(nil))
    #expect(found.study.notes.first?.code == .sampled)
    #expect(found.study.design.exampleCount == sample.rows.count)
    #expect(found.study.rows.map(\.metrics) == alone.study.rows.map(\.metrics))
    #expect(found.study.comparisons.map(\.difference) == alone.study.comparisons.map(\.difference))
    let place = Dictionary(uniqueKeysWithValues: sample.rows.enumerated().map { ($1, $0) })
    for (own, other) in zip(found.study.design.assignments, alone.study.design.assignments) {
      #expect(own.count == 160)
      for row in own.indices { #expect(own[row] == place[row].map { other[$0] } ?? -1) }
    }
    for (own, other) in zip(found.outOfFold, alone.outOfFold) {
      for row in 0..<160 {
        #expect(own.decisions[row] == place[row].map { other.decisions[$0] } ?? -1)
        for label in 0..<2 {
          let value = own.probabilities[row * 2 + label]
          if let place = place[row] {
            #expect(value == other.probabilities[place * 2 + label])
          } else {
            #expect(value.isNaN)
          }
        }
      }
    }
    #expect(!found.predictions.isEmpty)
    #expect(found.predictions.map(\.example) == alone.predictions.map { sample.rows[$0.example] })
    #expect(found.study.explanations.map(\.example) == alone.study.explanations.map { sample.rows[$0.example] })
    for (own, other) in zip(found.linear.flatMap(\.folds), alone.linear.flatMap(\.folds)) {
      #expect(own.test == other.test.map { sample.rows[$0] })
      for (row, there) in zip(own.test, other.test) {
        for column in 0..<other.matrix.featureCount {
          #expect(own.matrix.value(row: row, column: column) == other.matrix.value(row: there, column: column))
        }
      }
    }
  }

  @Test func fewerThanTwoAFoldAreAnError() {
    let data = SmallDatasets.make(examples: 160)
    #expect(throws: (any Error).self) { try ProbeLaboratory.study(data, options: options(7)) }
  }
}

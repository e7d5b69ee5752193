import Diagnostics
import Features
import Findings
import Foundation
import LinearAlgebra
import Testing

@testable import Probing

@Suite struct ProbeLaboratoryTests {
  private func options(_ change: (inout ProbeOptions) -> Void = { _ in }) -> ProbeOptions {
    BLAS.useOneThreadPerCall()
    var options = ProbeOptions()
    options.seed = 17
    options.repeats = 2
    change(&options)
    return options
  }

  @Test func comparesAllArmsOnTheSameFolds() throws {
    let result = try ProbeLaboratory.study(SmallDatasets.make(), options: options())
    let names = result.study.arms.map(\.name)
    #expect(
      names == [
        "majority", "hidden layer 1 max", "continuous l1-w120 max", "binarized l1-w120 max >0",
        "binarized l1-w120 max >1", "best features", "best hidden",
      ])
    #expect(Set(names).count == names.count)
    for arm in names.indices {
      let rows = result.study.rows.filter { $0.arm == arm }
      #expect(rows.map { [$0.repeatIndex, $0.fold] } == (0..<10).map { [$0 / 5, $0 % 5] })
      #expect(rows.allSatisfy { $0.testCount == 18 && $0.trainCount == 72 })
    }
    let auroc = result.study.arms.map { $0.metric("auroc")?.mean ?? -1 }
    #expect(auroc[0] == 0.5)
    #expect(auroc[2] > 0.85 && auroc[3] > 0.85)
    #expect(result.study.rows.allSatisfy { $0.metrics.count == Metric.all.count })
    let arms = result.study.arms
    let pairs = result.study.comparisons.filter { $0.metric == "auroc" }.map {
      "\(arms[$0.a].name) − \(arms[$0.b].name)"
    }
    #expect(pairs.contains("binarized l1-w120 max >0 − continuous l1-w120 max"))
    #expect(pairs.contains("continuous l1-w120 max − hidden layer 1 max"))
    #expect(pairs.contains("binarized l1-w120 max >1 − hidden layer 1 max"))
    let carriers = result.study.arms[3].weights.first?.features.prefix(5).filter { $0 < 10 }.count ?? 0
    #expect(carriers >= 4)
    let timing = try #require(result.timings.last)
    #expect(timing.fits == 4 * (10 + 20 + 1))
  }

  @Test func isTheSameForAnyNumberOfThreads() throws {
    let dataset = SmallDatasets.make(classes: 3, clusters: 24)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let one = try ProbeLaboratory.study(dataset, options: options { $0.thresholds.append(.automatic) })
    let four = try ProbeLaboratory.study(
      dataset,
      options: options {
        $0.thresholds.append(.automatic)
        $0.threads = 4
      })
    #expect(try encoder.encode(one.study) == encoder.encode(four.study))
    #expect(one.outOfFold.map(\.decisions) == four.outOfFold.map(\.decisions))
  }

  @Test func findsNothingInNoise() throws {
    var sums: [String: Double] = [:]
    let seeds: [UInt64] = [1, 2, 3, 4, 5, 6]
    for seed in seeds {
      let dataset = SmallDatasets.make(examples: 120, features: 400, signal: 0, seed: seed)
      let study = try ProbeLaboratory.study(
        dataset,
        options: options {
          $0.representations = ["hidden", "continuous", "binarized"]
          $0.thresholds = [.fixed(0), .automatic]
        }
      ).study
      for arm in study.arms { sums[arm.name, default: 0] += arm.metric("auroc")?.mean ?? 1 }
    }
    // Of features and hidden states also the best, chosen inside.
    #expect(sums.count == 6)
    // Standard error of a cross-validated AUROC at 60 against 60 is about .053, over six seeds .022: three of them.
    for sum in sums.values { #expect(abs(sum / Double(seeds.count) - 0.5) < 0.066) }
  }

  @Test func keepsClustersWhole() throws {
    let dataset = SmallDatasets.make(clusters: 18)
    let study = try ProbeLaboratory.study(dataset, options: options()).study
    #expect(study.design.clusterColumn == "cluster")
    let codes = try #require(dataset.examples.clusters?.codes)
    for assignment in study.design.assignments {
      for code in 0..<18 {
        let folds = Set(assignment.indices.filter { codes[$0] == Int32(code) }.map { assignment[$0] })
        #expect(folds.count == 1)
      }
      #expect(Set(assignment) == Set(0..<5))
    }
  }

  @Test func everyLabelledExampleIsTestedOnceARepeat() throws {
    var dataset = SmallDatasets.make()
    dataset.examples.labels[3] = -1
    let result = try ProbeLaboratory.study(dataset, options: options())
    for assignment in result.study.design.assignments {
      #expect(assignment[3] == -1)
      #expect(assignment.filter { $0 >= 0 }.count == 89)
    }
    for arm in result.outOfFold {
      #expect(arm.decisions[3] == -1)
      #expect(arm.probabilities[6].isNaN)
      for example in 0..<90 where example != 3 {
        #expect(abs(arm.probabilities[2 * example] + arm.probabilities[2 * example + 1] - 1) < 1e-12)
      }
    }
  }

  @Test func smallerTrainingRatesLieWithinLargerOnes() throws {
    let study = try ProbeLaboratory.study(
      SmallDatasets.make(),
      options: options { $0.trainingRates = [0.25, 1, 0.5] }
    ).study
    let given = study.arms.filter { !$0.isDerived }
    #expect(given.map(\.key.trainingRate) == [1, 0.5, 0.25].flatMap { [Double](repeating: $0, count: 5) })
    #expect(study.arms[5].name == "majority rate 0.5")
    #expect(study.rows.filter { $0.arm == 5 }.allSatisfy { abs($0.trainCount - 36) <= 2 })
    let settled = try options().validated()
    let plan = FoldPlan(SmallDatasets.make().examples, folds: 5, options: settled)
    let all = plan.plans(rate: 1).flatMap(\.splits)
    for (large, small) in zip(plan.plans(rate: 0.5), plan.plans(rate: 0.25)) {
      #expect(Set(small.rows).isSubset(of: Set(large.rows)))
      for (one, other) in zip(large.splits, small.splits) {
        #expect(Set(other.training).isSubset(of: Set(one.training)))
        let whole = try #require(all.first { ($0.repeatIndex, $0.fold) == (one.repeatIndex, one.fold) })
        #expect(Set(one.training).isSubset(of: Set(whole.training)))
        #expect(one.test == whole.test && other.test == whole.test)
      }
    }
    // However few, every class is in every set that is fitted.
    let labels = SmallDatasets.make().examples.labels
    for plan in plan.plans(rate: 0.001) {
      for set in plan.splits.map(\.training) + plan.innerSets.map(\.rows) {
        #expect(Set(set.map { labels[$0] }).count == 2)
      }
    }
  }

  @Test func innerFoldsStayWithinTheTrainingRows() throws {
    let examples = SmallDatasets.make(clusters: 30).examples
    let clusters = try #require(examples.clusters?.codes)
    for folds in [2, 5] {
      let plan = FoldPlan(examples, folds: folds, options: try options().validated())
      for plan in plan.plans(rate: 1) + plan.plans(rate: 0.5) + [plan.plan(training: Array(0..<60), test: [80, 81])] {
        for split in plan.splits {
          #expect(Set(split.training).isDisjoint(with: split.test))
          var scored: [Int] = []
          for inner in split.inner {
            let set = plan.innerSets[inner.set]
            let own = inner.places.map { set.scored[$0] }
            scored += own
            // Neither what is tested nor what chooses has a part in the fit, nor has any row of their clusters.
            #expect(Set(set.rows).isDisjoint(with: split.test + own))
            #expect(Set(set.rows).isSubset(of: Set(split.training)))
            #expect(Set(set.rows.map { clusters[$0] }).isDisjoint(with: own.map { clusters[$0] }))
            #expect(set.rows.count + own.count == split.training.count)
          }
          #expect(scored.sorted() == split.training)
        }
      }
    }
  }

  @Test func saysWhatIsWrong() {
    #expect(throws: AtlasError.self) {
      try ProbeLaboratory.study(SmallDatasets.make(), options: options { $0.representations = ["binarised"] })
    }
    #expect(throws: AtlasError.self) {
      try ProbeLaboratory.study(SmallDatasets.make(), options: options { $0.thresholds = [.fixed(-1)] })
    }
    var oneClass = SmallDatasets.make()
    oneClass.examples.labels = oneClass.examples.labels.map { _ in 0 }
    #expect(throws: AtlasError.self) { try ProbeLaboratory.study(oneClass, options: options()) }
  }
}

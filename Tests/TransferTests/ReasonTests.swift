import Datasets
import Features
import Findings
import Foundation
import LinearAlgebra
import Parallel
import Statistics
import Testing

@testable import Transfer

/// Planted reasons are named, and draws of the same examples name none.
@Suite struct ReasonTests {
  /// Two levels of activity, so that a threshold can part them; features fire more strongly in one class.
  private func side(
    _ id: String, count: Int = 300, seed: UInt64, scale: Float = 1, silent: Range<Int> = 0..<0, positive: Double = 0.5,
    extra: Float = 0
  ) -> EncodedDataset {
    var generator = SeededGenerator(seed: seed)
    var matrix = SparseMatrix(columnCount: 40)
    var labels: [String] = []
    for _ in 0..<count {
      let isPositive = generator.uniform() < positive
      labels.append(isPositive ? "yes" : "no")
      for feature in 0..<40 {
        let isStrong = generator.uniform() < (feature < 10 ? (isPositive ? 0.7 : 0.3) : 0.5)
        let value = scale * Float((isStrong ? 4 : 0.5) + 0.3 * generator.uniform())
        let isOn = generator.uniform() < 0.8
        if isOn, !silent.contains(feature) {
          matrix.indices.append(Int32(feature))
          matrix.values.append(value + (feature >= 30 ? extra : 0))
        }
      }
      matrix.offsets.append(matrix.indices.count)
    }
    var result = PlantedPair.dataset(id, matrix: matrix, labels: labels)
    result.states = []
    return result
  }

  private let options: TransferOptions = {
    var options = TransferOptions(
      c: [0.01, 0.1], folds: 5, hasOwnThresholds: true, permutations: 5, seed: 2, threads: 2)
    options.hasCurves = false
    return options
  }()

  private func named(_ finding: TransferFinding) -> [TransferReason.Kind] {
    finding.reasons.filter(\.isNamed).map(\.kind)
  }

  @Test func scaleIsNamedAndOwnThresholdsCarryOver() throws {
    let finding = try TransferStudy.run(
      train: side("a", count: 600, seed: 1), test: side("b", count: 600, seed: 2, scale: 3), options: options
    ).0
    #expect(named(finding).contains(.scale) && !named(finding).contains(.coverage))
    let scale = try #require(finding.reasons.first { $0.kind == .scale })
    #expect(scale.value > 2.7 && scale.value < 3.3)
    let otsu = try #require(
      finding.rows.first { $0.arm.threshold == .otsu && $0.metric == "auroc" })
    #expect(try abs(#require(otsu.matchedScore) - #require(otsu.ceiling)) < 0.01)
    let fixed = try #require(finding.rows.first { $0.arm.threshold == .quantile(0.5) && $0.metric == "auroc" })
    #expect(try #require(fixed.matchedScore) < #require(otsu.matchedScore) - 0.02)
  }

  @Test func silentFeaturesAreNamed() throws {
    let finding = try TransferStudy.run(
      train: side("a", seed: 3), test: side("b", seed: 4, silent: 0..<5), options: options
    ).0
    #expect(named(finding).contains(.coverage))
    let coverage = try #require(finding.reasons.first { $0.kind == .coverage })
    #expect(coverage.value > 0.12 && coverage.expected ?? 1 < 0.01)
  }

  @Test func classSharesAreNamed() throws {
    let finding = try TransferStudy.run(
      train: side("a", seed: 5), test: side("b", seed: 6, positive: 0.15), options: options
    ).0
    #expect(named(finding) == [.labels])
    let shift = try #require(finding.reasons.first { $0.kind == .labels })
    #expect(abs(shift.value + 0.35) < 0.08 && shift.classLabel == "yes" && shift.gain != nil)
  }

  @Test func gapIsNamed() throws {
    let finding = try TransferStudy.run(
      train: side("a", seed: 7), test: side("b", seed: 8, extra: 2), options: options
    ).0
    #expect(named(finding) == [.gap])
    #expect(try #require(finding.reasons.first { $0.kind == .gap }).value > 0.9)
  }

  @Test func reconstructionIsNamed() throws {
    var options = options
    options.unexplained = ["a": ["sae": 0.2], "b": ["sae": 0.5]]
    let finding = try TransferStudy.run(train: side("a", seed: 9), test: side("b", seed: 10), options: options).0
    #expect(named(finding) == [.unexplained])
  }

  /// What differs by less than the limit is said so only where there are enough examples to tell.
  @Test(arguments: [(40, false), (5000, true)]) func fewExamplesClearNothing(count: Int, isCleared: Bool) throws {
    let finding = try TransferStudy.run(
      train: side("a", count: count, seed: 11), test: side("b", count: count, seed: 12), options: options
    ).0
    for reason in finding.reasons {
      #expect(!reason.isNamed && (reason.isCleared || !isCleared), "\(reason)")
      // 40 examples do not tell shares to .05.
      if reason.kind == .labels { #expect(reason.isCleared == isCleared, "\(reason)") }
    }
    #expect(Set(finding.reasons.map(\.kind)).isSuperset(of: [.labels, .scale, .gap]))
  }

  /// Some pairs drawn alike; as many as the environment asks for.
  @Test func identicalDrawsNameNothing() throws {
    let count = ProcessInfo.processInfo.environment["FEATURE_ATLAS_REPLICATIONS"].flatMap(Int.init) ?? 20
    var options = options
    (options.threads, options.permutations, options.c) = (1, 1, [0.1])
    options.hasOwnThresholds = false
    let quick = options
    let found = try parallelMap(count, threads: 2) { draw -> [TransferReason.Kind] in
      named(
        try TransferStudy.run(
          train: side("a", count: 120, seed: UInt64(1000 + 2 * draw)),
          test: side("b", count: 150, seed: UInt64(1001 + 2 * draw)), options: quick
        ).0)
    }
    #expect(found.joined().count <= count / 100, "\(found)")
  }
}

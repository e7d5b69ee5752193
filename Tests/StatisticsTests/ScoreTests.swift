import Testing

@testable import Statistics

@Suite struct ScoreTests {
  @Test func againstScikitLearn() throws {
    for item in try Oracle.load().scores {
      let classes = try #require(item.classes)
      let probabilities = try #require(item.probabilities)
      #expect(isClose(accuracy(predicted: item.predicted, truth: item.labels), try #require(item.accuracy)))
      #expect(isClose(macroF1(predicted: item.predicted, truth: item.labels, classes: classes), item.macroF1))
      if classes == 2 {
        let positive = item.labels.indices.map { probabilities[2 * $0 + 1] }
        let truth = item.labels.map { $0 == 1 }
        #expect(isClose(LogLoss.binary(positive, positives: truth), try #require(item.logLoss)))
        #expect(isClose(BrierScore.binary(positive, positives: truth), try #require(item.brier)))
        #expect(isClose(AUROC.score(positive, positives: truth), try #require(item.auroc)))
        #expect(isClose(AveragePrecision.score(positive, positives: truth), try #require(item.averagePrecision)))
      } else {
        let loss = LogLoss.multiclass(probabilities, labels: item.labels, classes: classes)
        #expect(isClose(loss, try #require(item.logLoss)))
        let brier = BrierScore.multiclass(probabilities, labels: item.labels, classes: classes)
        #expect(isClose(brier, try #require(item.brier)))
        let auroc = AUROC.macroOneVersusRest(probabilities: probabilities, labels: item.labels, classes: classes)
        #expect(isClose(auroc, try #require(item.auroc)))
        let precision = AveragePrecision.macroOneVersusRest(
          probabilities: probabilities, labels: item.labels, classes: classes)
        #expect(isClose(precision, try #require(item.averagePrecision)))
      }
    }
  }

  /// A class that is neither true nor predicted is not averaged over; one that is only predicted scores 0.
  @Test func absentClasses() throws {
    let item = try Oracle.load().scoresAbsent
    #expect(isClose(macroF1(predicted: item.predicted, truth: item.labels, classes: 4), item.macroF1))
  }

  @Test func noExamples() {
    #expect(accuracy(predicted: [], truth: []).isNaN && macroF1(predicted: [], truth: [], classes: 2).isNaN)
    #expect(LogLoss.binary([], positives: []).isNaN && BrierScore.binary([], positives: []).isNaN)
  }

  @Test func resampledT() throws {
    let item = try Oracle.load().resampledT
    let test = CorrectedResampledT(item.values, testToTrain: item.ratio)
    #expect(isClose(test.t, item.t) && isClose(test.p, item.p))
    let interval = try #require(test.interval())
    #expect(isClose(interval.low, item.interval[0]) && isClose(interval.high, item.interval[1]))
    #expect(CorrectedResampledT([0, 0, 0], testToTrain: 0.25).p == 1)
    #expect(CorrectedResampledT([0.2], testToTrain: 0.25).interval() == nil)
  }

  @Test func mcNemar() throws {
    for row in try Oracle.load().mcnemar {
      #expect(isClose(McNemar.exact(onlyFirstRight: Int(row[0]), onlySecondRight: Int(row[1])), row[2]), "\(row)")
    }
  }

  @Test func deLong() throws {
    for item in try Oracle.load().delong {
      let positives = item.labels.map { $0 == 1 }
      let result = DeLong(item.a, positives: positives).test(against: DeLong(item.b, positives: positives))
      #expect(isClose(abs(result.statistic), abs(item.z)) && isClose(result.p, item.p), "\(result) \(item.z)")
    }
    #expect(DeLong([1, 2, 3, 4], positives: [false, false, true, true]).interval() == nil)
  }

  @Test func stability() throws {
    let item = try Oracle.load().stability
    let stability = SelectionStability(selections: item.selections, features: item.features)
    #expect(isClose(stability.phi, item.phi) && isClose(stability.variance, item.variance))
    #expect(SelectionStability(selections: [[1, 2], [1, 2]], features: 9).phi == 1)
    #expect(SelectionStability(selections: [[1, 2]], features: 9).phi.isNaN)
  }
}

import Features
import Findings
import Statistics

/// The features of one checkpoint in a pair of datasets.
struct FeaturePairs {
  let checkpoint: String
  let train: FeatureSide
  let test: FeatureSide
  let options: TransferOptions

  /// - Parameters:
  ///   - classNames: common classes of the pair.
  ///   - positive: of two classes the one that is reported.
  ///   - linked: parts of both sides that hold what they share; nil where they share nothing.
  func findings(
    of names: (train: String, test: String), classNames: [String], positive: Int,
    linked: (train: Thirds, test: Thirds)?
  ) throws -> (TransferCheckpointSummary, TransferTable) {
    let isPair = classNames.count == 2
    let reported = isPair ? [classNames[positive]] : classNames
    var table = FeatureTransfer(train: train, test: test, falseDiscoveryRate: options.falseDiscoveryRate)
      .table((names.train, names.test, checkpoint), classNames: reported)
    // What is ranked is the second class; the figures of the first are the same turned around.
    if isPair, positive == 0 {
      table.aurocTrain = table.aurocTrain.map { 1 - $0 }
      table.aurocTest = table.aurocTest.map { 1 - $0 }
    }
    let isUsed = table.pMax.map { !$0.isNaN }
    let replicates = try linked.map {
      (try train.replicates($0.train, threads: 1), try test.replicates($0.test, threads: 1))
    }
    let agreement = FeatureAgreement(train, test, isUsed: isUsed, linked: replicates)
    func count(_ kind: TransferKind) -> Int { table.kind.count { $0 == kind } }
    var summary = TransferCheckpointSummary(
      checkpoint: checkpoint, rankCorrelation: agreement.correlation?.value, shared: count(.shared),
      reversed: count(.reversed), tested: isUsed.count { $0 })
    (summary.rankLow, summary.rankHigh) = (agreement.correlation?.low, agreement.correlation?.high)
    summary.partialCorrelation = agreement.partial
    (summary.sourceOnly, summary.targetOnly) = (count(.sourceOnly), count(.targetOnly))
    (summary.testedTrain, summary.testedTest) = (table.pTrain.count { !$0.isNaN }, table.pTest.count { !$0.isNaN })
    summary.classes = reported
    summary.isJudged = train.isJudged && test.isJudged
    return (summary, table)
  }
}

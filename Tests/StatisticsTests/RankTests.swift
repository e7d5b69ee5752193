import Testing

@testable import Statistics

@Suite struct RankTests {
  @Test func denseAgainstScipyAndScikitLearn() throws {
    for item in try Oracle.load().ranks {
      let positives = item.labels.map { $0 == 1 }
      #expect(Midranks(item.scores).ranks == item.ranks, "\(item.kind)")
      #expect(isClose(AUROC.score(item.scores, positives: positives), item.auroc), "\(item.kind)")
      #expect(isClose(MannWhitney.twoSided(item.scores, positives: positives), item.p), "\(item.kind)")
      #expect(
        isClose(AveragePrecision.score(item.scores, positives: positives), item.averagePrecision), "\(item.kind)")
    }
  }

  /// The sparse path sees only the stored entries and must give the same.
  @Test func sparseEqualsDense() throws {
    for item in try Oracle.load().ranks {
      let stored = item.scores.indices.filter { item.scores[$0] != 0 }
      let values = stored.map { Float(item.scores[$0]) }
      let sparse = SparseRanks(values: values, rowCount: item.scores.count)
      let dense = Midranks(item.scores)
      #expect(sparse.entryRanks == stored.map { dense.ranks[$0] }, "\(item.kind)")
      #expect(sparse.tieTerm == dense.tieTerm, "\(item.kind)")
      if let silent = item.scores.firstIndex(of: 0) { #expect(sparse.zeroRank == dense.ranks[silent]) }
      let labels = item.labels.map { Int32($0) }
      let totals = ClassSeparation.classTotals(labels: labels, classes: 2)
      let both = ClassSeparation.oneVersusRest(
        rows: stored.map { Int32($0) }[...], values: values[...], labels: labels, totals: totals)
      #expect(isClose(both[1].auroc, item.auroc), "\(item.kind)")
      #expect(isClose(both[0].auroc, 1 - item.auroc), "\(item.kind)")
      #expect(isClose(both[1].p, item.p), "\(item.kind)")
      #expect(isClose(both[0].p, item.p), "\(item.kind)")
    }
  }

  @Test func unlabelledRowsAreLeftOut() {
    let labels: [Int32] = [0, 1, -1, 1, 0, -1]
    let totals = ClassSeparation.classTotals(labels: labels, classes: 2)
    #expect(totals == [2, 2])
    let separation = ClassSeparation.oneVersusRest(
      rows: [1, 2, 3, 5], values: [2, 9, 1, -4], labels: labels, totals: totals)
    #expect(separation[1].auroc == 1)
    #expect(separation[0].auroc == 0)
  }

  @Test func emptyColumnAndMissingClass() {
    let ranks = SparseRanks(values: [Float](), rowCount: 5)
    #expect(ranks.zeroRank == 3 && ranks.tieTerm == 120)
    #expect(AUROC.score([1, 2], positives: [true, true]).isNaN)
    #expect(MannWhitney.twoSided([1, 2], positives: [false, false]).isNaN)
    #expect(AveragePrecision.score([1, 2], positives: [false, false]).isNaN)
  }

  @Test func spearman() throws {
    let item = try Oracle.load().spearman
    #expect(isClose(spearmanCorrelation(item.x, item.y), item.rho))
    #expect(spearmanCorrelation([1, 1, 1], [1, 2, 3]).isNaN)
  }
}

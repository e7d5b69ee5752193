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
      let labels = item.labels.map { Int32($0) }
      let totals = ClassSeparation.classTotals(labels: labels, classes: 2)
      let column = DescendingColumn(rows: stored.map { Int32($0) }[...], values: values[...])
      #expect(column.values == values.sorted(by: >))
      #expect(column.rows.map { item.scores[Int($0)] } == column.values.map(Double.init), "\(item.kind)")
      let both = ClassSeparation.oneVersusRest(column, labels: labels, totals: totals)
      #expect(isClose(both[1].auroc, item.auroc), "\(item.kind)")
      #expect(isClose(both[0].auroc, 1 - item.auroc), "\(item.kind)")
      #expect(isClose(both[1].p, item.p), "\(item.kind)")
      #expect(isClose(both[0].p, item.p), "\(item.kind)")
      #expect(isClose(both[1].averagePrecision, item.averagePrecision), "\(item.kind)")
    }
  }

  @Test func unlabelledRowsAreLeftOut() {
    let labels: [Int32] = [0, 1, -1, 1, 0, -1]
    let totals = ClassSeparation.classTotals(labels: labels, classes: 2)
    #expect(totals == [2, 2])
    let separation = ClassSeparation.oneVersusRest(
      DescendingColumn(rows: [1, 2, 3, 5], values: [2, 9, 1, -4]), labels: labels, totals: totals)
    #expect(separation[1].auroc == 1)
    #expect(separation[0].auroc == 0)
  }

  @Test func emptyColumnAndMissingClass() {
    // A feature that never fires orders nothing: its average precision is the share of the class.
    let silent = ClassSeparation.oneVersusRest(DescendingColumn(), labels: [0, 1, 0, 0, -1], totals: [3, 1])
    #expect(silent.map(\.auroc) == [0.5, 0.5])
    #expect(silent.map(\.averagePrecision) == [0.75, 0.25])
    #expect(silent.map(\.p) == [1, 1])
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

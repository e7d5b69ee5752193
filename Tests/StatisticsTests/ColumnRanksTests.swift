import Testing

@testable import Statistics

@Suite struct ColumnRanksTests {
  /// Rows of clusters of unequal size, some silent, some tied, some left out.
  private struct Sample {
    var labels: [Int32] = []
    var clusters: [Int32] = []
    var values: [Double] = []

    init(seed: UInt64, rows: Int = 90, rare: Double = 0.4) {
      var generator = SeededGenerator(seed: seed)
      for row in 0..<rows {
        clusters.append(Int32(row % 7 == 0 ? -1 : generator.integer(below: 20)))
        labels.append(row % 11 == 5 ? -1 : generator.uniform() < rare ? 1 : 0)
        let isActive = generator.uniform() < 0.5
        values.append(isActive ? Double(1 + generator.integer(below: 12)) / 4 : 0)
      }
    }

    var column: DescendingColumn {
      let rows = values.indices.filter { values[$0] != 0 }
      return DescendingColumn(rows: rows.map { Int32($0) }[...], values: rows.map { Float(values[$0]) }[...])
    }

    /// Labelled rows: values, whether they are of class 1, clusters.
    var labelled: (values: [Double], positives: [Bool], clusters: [Int32]) {
      let rows = labels.indices.filter { labels[$0] >= 0 }
      return (rows.map { values[$0] }, rows.map { labels[$0] == 1 }, rows.map { clusters[$0] })
    }
  }

  @Test func areaAndVarianceAreThoseOfDeLong() {
    for seed in 1...5 {
      let sample = Sample(seed: UInt64(seed))
      var ranks = ColumnRanks(RankDesign(labels: sample.labels, classes: 2), classes: [0, 1])
      ranks.load(sample.column)
      let own = ranks.separations()
      let (values, positives, _) = sample.labelled
      let curve = DeLong(values, positives: positives)
      let (p, n) = (Double(positives.count { $0 }), Double(positives.count { !$0 }))
      #expect(abs(own[1].auroc - curve.auroc) < 1e-12 && abs(own[0].auroc - (1 - curve.auroc)) < 1e-12)
      #expect(abs(own[1].variance - max(curve.variance, 1 / (p * p) + 1 / (n * n))) < 1e-12)
      #expect(abs(own[0].p - own[1].p) < 1e-12)
      // The middle of the law is that of Mann and Whitney; steps between a silent and an active row are taken half.
      let plain = MannWhitney.twoSided(values, positives: positives)
      #expect(own[1].p >= plain && own[1].p < plain + 0.3)
    }
  }

  @Test func varianceOverClusters() {
    for seed in 1...5 {
      let sample = Sample(seed: UInt64(seed))
      var ranks = ColumnRanks(
        RankDesign(labels: sample.labels, classes: 2, clusters: sample.clusters), classes: [1])
      // A column before it leaves nothing behind.
      ranks.load(Sample(seed: 99).column)
      _ = ranks.separations()
      ranks.load(sample.column)
      let (values, positives, codes) = sample.labelled
      let clusters = RowClusters(codes: codes)
      let curve = DeLong(values, positives: positives)
      let whole = ClusteredDeLong(curve, positives: positives, clusters: clusters)
      let k = Double(clusters.count)
      func units(_ isIn: Bool) -> Double {
        Double(Set(positives.indices.filter { positives[$0] == isIn }.map { clusters.ofRow[$0] }).count)
      }
      let expected = max(
        k / (k - 1) * whole.contributions.reduce(0) { $0 + $1 * $1 },
        1 / (units(true) * units(true)) + 1 / (units(false) * units(false)))
      #expect(abs(ranks.separations()[0].variance - expected) < 1e-12)
    }
  }

  @Test func areasOfSomeRows() {
    let sample = Sample(seed: 3)
    var generator = SeededGenerator(seed: 4)
    let kept = sample.labels.map { _ in generator.uniform() < 0.6 }
    var ranks = ColumnRanks(RankDesign(labels: sample.labels, classes: 2), classes: [0, 1])
    ranks.load(sample.column)
    let rows = sample.labels.indices.filter { kept[$0] && sample.labels[$0] >= 0 }
    let totals = ClassSeparation.classTotals(labels: rows.map { sample.labels[$0] }, classes: 2)
    var sums = [0.0, 0.0]
    var found = [Double.nan, .nan]
    _ = kept.withUnsafeBufferPointer { ranks.aurocs(kept: $0, totals: totals, sums: &sums) { found[$0] = $1 } }
    let expected = AUROC.score(rows.map { sample.values[$0] }, positives: rows.map { sample.labels[$0] == 1 })
    #expect(abs(found[1] - expected) < 1e-12 && abs(found[0] - (1 - expected)) < 1e-12)
  }

  @Test func negativeValuesRankBelowSilentRows() {
    let values: [Double] = [2, -1, 0, 0, 1, -3, 0, 2]
    let labels: [Int32] = [1, 0, 1, 0, 1, 0, 0, 1]
    let rows = values.indices.filter { values[$0] != 0 }
    var ranks = ColumnRanks(RankDesign(labels: labels, classes: 2), classes: [1])
    ranks.load(DescendingColumn(rows: rows.map { Int32($0) }[...], values: rows.map { Float(values[$0]) }[...]))
    let curve = DeLong(values, positives: labels.map { $0 == 1 })
    let own = ranks.separations()[0]
    #expect(abs(own.auroc - curve.auroc) < 1e-12 && abs(own.variance - max(curve.variance, 2.0 / 16)) < 1e-12)
  }

  /// Of columns that have nothing to do with the class, how many have a p of at most .05, and of at most .001.
  ///
  /// - Parameters:
  ///   - rare: share of the class. active: rows (or clusters) in which a column is active.
  ///   - copies: rows of a cluster, all alike; 1: no clusters.
  private func errors(
    rare: Double, active: Int, units: Int, copies: Int = 1, isUnequal: Bool = false, draws: Int
  ) -> (often: Double, seldom: Double) {
    var generator = SeededGenerator(seed: UInt64(active + units))
    var (often, seldom, done) = (0, 0, 0)
    while done < draws {
      let ofUnit = (0..<units).map { _ in Int32(generator.uniform() < rare ? 1 : 0) }
      let sizes = (0..<units).map { _ in isUnequal ? 1 + generator.integer(below: 2 * copies) : copies }
      let clusters = sizes.indices.flatMap { [Int32](repeating: Int32($0), count: sizes[$0]) }
      let starts = sizes.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
      let design = RankDesign(
        labels: clusters.map { ofUnit[Int($0)] }, classes: 2, clusters: copies > 1 ? clusters : nil)
      var ranks = ColumnRanks(design, classes: [1])
      for _ in 0..<100 {
        var rows: [Int32] = []
        var values: [Float] = []
        for unit in generator.sample(active, of: units) {
          let value = Float(0.5 + generator.uniform())
          for row in starts[unit]..<starts[unit + 1] {
            rows.append(Int32(row))
            values.append(value)
          }
        }
        ranks.load(DescendingColumn(rows: rows[...], values: values[...]))
        let p = ranks.separations()[0].p
        if p <= 0.05 { often += 1 }
        if p <= 0.001 { seldom += 1 }
        done += 1
      }
    }
    return (Double(often) / Double(done), Double(seldom) / Double(done))
  }

  /// Rare classes, few active rows, and clusters of copies: the test errs no more often than it says. Of 3,000 draws a rate of
  /// .05 has a standard error of .004, one of .001 of .0006; `Benchmarks/README.md` has rates of more draws.
  @Test func errsNoMoreOftenThanItSays() {
    for (rare, active) in [(0.1, 3), (0.1, 10), (0.1, 40), (0.5, 10), (0.03, 30)] {
      let own = errors(rare: rare, active: active, units: 200, draws: 3_000)
      #expect(own.often <= 0.062 && own.seldom <= 0.003, "rare \(rare), active \(active): \(own)")
    }
    for (rare, active, isUnequal) in [(0.5, 20, false), (0.2, 5, false), (0.5, 30, true), (0.2, 15, true)] {
      let own = errors(rare: rare, active: active, units: 60, copies: 10, isUnequal: isUnequal, draws: 2_000)
      #expect(own.often <= 0.066 && own.seldom <= 0.004, "clusters, rare \(rare), active \(active): \(own)")
    }
  }

  @Test func tooFewClustersAreNotTested() {
    let labels: [Int32] = (0..<60).map { Int32($0 / 10 % 2) }
    let values = labels.map { Float($0) + 0.5 }
    var ranks = ColumnRanks(
      RankDesign(labels: labels, classes: 2, clusters: labels.indices.map { Int32($0 / 10) }), classes: [1])
    ranks.load(DescendingColumn(rows: labels.indices.map { Int32($0) }[...], values: values[...]))
    let own = ranks.separations()[0]
    #expect(own.auroc == 1 && own.p.isNaN && own.variance.isNaN)
  }

  /// What is left after regression on the two others.
  @Test func partialCorrelationIsThatOfResiduals() {
    var generator = SeededGenerator(seed: 8)
    let u = (0..<50).map { _ in generator.uniform() }
    let v = u.map { $0 + generator.uniform() }
    let x = zip(u, v).map { $0 - $1 + generator.uniform() }
    let y = zip(x, v).map { $0 + 2 * $1 + generator.uniform() }
    func r(_ a: [Double], _ b: [Double]) -> Double { RankVectors(a).correlation(RankVectors(b)) }
    func residuals(_ a: [Double]) -> [Double] {
      func centred(_ a: [Double]) -> [Double] { a.map { $0 - a.reduce(0, +) / Double(a.count) } }
      func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
      let (a, u, v) = (centred(a), centred(u), centred(v))
      let determinant = dot(u, u) * dot(v, v) - dot(u, v) * dot(u, v)
      let b = (dot(a, u) * dot(v, v) - dot(a, v) * dot(u, v)) / determinant
      let c = (dot(a, v) * dot(u, u) - dot(a, u) * dot(u, v)) / determinant
      return a.indices.map { a[$0] - b * u[$0] - c * v[$0] }
    }
    let partial = RankVectors.partial(xy: r(x, y), xu: r(x, u), xv: r(x, v), yu: r(y, u), yv: r(y, v), uv: r(u, v))
    #expect(abs(partial - r(residuals(x), residuals(y))) < 1e-10)
  }
}

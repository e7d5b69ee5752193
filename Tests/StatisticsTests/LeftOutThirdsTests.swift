import Testing

@testable import Statistics

@Suite struct LeftOutThirdsTests {
  /// Every part is left out four times, every two of them together once.
  @Test func isBalanced() {
    for part in 0..<9 {
      #expect((0..<12).count { !LeftOutThirds.keeps($0, part: part) } == 4)
      for other in 0..<part {
        #expect((0..<12).count { !LeftOutThirds.keeps($0, part: part) && !LeftOutThirds.keeps($0, part: other) } == 1)
      }
    }
  }

  /// Of means of nine equal parts it is s²/9, with their covariance; known noise is taken off.
  @Test func varianceOfMeans() throws {
    let x = [1.0, 4, 2, 8, 5, 7, 3, 3, 9]
    let y = [2.0, 3, 1, 9, 4, 4, 0, 5, 6]
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    func covariance(_ a: [Double], _ b: [Double]) -> Double {
      zip(a, b).reduce(0) { $0 + ($1.0 - mean(a)) * ($1.1 - mean(b)) } / 8 / 9
    }
    let values = (0..<12).map { replicate in
      [x, y].map { own in mean(own.indices.filter { LeftOutThirds.keeps(replicate, part: $0) }.map { own[$0] }) }
    }
    let none = [[0.0, 0], [0, 0]]
    let found = try #require(LeftOutThirds.covariance(values, noise: values.map { _ in none }))
    #expect(abs(found[0][0] - covariance(x, x)) < 1e-12 && abs(found[0][1] - covariance(x, y)) < 1e-12)
    let noisy = try #require(LeftOutThirds.covariance(values, noise: values.map { _ in [[0.01, 0], [0, 0]] }))
    // Two thirds of three replicates in each of four directions, averaged over the directions.
    #expect(abs(found[0][0] - noisy[0][0] - 0.02) < 1e-12)
    var lacking = values
    lacking[0][0] = .nan
    #expect(LeftOutThirds.covariance(lacking, noise: values.map { _ in none }) != nil)
    (lacking[3][0], lacking[6][0]) = (.nan, .nan)
    #expect(LeftOutThirds.covariance(lacking, noise: values.map { _ in none }) == nil)
  }

  /// Effects of examples on each other, drawn at random: the sum of products of the two directions, over all pairs.
  @Test(arguments: [1, 0, -1]) func effectsOnEachOther(_ agreement: Double) {
    let count = 45
    var generator = SeededGenerator(seed: 3)
    var found: [Double] = []
    for _ in 0..<300 {
      var effect = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
      for i in 0..<count {
        for j in 0..<i {
          let (a, b) = (generator.normal(), generator.normal())
          (effect[i][j], effect[j][i]) = (a, agreement == 0 ? b : agreement * a)
        }
      }
      let sums = (0..<12).map { replicate -> [Double] in
        var own = [Double](repeating: 0, count: 9)
        for i in 0..<count where LeftOutThirds.keeps(replicate, part: i % 9) {
          for j in 0..<count { own[j % 9] += 1.5 * effect[i][j] }
        }
        return own
      }
      let deviations = sums.indices.map { replicate -> [[Double]] in
        let line = replicate / 3 * 3..<replicate / 3 * 3 + 3
        return [(0..<9).map { part in sums[replicate][part] - line.reduce(0) { $0 + sums[$1][part] } / 3 }]
      }
      found.append(LeftOutThirds.mutualPairs(deviations)[0][0])
    }
    let mean = found.reduce(0, +) / Double(found.count)
    let spread = found.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(found.count - 1)
    let pairs = Double(count * (count - 1))
    // A pair of a part with itself lacks the examples themselves, which the rule over all pairs of parts does not know.
    #expect(abs(mean - agreement * pairs) < 4 * (spread / Double(found.count)).squareRoot() + 0.03 * pairs)
  }

  @Test func partsAddUp() {
    let parts = VarianceParts([([[4, 1], [1, 2]], 8), ([[-1, 0], [0, 1]], 4), ([[0, 0], [0, 3]], .infinity)])
    // The second part is negative for the first estimate: nothing.
    #expect(parts.variance([1, 0]).value == 4 && parts.variance([1, 0]).degrees == 8)
    #expect(parts.variance([0, 1]).value == 6)
    #expect(abs(parts.variance([0, 1]).degrees - 36 / (4 / 8.0 + 1 / 4.0)) < 1e-12)
    #expect(abs(VarianceParts([([[4, 1], [1, 2]], 8)]).covariance([1, 0], [0, 1]) - 1) < 1e-12)
  }

  /// The ends solve (N − ρD)² = t²·Var(N − ρD).
  @Test func fieller() throws {
    let (n, d, vn, vd, cov, t) = (0.3, 0.4, 0.002, 0.003, 0.001, 1.96)
    let interval = try #require(
      fiellerInterval(
        numerator: n, denominator: d, numeratorVariance: vn, denominatorVariance: vd, covariance: cov, t: t))
    for end in [interval.low, interval.high] {
      let left = (n - end * d) * (n - end * d)
      #expect(abs(left - t * t * (vn - 2 * end * cov + end * end * vd)) < 1e-12)
    }
    #expect(interval.low < n / d && n / d < interval.high)
    let small = fiellerInterval(
      numerator: n, denominator: 0.05, numeratorVariance: vn, denominatorVariance: vd, covariance: cov, t: t)
    #expect(small == nil)
  }
}

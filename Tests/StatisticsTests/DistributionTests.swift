import Testing

@testable import Statistics

@Suite struct DistributionTests {
  @Test func normal() throws {
    for row in try Oracle.load().normal {
      #expect(isClose(NormalDistribution.cdf(row[0]), row[1]), "\(row)")
      #expect(isClose(NormalDistribution.survival(row[0]), row[2]), "\(row)")
    }
    for row in try Oracle.load().normalQuantiles {
      #expect(isClose(NormalDistribution.quantile(row[0]), row[1], 1e-12), "\(row)")
      #expect(isClose(NormalDistribution.inverseSurvival(row[0]), row[2], 1e-12), "\(row)")
    }
    #expect(isClose(NormalDistribution.z95, NormalDistribution.halfWidth(confidence: 0.95), 1e-14))
  }

  @Test func studentT() throws {
    for row in try Oracle.load().t {
      let t = StudentT(degreesOfFreedom: row[0])
      #expect(isClose(t.cdf(row[1]), row[2]), "\(row)")
      #expect(isClose(t.survival(row[1]), row[3]), "\(row)")
    }
    for row in try Oracle.load().tQuantiles {
      let t = StudentT(degreesOfFreedom: row[0])
      #expect(isClose(t.quantile(row[1]), row[2]) || abs(row[2]) < 1e-12, "\(row)")
      #expect(isClose(t.inverseSurvival(row[1]), row[3]) || abs(row[3]) < 1e-12, "\(row)")
    }
  }

  @Test func chiSquared() throws {
    for row in try Oracle.load().chi2 {
      let chi2 = ChiSquared(degreesOfFreedom: row[0])
      #expect(isClose(chi2.cdf(row[1]), row[2]), "\(row)")
      #expect(isClose(chi2.survival(row[1]), row[3]), "\(row)")
    }
    for row in try Oracle.load().chi2Quantiles {
      let chi2 = ChiSquared(degreesOfFreedom: row[0])
      #expect(isClose(chi2.quantile(row[1]), row[2]), "\(row)")
      #expect(isClose(chi2.inverseSurvival(row[1]), row[3]), "\(row)")
    }
  }

  @Test func incompleteBeta() throws {
    for row in try Oracle.load().beta {
      let tails = IncompleteBeta.regularized(row[0], row[1], row[2], complement: 1 - row[2])
      #expect(isClose(tails.lower, row[3]) && isClose(tails.upper, row[4]), "\(row)")
    }
  }
}

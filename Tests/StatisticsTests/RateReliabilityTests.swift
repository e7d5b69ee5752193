import Testing

@testable import Statistics

@Suite struct RateReliabilityTests {
  @Test func reliability() {
    func shown(_ successes: Int, _ trials: Int) -> Bool {
      RateReliability.isShown(
        rate: Double(successes) / Double(trials), trials: trials,
        interval: .wilson(successes: successes, trials: trials))
    }
    #expect(!shown(15, 29))  // too few
    #expect(!shown(15, 30))  // .34 wide
    #expect(shown(500, 1000))
    #expect(!shown(3, 100))  // .075 wide, 2.5 times the rate
    #expect(shown(3, 1000))  // narrow enough as it is
  }
}

import Testing

@testable import Statistics

/// Tails of choices of units with whole numbers, against the exact count, up to the largest sum there is: two groups of
/// clusters that a feature tells apart without an exception.
@Suite struct TwoSampleTailTests {
  /// How many choices give each sum: [sum].
  private static func choices(_ values: [Int], _ chosen: Int) -> [Int: Double] {
    var ways: [[Int: Double]] = [[0: 1]] + Array(repeating: [:], count: chosen)
    for value in values {
      for count in stride(from: chosen, through: 1, by: -1) {
        for (sum, number) in ways[count - 1] { ways[count][sum + value, default: 0] += number }
      }
    }
    return ways[chosen]
  }

  private static func exact(_ values: [Int], _ chosen: Int, _ distance: Double) -> Double {
    let mean = Double(values.reduce(0, +)) / Double(values.count)
    let ways = choices(values, chosen)
    let all = ways.values.reduce(0, +)
    let far = ways.filter { abs(Double($0.key) - Double(chosen) * mean) >= distance - 1e-9 }.values.reduce(0, +)
    return far / all
  }

  @Test(arguments: [12, 15, 20])
  func upToTheLargestSum(_ chosen: Int) {
    // Clusters of a few sizes; all fire in `chosen` of them, and in few of the others.
    let sizes = [20, 16, 12, 18]
    for noise in [0, 1, 2] {
      let values = (0..<34).map { $0 < chosen ? sizes[$0 % 4] : -(sizes[$0 % 4] - noise * ($0 % 3)) }
      let mean = Double(values.reduce(0, +)) / 34
      let largest = Double(values.sorted().suffix(chosen).reduce(0, +)) - Double(chosen) * mean
      for share in [0.3, 0.6, 0.8, 0.9, 0.95, 0.98, 0.995, 1] {
        let distance = share * largest
        let truth = Self.exact(values, chosen, distance)
        let tail = TwoSampleTail.twoSided(values.map(Double.init), chosen: chosen, distance: distance)
        // Sums come in steps, which the approximation does not know: right to a factor where few choices are as far.
        #expect(
          tail < 8 * truth + 1e-12 && tail > truth / 8, "\(chosen), \(noise), \(share): \(tail), exactly \(truth)")
      }
    }
  }
}

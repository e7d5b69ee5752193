import Foundation
import Statistics

@testable import BiasAudit

/// Data in which it is known which features follow the group, and what the audit finds in it.
struct ClusteredSimulation: Sendable {
  enum Layout: String, CaseIterable {
    /// No clusters, and no cluster column.
    case independent
    /// Every family has one group.
    case tied
    /// A family holds all groups, in parts that differ from family to family.
    case crossing
  }

  var layout: Layout
  var groups = 2
  var families = 40
  var rows = 2_000
  var features = 2_000
  /// The first of the features: they fire more often in one group.
  var planted = 200
  /// Log odds that a planted feature gains in its group.
  var effect = 2.0
  var density = 0.05
  /// Standard deviation of a family's effect on a feature, in log odds.
  var spread = 1.5
  /// Whether groups are of equal size; else each has .6 of the one before.
  var isBalanced = true
  /// Whether families are of equal size; else lognormal with σ 1.
  var isEven = true
  var permutations = 0

  var name: String {
    "\(layout.rawValue), \(groups) groups, \(families) families, density \(density), spread \(layout == .independent ? 0 : spread)"
      + (isBalanced ? "" : ", unequal groups") + (isEven ? "" : ", unequal families")
      + (planted == 0 ? ", nothing planted" : "")
  }

  func data(seed: UInt64) -> PlantedData {
    var generator = SeededGenerator(seed: seed, stream: 0xc105)
    let shares = (0..<groups).map { isBalanced ? 1.0 : pow(0.6, Double($0)) }
    func draw(_ shares: [Double]) -> Int {
      var left = generator.uniform() * shares.reduce(0, +)
      for (g, share) in shares.enumerated() {
        left -= share
        if left < 0 { return g }
      }
      return shares.count - 1
    }
    var data = PlantedData(groups: [], labels: [], tables: [])
    var cells: [(family: Int, group: Int, label: Int)] = []
    let owners = (0..<families).map { family -> Int in
      if isBalanced { return family % groups }
      // As many families as the shares ask for, at least two of each group.
      let place = (Double(family) + 0.5) / Double(families) * shares.reduce(0, +)
      var sum = 0.0
      for (g, share) in shares.enumerated() {
        sum += share
        if place < sum { return g }
      }
      return groups - 1
    }
    let tilts = (0..<families).map { _ in shares.map { $0 * exp(generator.normal()) } }
    let mixes = (0..<families).map { _ in 0.2 + 0.6 * generator.uniform() }
    let sizes = (0..<families).map { _ in isEven ? 1.0 : exp(generator.normal()) }
    for row in 0..<rows {
      let family = isEven ? row % families : draw(sizes)
      let group = layout == .tied ? owners[family] : layout == .crossing ? draw(tilts[family]) : draw(shares)
      let label = generator.uniform() < (layout == .independent ? 0.5 : mixes[family]) ? 1 : 0
      cells.append((family, group, label))
      data.groups.append("g\(group)")
      data.labels.append("\(label)")
    }
    if layout != .independent { data.clusters = cells.map { "f\($0.family)" } }
    let base = log(density / (1 - density))
    data.firing = (0..<features).map { feature in
      let of = generator.integer(below: groups)
      let byLabel = 0.5 * generator.normal()
      let shift = (0..<families).map { _ in
        layout == .independent ? 0 : spread * generator.normal() - spread * spread / 3
      }
      var rates = [Double](repeating: 0, count: families * groups * 2)
      for family in 0..<families {
        for group in 0..<groups {
          for label in 0..<2 {
            let odds = base + shift[family] + byLabel * Double(label) + (feature < planted && group == of ? effect : 0)
            rates[(family * groups + group) * 2 + label] = 1 / (1 + exp(-odds))
          }
        }
      }
      return cells.indices.filter { row in
        let cell = cells[row]
        return generator.uniform() < rates[(cell.family * groups + cell.group) * 2 + cell.label]
      }.map { Int32($0) }
    }
    return data
  }

  struct Outcome {
    var flagged = 0.0
    var falseProportion = 0.0
    var power = 0.0
    /// Verdicts `proxy` on features of no effect, and how many the calibration foretold.
    var falseFlags = 0.0
    var foretold = 0.0
    /// Of the features of no effect: share whose interval holds 0, and share with a p of at most .05 and .001.
    var covered = 0.0
    var below05 = 0.0
    var below001 = 0.0
  }

  /// Means over `runs` datasets.
  func run(_ runs: Int, seed: UInt64 = 1, threads: Int = 2) throws -> Outcome {
    var mean = Outcome()
    for run in 0..<runs {
      let result = try BiasAuditTests.run(
        data(seed: seed * 1_000 + UInt64(run)), permutations: permutations, threads: threads)
      let table = result.table
      let flags = table.q.indices.filter { table.q[$0] <= 0.05 }
      let wrong = flags.filter { $0 >= planted }.count
      let nulls = table.q.indices.filter { $0 >= planted && table.tested[$0] }
      let share = 1 / Double(runs)
      mean.flagged += share * Double(flags.count)
      mean.falseProportion += share * (flags.isEmpty ? 0 : Double(wrong) / Double(flags.count))
      mean.power += planted == 0 ? 0 : share * Double(flags.count - wrong) / Double(planted)
      mean.falseFlags += share * Double(nulls.filter { table.verdict[$0] == "proxy" }.count)
      mean.foretold += share * (result.study.checkpoints[0].nullFlags ?? 0)
      let count = share / Double(max(1, nulls.count))
      mean.covered += count * Double(nulls.filter { table.riskLow[$0] <= 0 && 0 <= table.riskHigh[$0] }.count)
      mean.below05 += count * Double(nulls.filter { table.p[$0] <= 0.05 }.count)
      mean.below001 += count * Double(nulls.filter { table.p[$0] <= 0.001 }.count)
    }
    return mean
  }
}

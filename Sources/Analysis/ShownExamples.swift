import Findings

/// The examples that pages show, and how early in a list each of them first stands.
struct ShownExamples {
  /// [example]: the smallest rank, from 0.
  private var ranks: [Int: Int] = [:]

  /// Those of the features that have a page.
  mutating func add(_ list: StrongestExamples, features: [Int32]) {
    for feature in features.map({ Int($0) }) where feature + 1 < list.offsets.count {
      for (rank, entry) in (list.offsets[feature]..<list.offsets[feature + 1]).enumerated() {
        add(Int(list.examples[entry]), rank)
      }
    }
  }

  /// Those whose decisions are explained, of the arm that pages take.
  mutating func add(_ study: ProbeStudy) {
    let arm = study.headline.leading(study.explanations.map(\.arm))
    for explanation in study.explanations where explanation.arm == arm { add(explanation.example) }
  }

  mutating func add(_ example: Int, _ rank: Int = 0) { ranks[example] = min(rank, ranks[example] ?? .max) }

  /// First those that stand first in some list.
  var ordered: [Int] { ranks.keys.sorted { (ranks[$0] ?? 0, $0) < (ranks[$1] ?? 0, $1) } }
}

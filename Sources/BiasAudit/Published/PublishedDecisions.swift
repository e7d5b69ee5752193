import Datasets
import Statistics

extension GroupConfusion {
  /// The same counts for everybody: each kind of decision is a row over the groups whose total is known from the predictions.
  ///
  /// - Parameter cells: one per group, and last of examples without a group.
  static func rounded(_ cells: [GroupConfusion], by rounding: RoundedCounts) -> [GroupConfusion] {
    var result = cells
    for part in [
      \GroupConfusion.truePositives, \.falsePositives, \.trueNegatives, \.falseNegatives,
    ] {
      for (place, count) in rounding.row(cells.map { $0[keyPath: part] }).enumerated() {
        result[place][keyPath: part] = count
      }
    }
    return result
  }
}

/// Decisions of one arm for one class, by group.
struct ExactDecisions: Sendable {
  var arm: Int
  /// The class that is selected.
  var positive: Int
  /// One per group, and last of examples without a group.
  var cells: [GroupConfusion]

  /// What is published of them: who is selected of the positives, and of the others.
  func rows(
    _ rounded: [GroupConfusion], unit: PublishedRow.Unit, sizes: [[Int]], base: Int
  ) -> [PublishedRow] {
    let shown = rounded.dropLast()
    let positives = PublishedRow(
      unit: unit, label: label(positive, cells.map(\.positives), sizes), part: 0, first: cells.map(\.truePositives),
      second: cells.map(\.falseNegatives), published: shown.map(\.truePositives),
      publishedSecond: shown.map(\.falseNegatives), base: base)
    let negatives = PublishedRow(
      unit: unit, label: sizes.count == 2 ? label(1 - positive, cells.map(\.negatives), sizes) : nil, part: 1,
      first: cells.map(\.falsePositives), second: cells.map(\.trueNegatives), published: shown.map(\.falsePositives),
      publishedSecond: shown.map(\.trueNegatives), base: base)
    return [positives, negatives]
  }

  /// The label, where all its examples were decided.
  private func label(_ label: Int, _ decided: [Int], _ sizes: [[Int]]) -> Int? {
    sizes.indices.contains(label) && sizes[label] == decided ? label : nil
  }
}

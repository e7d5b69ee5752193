import Datasets
import Diagnostics
import Statistics

/// An attribute, or an intersection of several, as one column of groups: the largest group first.
struct GroupColumn: Sendable {
  /// Intersections join names and values with `×`.
  var name: String
  var values: [String]
  /// Examples per value; where there are labels, labelled examples only.
  var counts: [Int]
  /// Examples (labelled ones, where there are labels) of which an attribute is missing.
  var unknown: Int
  /// Group of each example, −1 where any of the attributes is missing.
  var codes: [Int32]
  /// Where figures are for everybody: published examples per group and label, [group · labels + label]; `counts` and
  /// `unknown` are sums of published counts then. One label for data without labels.
  var published: [Int32]?

  /// - Parameter rounding: how counts are published; nil: as they are.
  /// - Throws: `AtlasError` when the examples have no such column.
  init(_ attributes: [String], of examples: ExampleTable, rounding: RoundedCounts? = nil) throws {
    let columns = try attributes.map { name in
      guard let column = examples.groups.first(where: { $0.name == name }) else {
        let known = examples.groups.map(\.name)
        throw AtlasError(
          .input, path: examples.path, "there is no group column \"\(name)\"",
          hint: known.isEmpty
            ? "name the group columns under `columns: {groups: [...]}`" : "the group columns are \(known)")
      }
      return column
    }
    guard let first = columns.first else { throw AtlasError(.input, "an attribute of the bias study has no name") }
    var merged = first
    for column in columns.dropFirst() { merged = Self.cross(merged, column) }
    var counts = [Int](repeating: 0, count: merged.values.count)
    unknown = 0
    for (example, code) in merged.codes.enumerated() {
      if !examples.classes.isEmpty && examples.labels[example] < 0 { continue }
      if code >= 0 { counts[Int(code)] += 1 } else { unknown += 1 }
    }
    var cells: [Int] = []
    if let rounding {
      let rounded = Self.rounded(merged.codes, groups: counts.count, examples: examples, rounding)
      let labels = rounded.count
      // Even the order of the groups is that of published counts.
      for g in counts.indices { counts[g] = rounded.reduce(0) { $0 + $1[g] } }
      unknown = rounded.reduce(0) { $0 + $1[counts.count] }
      cells = (0..<counts.count * labels).map { rounded[$0 % labels][$0 / labels] }
    }
    let order = counts.indices.sorted { (counts[$1], $0) < (counts[$0], $1) }
    var position = [Int32](repeating: -1, count: counts.count)
    for (new, old) in order.enumerated() { position[old] = Int32(new) }
    name = merged.name
    values = order.map { merged.values[$0] }
    self.counts = order.map { counts[$0] }
    codes = merged.codes.map { $0 < 0 ? -1 : position[Int($0)] }
    if rounding != nil {
      let labels = cells.count / max(1, order.count)
      published = order.flatMap { old in (0..<labels).map { Int32(cells[old * labels + $0]) } }
    }
  }

  /// [label]: published examples of each group, and last of none.
  private static func rounded(
    _ codes: [Int32], groups: Int, examples: ExampleTable, _ rounding: RoundedCounts
  ) -> [[Int]] {
    let hasLabels = !examples.classes.isEmpty
    return (0..<max(1, examples.classes.count)).map { label in
      var row = [Int](repeating: 0, count: groups + 1)
      for (example, code) in codes.enumerated() where !hasLabels || examples.labels[example] == Int32(label) {
        row[code >= 0 ? Int(code) : groups] += 1
      }
      return rounding.row(row)
    }
  }

  /// Pairs of values that occur; values stay sorted by their first part, then by their second.
  private static func cross(_ a: CategoryColumn, _ b: CategoryColumn) -> CategoryColumn {
    let width = Int64(b.values.count)
    var pairs = [Int64](repeating: -1, count: a.codes.count)
    for example in pairs.indices where a.codes[example] >= 0 && b.codes[example] >= 0 {
      pairs[example] = Int64(a.codes[example]) * width + Int64(b.codes[example])
    }
    let present = Set(pairs).subtracting([-1]).sorted()
    var codes: [Int64: Int32] = [:]
    for (code, pair) in present.enumerated() { codes[pair] = Int32(code) }
    let values = present.map { a.values[Int($0 / width)] + "×" + b.values[Int($0 % width)] }
    return CategoryColumn(name: a.name + "×" + b.name, values: values, codes: pairs.map { codes[$0] ?? -1 })
  }
}

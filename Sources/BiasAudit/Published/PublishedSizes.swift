import Datasets
import Findings
import Statistics

extension RoundedCounts {
  /// Sizes of the groups of a column, as everybody may see them: rounded label by label, so that they say no more than the
  /// sizes in the audit do.
  public static func sizes(of column: CategoryColumn, in examples: ExampleTable) -> AttributeFinding {
    let none = column.values.count
    var rows = [[Int]](repeating: [Int](repeating: 0, count: none + 1), count: max(1, examples.classes.count) + 1)
    for (example, code) in column.codes.enumerated() {
      // Examples without a label are a row of their own.
      let label = examples.classes.isEmpty ? 0 : Int(examples.labels[example])
      rows[label < 0 ? rows.count - 1 : label][code < 0 ? none : Int(code)] += 1
    }
    let rounding = RoundedCounts(salt: examples.groupKey)
    let rounded = rows.map(rounding.row)
    func sum(_ place: Int) -> Int { rounded.reduce(0) { $0 + $1[place] } }
    var finding = AttributeFinding(
      name: column.name,
      values: column.values.enumerated().map { CategoryCount(name: $1, count: sum($0)) }, unknown: sum(none))
    finding.isRounded = true
    return finding
  }
}

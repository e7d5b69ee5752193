import Findings

/// The grid of patches that the tokens of a picture are.
struct PatchesEntry: ConfigurationMapping {
  private var sides: (columns: Int, rows: Int)?
  private var first = 0

  static var defaults: Self { Self() }
  static var shorthand: String? { "grid" }

  var grid: PatchGrid? { sides.map { PatchGrid(columns: $0.columns, rows: $0.rows, first: first) } }

  static var keys: [ConfigurationKey<Self>] {
    [
      .init(
        "grid", .other("COLUMNSxROWS"), "patches across and down, say 7x7; they cover the whole picture",
        missing: ("these patches have no grid", "add `grid: 7x7`")
      ) { entry, node in
        let text = try node.string
        let sides = text.lowercased().split(separator: "x", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
        guard sides.count == 2, sides.allSatisfy((1...PatchGrid.longest).contains) else {
          throw node.failure("“\(text)” is no grid", hint: "write patches across and down: 7x7, 16x9")
        }
        entry.sides = (sides[0], sides[1])
      },
      .init(
        "first", .int(0...1_000_000), \.first, "token of the patch at the top left: 1 after a class token"),
    ]
  }
}

import Statistics

/// The part of every row by which replicates leave out a third of the examples; units are whole.
struct Thirds: Sendable {
  /// 0 ..< 9; −1 for rows that are in none.
  private(set) var parts: [Int32]
  /// Parts that hold a row.
  private(set) var count = 0

  init(rowCount: Int) { parts = [Int32](repeating: -1, count: rowCount) }

  mutating func set(_ rows: [Int], _ own: [Int32]) {
    for (row, part) in zip(rows, own) { parts[row] = part }
    count = Set(own).count
  }

  func keeps(_ row: Int, _ replicate: Int) -> Bool {
    parts[row] < 0 || LeftOutThirds.keeps(replicate, part: Int(parts[row]))
  }

}

import Diagnostics
import LinearAlgebra
import TensorFiles

/// Token rows of one encoder, looked at where they lie in the part.
struct RecordedRows: Sendable {
  /// Tokens between two known places.
  private static let step = 1024
  private let counts: Tensor
  private let features: Tensor
  private let values: Tensor
  private let width: Int
  private let opened: OpenedPart
  /// Entries before every `step`th token.
  private let starts: [Int]

  init(_ opened: OpenedPart, place: Int, encoder: Int, width: Int) throws {
    counts = try opened.array(.counts(encoder), place)
    features = try opened.array(.features(encoder), place)
    values = try opened.array(.values(encoder), place)
    (self.opened, self.width) = (opened, width)
    var starts: [Int] = []
    var end = 0
    for start in stride(from: 0, to: counts.count, by: RecordedRows.step) {
      starts.append(end)
      let run: [Int32] = counts.list(start..<min(start + RecordedRows.step, counts.count))
      guard run.allSatisfy({ 0 <= $0 && $0 <= width }) else { throw opened.damage("its encoded tokens") }
      end = run.reduce(end) { $0 + Int($1) }
    }
    guard end == features.count else { throw opened.damage("its encoded tokens") }
    self.starts = starts
    counts.release()
  }

  /// Tokens that there are.
  var tokenCount: Int { counts.count }

  /// Those features that are wanted of the part.
  ///
  /// - Throws: `AtlasError` where features are not in order.
  func rows(of tokens: Range<Int>) throws -> SparseMatrix {
    guard !tokens.isEmpty else { return SparseMatrix(columnCount: width) }
    let known = tokens.lowerBound / RecordedRows.step
    let before: [Int32] = counts.list(known * RecordedRows.step..<tokens.lowerBound)
    let own: [Int32] = counts.list(tokens)
    let start = before.reduce(starts[known]) { $0 + Int($1) }
    var rows = SparseMatrix(columnCount: width)
    rows.offsets.reserveCapacity(own.count + 1)
    for count in own { rows.offsets.append(rows.offsets[rows.offsets.count - 1] + Int(count)) }
    let entries = start..<start + rows.offsets[own.count]
    // Blocks come one after another, so that their pages are not needed again.
    rows.indices = try features.numbers(entries)
    rows.values = try values.numbers(entries)
    for row in 0..<rows.rowCount {
      var last: Int32 = -1
      for feature in rows.indices[rows.range(ofRow: row)] {
        guard feature > last, feature < width else { throw opened.damage("its encoded tokens") }
        last = feature
      }
    }
    return opened.wanted.map(rows.keepingColumns) ?? rows
  }
}

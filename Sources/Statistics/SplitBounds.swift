/// What follows for the cells of a table of two rows where bounds of the cells and of the column sums, and the exact row sums
/// are known: the smallest and the largest value of each that is possible.
///
/// Exact. What is possible in a column is a polygon whose edges have three directions (first, second, their sum); the sum
/// of such polygons is again one, bounded by the sums of their tight bounds, and whole points of it are sums of whole points.
/// So a column is bounded by its own tight bounds and by the totals less the tight bounds of the others.
public struct SplitBounds: Sendable, Equatable {
  /// Lower and upper bounds of a column.
  public struct Column: Sendable, Equatable {
    public var first: (low: Int, high: Int)
    public var second: (low: Int, high: Int)
    /// Of the sum of both.
    public var whole: (low: Int, high: Int)

    public init(first: (low: Int, high: Int), second: (low: Int, high: Int), whole: (low: Int, high: Int)) {
      (self.first, self.second, self.whole) = (first, second, whole)
    }

    public static func == (a: Self, b: Self) -> Bool {
      a.first == b.first && a.second == b.second && a.whole == b.whole
    }

    /// The same without what contradicts first + second = whole.
    mutating func tighten() {
      first = (max(first.low, whole.low - second.high), min(first.high, whole.high - second.low))
      second = (max(second.low, whole.low - first.high), min(second.high, whole.high - first.low))
      whole = (max(whole.low, first.low + second.low), min(whole.high, first.high + second.high))
      first = (max(first.low, whole.low - second.high), min(first.high, whole.high - second.low))
      second = (max(second.low, whole.low - first.high), min(second.high, whole.high - first.low))
    }

    /// Whether nothing is possible.
    public var isEmpty: Bool { first.low > first.high || second.low > second.high || whole.low > whole.high }
  }

  public var columns: [Column]

  public init(columns: [Column]) { self.columns = columns }

  /// - Parameters:
  ///   - firstTotal: sum of the first row; nil: not known.
  ///   - secondTotal: of the second row; nil: not known.
  public func tightened(firstTotal: Int?, secondTotal: Int?) -> SplitBounds {
    var result = self
    for place in columns.indices { result.columns[place].tighten() }
    func sum(_ part: (Column) -> Int) -> Int { result.columns.reduce(0) { $0 + part($1) } }
    let first = (low: sum { $0.first.low }, high: sum { $0.first.high })
    let second = (low: sum { $0.second.low }, high: sum { $0.second.high })
    let whole = (low: sum { $0.whole.low }, high: sum { $0.whole.high })
    for place in columns.indices {
      var column = result.columns[place]
      if let total = firstTotal {
        column.first = (
          max(column.first.low, total - first.high + column.first.high),
          min(column.first.high, total - first.low + column.first.low)
        )
      }
      if let total = secondTotal {
        column.second = (
          max(column.second.low, total - second.high + column.second.high),
          min(column.second.high, total - second.low + column.second.low)
        )
      }
      if let firstTotal, let secondTotal {
        let total = firstTotal + secondTotal
        column.whole = (
          max(column.whole.low, total - whole.high + column.whole.high),
          min(column.whole.high, total - whole.low + column.whole.low)
        )
      }
      column.tighten()
      result.columns[place] = column
    }
    return result
  }
}

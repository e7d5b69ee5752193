import Features
import Statistics

/// Examples whose pooled states are the same number by number: the same input, or the same part of it that was read.
public struct EqualStates: Sendable {
  /// Kind of every row given; −1 for a state of zeros.
  public let kindOf: [Int]
  /// Rows of every kind, ascending; kinds in the order of their first rows.
  public let members: [[Int]]

  /// Of the states of some rows.
  public init(_ states: PooledStates, rows: [Int]) {
    let dimension = states.dimension
    var known: [UInt64: [Int]] = [:]
    var members: [[Int]] = []
    kindOf = rows.map { row in
      let own = states.values[row * dimension..<(row + 1) * dimension]
      guard own.contains(where: { $0 != 0 }) else { return -1 }
      let hash = StableHash.of(own.lazy.map { UInt64($0.bitPattern) })
      // Equal hashes are compared: what is called equal is.
      let same = known[hash, default: []].first { kind in
        let other = members[kind][0]
        return states.values[other * dimension..<(other + 1) * dimension].elementsEqual(own)
      }
      let kind = same ?? members.count
      if same == nil {
        known[hash, default: []].append(kind)
        members.append([])
      }
      members[kind].append(row)
      return kind
    }
    self.members = members
  }
}

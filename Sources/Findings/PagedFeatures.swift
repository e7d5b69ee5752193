extension FeatureTable {
  /// Features with a page, ascending: those that fire, at most `limit`, the densest first; of equals the first.
  public func paged(limit: Int) -> [Int32] {
    let alive = activeExamples.indices.filter { activeExamples[$0] > 0 }
    guard alive.count > limit else { return alive.map { Int32($0) } }
    let densest = alive.sorted { (activeExamples[$0], $1) > (activeExamples[$1], $0) }
    return densest.prefix(max(0, limit)).sorted().map { Int32($0) }
  }
}

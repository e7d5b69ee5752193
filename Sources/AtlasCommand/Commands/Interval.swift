import Diagnostics

/// `A-B`, as options name shards or features that follow one another.
enum Interval {
  /// Features, counted from 0.
  static func features(_ text: String) throws -> ClosedRange<Int> {
    try parse(text, of: "--features", within: 0...Int(Int32.max), "features")
  }

  /// - Parameters:
  ///   - option: that the text was given for.
  ///   - what: what is counted.
  static func parse(
    _ text: String, of option: String, within allowed: ClosedRange<Int>, _ what: String
  ) throws -> ClosedRange<Int> {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard ends.count == 2, let first = ends[0], let last = ends[1], allowed.contains(first), last >= first,
      allowed.contains(last)
    else {
      let least = allowed.lowerBound
      throw AtlasError(
        .input, "\(option) is “\(text)”, where A-B is needed",
        hint: "write, say, \(option) \(least)-8; \(what) are counted from \(least)")
    }
    return first...last
  }
}

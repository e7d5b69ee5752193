import Diagnostics

/// Files that share out a numbered list among themselves.
public enum SharedOut {
  /// - Parameters:
  ///   - ranges: of the files, by where they begin.
  ///   - count: of the whole list, counted from 0.
  ///   - what: one entry of the list, in words; its plural has an s.
  ///   - owner: what has that many, in words.
  /// - Throws: `AtlasError` with the file's path where entries are given twice or missing.
  public static func check(
    _ ranges: [(path: String, range: ClosedRange<Int>)], of count: Int, _ what: String, owner: String
  ) throws {
    var next = 0
    for (path, range) in ranges {
      guard range.lowerBound == next else {
        throw AtlasError(
          path: path,
          range.lowerBound < next
            ? "\(what) \(range.lowerBound) is given twice" : "\(what)s \(next) to \(range.lowerBound - 1) are missing",
          hint: "give every \(what) once; \(owner) has \(count)")
      }
      next = range.upperBound + 1
    }
    guard next == count else {
      throw AtlasError(
        path: ranges.last?.path, "\(what)s \(next) to \(count - 1) are missing", hint: "give every \(what) once")
    }
  }
}

import Diagnostics
import TensorFiles

/// Hidden states in one tensor or several, all of them mapped or unpacked when they are needed.
///
/// The parts are stacked to rows 0, 1, 2, …; a selection says which row each token is, so that padding is skipped.
final class TensorStates: HiddenStateSource {
  /// States [rows, d] or [n, m, d] of one file; the latter count as n · m rows.
  struct Part: Sendable {
    var path: String
    var rowCount: Int
    /// Called again for every read: a view into a mapped file costs nothing; unpacked members are dropped after use.
    var load: @Sendable () throws -> Tensor

    /// A tensor that is open already.
    init(_ tensor: Tensor, path: String) {
      self.path = path
      rowCount = tensor.stateRowCount
      load = { tensor }
    }

    init(path: String, rowCount: Int, load: @escaping @Sendable () throws -> Tensor) {
      self.path = path
      self.rowCount = rowCount
      self.load = load
    }
  }

  let dimension: Int
  let offsets: [Int]
  let isTokenLevel: Bool
  let files: [String]
  private let parts: [Part]
  /// [parts + 1]: first row of each part.
  private let partStarts: [Int]
  /// Row of each token; nil where token i is row i.
  private let selection: [Int]?

  /// - Parameters:
  ///   - offsets: [examples + 1] over tokens; nil for one token per example.
  ///   - selection: [tokens], each a row of the stacked parts.
  init(
    parts: [Part], dimension: Int, offsets: [Int]? = nil, selection: [Int]? = nil, files: [String]? = nil
  ) {
    var starts = [0]
    for part in parts { starts.append(starts[starts.count - 1] + part.rowCount) }
    self.parts = parts
    partStarts = starts
    self.dimension = dimension
    self.selection = selection
    let tokens = selection?.count ?? starts[starts.count - 1]
    let each = StateOffsets.onePerExample(tokens)
    self.offsets = offsets ?? each
    // What was written from dense states has offsets 0, 1, 2, …: nothing is pooled there either.
    isTokenLevel = offsets.map { $0 != each } ?? false
    self.files = files ?? parts.map(\.path).uniqued()
  }

  var tokenCount: Int { selection?.count ?? partStarts[partStarts.count - 1] }

  func read(_ tokens: Range<Int>, into target: UnsafeMutableBufferPointer<Float>) throws {
    var token = tokens.lowerBound
    while token < tokens.upperBound {
      let row = selection?[token] ?? token
      let part = partIndex(ofRow: row)
      var length = min(partStarts[part + 1] - row, tokens.upperBound - token)
      if let selection {
        var run = 1
        while run < length, selection[token + run] == row + run { run += 1 }
        length = run
      }
      let first = row - partStarts[part]
      let place = (token - tokens.lowerBound) * dimension
      let slice = UnsafeMutableBufferPointer(rebasing: target[place..<place + length * dimension])
      try parts[part].load().copyStateRows(first..<first + length, into: slice)
      if let bad = FiniteCheck.firstNonFinite(UnsafeBufferPointer(slice)) {
        throw notFinite(slice[bad], token: token + bad / dimension, dimension: bad % dimension, parts[part].path)
      }
      token += length
    }
  }

  /// The part that holds a row; empty parts hold none.
  private func partIndex(ofRow row: Int) -> Int {
    var low = 0
    var high = parts.count
    while low + 1 < high {
      let middle = (low + high) / 2
      if partStarts[middle] <= row { low = middle } else { high = middle }
    }
    return low
  }

  private func notFinite(_ value: Float, token: Int, dimension: Int, _ path: String) -> AtlasError {
    var low = 0
    var high = offsets.count - 1
    while low + 1 < high {
      let middle = (low + high) / 2
      if offsets[middle] <= token { low = middle } else { high = middle }
    }
    let place = isTokenLevel ? "token \(token) (example \(low))" : "example \(token)"
    return AtlasError(
      path: path, "\(place), dimension \(dimension) is \(value), where a finite 32-bit float is needed",
      hint: "look for overflow where the states were made (16-bit floats end at 65504), or leave the example out")
  }
}

extension Array where Element: Hashable {
  /// Without repetitions, in the order in which elements first come.
  func uniqued() -> [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}

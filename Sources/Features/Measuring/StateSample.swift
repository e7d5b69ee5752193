import Datasets

/// Where a token stands in its example.
enum TokenPlace: String, Sendable, CaseIterable {
  /// Also where it is the only one.
  case first
  case last
  case rest
}

/// Some tokens of a source, few enough to be held, that stand for all.
///
/// First tokens, last tokens and the others are drawn apart, each evenly spread: the first are a small part of the tokens,
/// but may hold nearly all of the variance, so that it must not be left to chance how many are among the sample.
struct StateSample: Sendable {
  /// [rows, dimension].
  private(set) var states: [Float] = []
  /// [row]: position among all tokens, ascending.
  private(set) var positions: [Int] = []
  /// [row].
  private(set) var places: [TokenPlace] = []
  /// [row]: how many tokens it stands for, 1 where all are taken.
  private(set) var weights: [Double] = []
  let dimension: Int
  /// Whether examples have several tokens, so that places say something.
  let hasPlaces: Bool

  var count: Int { positions.count }

  /// - Parameter size: rows, at most; all where there are no more.
  init(_ source: any HiddenStateSource, size: Int) throws {
    dimension = source.dimension
    hasPlaces = source.isTokenLevel
    let chosen = Self.chosen(source, size: size)
    positions = chosen.map(\.position)
    places = chosen.map(\.place)
    weights = chosen.map(\.weight)
    try read(source)
  }

  /// The tokens of a sample in order, with their places and how many tokens each stands for; nothing is read.
  static func chosen(
    _ source: any HiddenStateSource, size: Int
  ) -> [(position: Int, place: TokenPlace, weight: Double)] {
    let strata = TokenStrata(source.offsets, apart: source.isTokenLevel)
    var chosen: [(position: Int, place: TokenPlace, weight: Double)] = []
    for (place, count) in strata.shares(of: size) where count > 0 {
      let total = strata.count(of: place)
      let weight = Double(total) / Double(count)
      for index in spread(count, over: total) {
        chosen.append((strata.position(of: index, place), place, weight))
      }
    }
    return chosen.sorted { $0.position < $1.position }
  }

  private mutating func read(_ source: any HiddenStateSource) throws {
    let (d, positions) = (dimension, positions)
    states = [Float](repeating: 0, count: positions.count * d)
    try states.withUnsafeMutableBufferPointer { buffer in
      var row = 0
      while row < positions.count {
        var end = row + 1
        while end < positions.count, positions[end] == positions[end - 1] + 1 { end += 1 }
        try source.read(
          positions[row]..<positions[row] + end - row,
          into: UnsafeMutableBufferPointer(rebasing: buffer[row * d..<end * d]))
        row = end
      }
    }
  }

  /// `count` of `total` things, from the first to the last, in runs of up to 16 where many are wanted: one reads faster
  /// than 16 single ones.
  private static func spread(_ count: Int, over total: Int) -> [Int] {
    let runs = count <= 512 ? count : (count + 15) / 16
    return (0..<runs).flatMap { run -> Range<Int> in
      let (start, end) = (run * count / runs, (run + 1) * count / runs)
      let skipped = runs > 1 ? run * (total - count) / (runs - 1) : (total - count) / 2
      return start + skipped..<end + skipped
    }
  }
}

/// The tokens of examples by their place.
private struct TokenStrata {
  private let offsets: [Int]
  private let isApart: Bool
  /// Examples that have tokens, and those that have two and more.
  private var first: [Int] = []
  private var last: [Int] = []
  /// [examples + 1]: tokens that are neither, counted up.
  private var rest: [Int] = [0]

  init(_ offsets: [Int], apart: Bool) {
    self.offsets = offsets
    isApart = apart
    guard apart else { return }
    for example in 0..<offsets.count - 1 {
      let count = offsets[example + 1] - offsets[example]
      if count > 0 { first.append(example) }
      if count > 1 { last.append(example) }
      rest.append(rest[example] + max(0, count - 2))
    }
  }

  func count(of place: TokenPlace) -> Int {
    switch place {
    case .first: first.count
    case .last: last.count
    case .rest: isApart ? rest[rest.count - 1] : offsets[offsets.count - 1]
    }
  }

  func position(of index: Int, _ place: TokenPlace) -> Int {
    switch place {
    case .first: return offsets[first[index]]
    case .last: return offsets[last[index] + 1] - 1
    case .rest:
      guard isApart else { return index }
      // The example whose tokens hold the index.
      var (low, high) = (0, rest.count - 1)
      while low + 1 < high {
        let middle = (low + high) / 2
        if rest[middle] <= index { low = middle } else { high = middle }
      }
      return offsets[low] + 1 + index - rest[low]
    }
  }

  /// How many of each are taken: their share, but at least an eighth of the sample of first and of last tokens.
  func shares(of size: Int) -> [(place: TokenPlace, count: Int)] {
    let all = TokenPlace.allCases.reduce(0) { $0 + count(of: $1) }
    let size = min(size, all)
    var taken: [TokenPlace: Int] = [:]
    var left = size
    for place in [TokenPlace.first, .last] {
      let total = count(of: place)
      let share = min(total, max(size / 8, size * total / max(1, all)), left)
      taken[place] = share
      left -= share
    }
    taken[.rest] = min(count(of: .rest), left)
    left -= taken[.rest] ?? 0
    for place in [TokenPlace.first, .last] {
      let more = min(left, count(of: place) - (taken[place] ?? 0))
      taken[place, default: 0] += more
      left -= more
    }
    return TokenPlace.allCases.map { ($0, taken[$0] ?? 0) }
  }
}

/// The ranges of numbers that the pages of the list by number hold, so that a number is found without a script.
struct NumberRanges {
  /// Of each page, the first and the last number.
  let ranges: [(first: Int32, last: Int32)]

  /// - Parameter features: ascending.
  init(_ features: [Int32], perPage: Int) {
    ranges = stride(from: 0, to: features.count, by: perPage).map { start in
      (features[start], features[min(features.count, start + perPage) - 1])
    }
  }

  /// - Parameter page: counted from 1.
  func title(_ page: Int, _ words: Words) -> String {
    guard let range = ranges.at(page - 1) else { return "\(page)" }
    return words.numbers.range("\(range.first)", "\(range.last)")
  }
}

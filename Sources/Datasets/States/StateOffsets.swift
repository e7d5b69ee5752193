import Diagnostics

/// Offsets say which tokens belong to which example.
enum StateOffsets {
  /// Checks offsets from a file.
  ///
  /// - Throws: `AtlasError` if they do not ascend from 0 to `tokens`.
  static func check(_ values: [Int64], tokens: Int, path: String) throws -> [Int] {
    let hint = "offsets have one entry per example and one more: the first is 0, the last the number of tokens"
    guard let first = values.first, let last = values.last else {
      throw AtlasError(path: path, "offsets is empty", hint: hint)
    }
    guard first == 0 else { throw AtlasError(path: path, "offsets begin with \(first), not with 0", hint: hint) }
    for i in values.indices.dropFirst() where values[i] < values[i - 1] {
      throw AtlasError(
        path: path, "offsets descend at entry \(i): \(values[i - 1]), then \(values[i])", hint: hint)
    }
    guard last == Int64(tokens) else {
      throw AtlasError(path: path, "offsets end with \(last), but there are \(tokens) tokens", hint: hint)
    }
    return values.map(Int.init)
  }

  /// Offsets from the number of tokens of each example.
  ///
  /// - Throws: `AtlasError` if one is negative, or they are not as many tokens together.
  static func fromLengths(_ lengths: [Int64], tokens: Int, path: String, name: String) throws -> [Int] {
    let hint = "lengths hold the number of tokens of each example"
    var offsets = [0]
    offsets.reserveCapacity(lengths.count + 1)
    for (example, length) in lengths.enumerated() {
      guard length >= 0, length <= Int64(tokens - offsets[example]) else {
        throw AtlasError(
          path: path,
          length < 0
            ? "\(name) of example \(example) is \(length)"
            : "\(name) add up to more than the \(tokens) tokens of the states", hint: hint)
      }
      offsets.append(offsets[example] + Int(length))
    }
    guard offsets[lengths.count] == tokens else {
      throw AtlasError(
        path: path, "\(name) add up to \(offsets[lengths.count]), but there are \(tokens) tokens", hint: hint)
    }
    return offsets
  }

  /// 0, 1, 2, …: one token per example.
  static func onePerExample(_ count: Int) -> [Int] { Array(0...count) }

  /// A sentence about examples without tokens; nil where there are none.
  static func noteOnEmpty(_ offsets: [Int]) -> String? {
    let empty = (1..<max(1, offsets.count)).count { offsets[$0] == offsets[$0 - 1] }
    return empty == 0 ? nil : "\(empty) examples have no tokens; no feature is active on them."
  }
}

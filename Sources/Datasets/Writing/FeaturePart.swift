import Diagnostics
import LinearAlgebra
import TensorFiles

/// What a file of sparse features says about itself when it is one shard of a run.
public struct FeaturePart: Sendable, Equatable {
  /// From 1 to `count`.
  public var index: Int
  /// Shards of the run.
  public var count: Int
  /// Examples of all shards together.
  public var exampleCount: Int
  /// Equal for the shards of one run: a digest of the checkpoint, the states and the pooling.
  public var fingerprint: String

  public init(index: Int, count: Int, exampleCount: Int, fingerprint: String) {
    self.index = index
    self.count = count
    self.exampleCount = exampleCount
    self.fingerprint = fingerprint
  }

  /// The member `shard`.
  var numbers: [Int] { [index, count, exampleCount] }

  /// - Throws: `AtlasError` if the file is no part of a sharded run.
  init(reading path: String) throws {
    let container = try TensorFile.open(path)
    guard container.contains("shard"), container.contains("fingerprint") else {
      throw AtlasError(
        path: path, "this is no part of a sharded run", hint: "merge takes what `encode --shard I/N` writes")
    }
    let numbers = try PlainArrays.integers(container.tensor("shard"), path: path)
    guard numbers.count == 3, numbers[0] >= 1, numbers[0] <= numbers[1], numbers[1] <= 1_000_000, numbers[2] >= 0,
      let fingerprint = try container.tensor("fingerprint").strings().first
    else { throw AtlasError(path: path, "its shard \(numbers) cannot be", hint: "encode this shard again") }
    self.init(
      index: Int(numbers[0]), count: Int(numbers[1]), exampleCount: Int(numbers[2]), fingerprint: fingerprint)
  }
}

/// Puts the shards of one run together again.
public enum FeatureParts {
  /// Writes the bytes that one run over everything would have written. In memory is one part at a time.
  ///
  /// - Returns: rows and columns of the whole.
  /// - Throws: `AtlasError` if a part is missing, given twice or of another run; nothing is written then.
  public static func merge(_ paths: [String], to output: String) throws -> (rows: Int, columns: Int) {
    let ordered = try check(try paths.map { (path: $0, part: try FeaturePart(reading: $0)) })
    var writer: CompressedRowsWriter?
    var columns = 0
    var offsets = [0]
    var leftOut = TokenDrop.none
    for (path, _) in ordered {
      guard case .encoded(let features) = try HiddenStates.open(path: path).activations else {
        throw AtlasError(path: path, "these are hidden states, not encoded features")
      }
      if writer == nil {
        columns = features.matrix.columnCount
        leftOut = features.leftOut
        writer = try CompressedRowsWriter(output, columnCount: columns)
      }
      guard features.matrix.columnCount == columns, features.leftOut == leftOut else {
        throw foreign(path, ordered[0].path)
      }
      let start = offsets[offsets.count - 1]
      offsets.append(contentsOf: features.offsets.dropFirst().map { start + $0 })
      try writer?.append(features.matrix)
    }
    let expected = ordered[0].part.exampleCount
    guard offsets.count - 1 == expected else {
      throw AtlasError(
        path: ordered[0].path, "the parts have \(offsets.count - 1) examples together, but the run has \(expected)",
        hint: "encode the shards again")
    }
    let rows = writer?.rowCount ?? 0
    try writer?.finish(exampleOffsets: offsets, leftOut: leftOut)
    return (rows, columns)
  }

  /// The parts in order of their shards.
  private static func check(
    _ parts: [(path: String, part: FeaturePart)]
  ) throws -> [(path: String, part: FeaturePart)] {
    guard let first = parts.first else { throw AtlasError(.input, "there are no parts to merge") }
    var byIndex: [Int: String] = [:]
    for (path, part) in parts {
      guard part.fingerprint == first.part.fingerprint, part.exampleCount == first.part.exampleCount else {
        throw foreign(path, first.path)
      }
      guard part.count == first.part.count else {
        throw AtlasError(
          path: path, "this is shard \(part.index)/\(part.count), but \(first.path) is one of \(first.part.count)",
          hint: "encode all shards with the same N")
      }
      if let other = byIndex.updateValue(path, forKey: part.index) {
        throw AtlasError(
          path: path, "shard \(part.index)/\(part.count) is given twice: it is in \(other), too",
          hint: "leave one of them out")
      }
    }
    if let missing = (1...first.part.count).first(where: { byIndex[$0] == nil }) {
      let absent = first.part.count - byIndex.count
      throw AtlasError(
        path: first.path,
        "shard \(missing)/\(first.part.count) is missing" + (absent > 1 ? ", and \(absent - 1) more" : ""),
        hint: "encode it with --shard \(missing)/\(first.part.count), and give all parts")
    }
    return parts.sorted { $0.part.index < $1.part.index }
  }

  private static func foreign(_ path: String, _ first: String) -> AtlasError {
    AtlasError(
      path: path, "this part is of another checkpoint, other states or another pooling than \(first)",
      hint: "merge the shards of one run")
  }
}

import Diagnostics
import Files
import LinearAlgebra

/// Puts the shards of one run together again, all or neighbouring ones.
public enum FeatureParts {
  /// What was put together.
  public struct Merged: Sendable {
    public var rows: Int
    public var columns: Int
    /// What the parts said, in order of their shards.
    public var part: FeaturePart
    /// The parts in that order.
    public var paths: [String]
  }

  typealias Part = (path: String, part: FeaturePart)

  /// Writes the bytes that one run over everything would have written; of a range of shards, a part that `merge` takes
  /// again, with the same bytes in whatever order and steps it came about. In memory is one part at a time.
  ///
  /// - Parameters:
  ///   - range: shards that must be there, from 1; nil: all.
  ///   - kept: features that are written, from 0; nil: all. The matrix has as many columns either way.
  /// - Throws: `AtlasError` with the part's name if a part is damaged, missing, given twice, or of another version,
  ///   checkpoint, pooling or other states; nothing is written then.
  public static func merge(
    _ paths: [String], range: ClosedRange<Int>? = nil, features kept: ClosedRange<Int>? = nil, to output: String
  ) throws -> Merged {
    let ordered = try check(try paths.map { (path: $0, part: try FeaturePart(reading: $0)) }, range)
    let pieces = ordered.flatMap(\.part.pieces)
    let merged = FeaturePart(run: ordered[0].part.run, pieces: pieces)
    var writer: CompressedRowsWriter?
    var columns = 0
    var offsets = [0]
    var leftOut = TokenDrop.none
    for (path, part) in ordered {
      guard case .encoded(let features) = try HiddenStates.open(path: path).activations else {
        throw AtlasError(path: path, "these are hidden states, not encoded features")
      }
      if writer == nil {
        columns = features.matrix.columnCount
        if let kept { try checkFeatures(kept, width: columns) }
        leftOut = features.leftOut
        writer = try CompressedRowsWriter(output, columnCount: columns)
      }
      guard features.matrix.columnCount == columns, features.leftOut == leftOut else {
        throw foreign(path, "another checkpoint or other left-out tokens", ordered[0].path)
      }
      let said = part.pieces.reduce((rows: 0, entries: 0, examples: 0)) {
        ($0.rows + $1.rows, $0.entries + $1.entries, $0.examples + $1.examples.count)
      }
      guard said == (features.matrix.rowCount, features.matrix.entryCount, features.offsets.count - 1) else {
        throw AtlasError(
          path: path,
          "the part has \(features.matrix.rowCount) rows with \(features.matrix.entryCount) values, but says of itself "
            + "\(said.rows) rows with \(said.entries) values",
          hint: "encode shard \(part.name) again")
      }
      let start = offsets[offsets.count - 1]
      offsets.append(contentsOf: features.offsets.dropFirst().map { start + $0 })
      try writer?.append(kept.map(features.matrix.keepingColumns) ?? features.matrix)
    }
    let rows = writer?.rowCount ?? 0
    try writer?.finish(
      exampleOffsets: offsets, leftOut: leftOut, part: range == nil || kept != nil ? nil : merged, features: kept)
    return Merged(rows: rows, columns: columns, part: merged, paths: ordered.map(\.path))
  }

  /// - Parameter width: features of the widest checkpoint.
  static func checkFeatures(_ features: ClosedRange<Int>, width: Int) throws {
    guard features.lowerBound >= 0, features.upperBound < width else {
      throw AtlasError(
        .input,
        "--features is \(features.lowerBound)-\(features.upperBound), but the widest checkpoint has \(width) features",
        hint: "choose features within 0-\(width - 1)")
    }
  }

  /// The parts in order of their shards.
  static func check(_ parts: [Part], _ range: ClosedRange<Int>?) throws -> [Part] {
    guard let first = parts.first else { throw AtlasError(.input, "there are no parts to merge") }
    for other in parts.dropFirst() { try checkRun(other, first) }
    let count = first.part.run.shards
    let wanted = range ?? 1...count
    guard wanted.upperBound <= count else {
      throw AtlasError(
        path: first.path, "the run has \(count) shards, but --range is \(wanted.lowerBound)-\(wanted.upperBound)",
        hint: "choose a range within 1-\(count)")
    }
    let ordered = parts.sorted { $0.part.pieces[0].shard < $1.part.pieces[0].shard }
    var owner: [Int: String] = [:]
    for (path, part) in ordered {
      for piece in part.pieces {
        if let other = owner.updateValue(path, forKey: piece.shard) {
          throw AtlasError(
            path: path, "shard \(piece.shard)/\(count) is given twice: it is in \(other), too",
            hint: "leave one of them out")
        }
        guard wanted.contains(piece.shard) else {
          throw AtlasError(
            path: path, "shard \(piece.shard)/\(count) is outside of --range \(wanted.lowerBound)-\(wanted.upperBound)",
            hint: "leave it out, or widen the range")
        }
      }
    }
    if let missing = wanted.first(where: { owner[$0] == nil }) {
      let absent = wanted.count - owner.count
      throw AtlasError(
        path: first.path,
        "shard \(missing)/\(count) is missing" + (absent > 1 ? ", and \(absent - 1) more" : ""),
        hint: "make it with --shard \(missing)/\(count), and give all parts; --range A-B joins neighbouring ones")
    }
    try checkNeighbours(ordered, isWhole: wanted.count == count)
    try checkWitnesses(ordered)
    return ordered
  }

  /// What makes two parts those of one run.
  static func checkRun(_ other: Part, _ first: Part) throws {
    let (a, b) = (other.part.run, first.part.run)
    func require(_ holds: Bool, _ what: String) throws {
      if !holds { throw foreign(other.path, what, first.path) }
    }
    try require(a.version == b.version && a.encoding == b.encoding, "another version of feature-atlas (\(a.version))")
    try require(a.encoder == b.encoder, "another checkpoint")
    try require(a.pooling == b.pooling, "another pooling (\(a.pooling))")
    try require(
      a.dimension == b.dimension && a.tokens == b.tokens && a.examples == b.examples && a.offsets == b.offsets
        && a.sample == b.sample, "other states")
    guard a.shards == b.shards, a.blocks == b.blocks else {
      throw AtlasError(
        path: other.path, "this is shard \(other.part.name), but \(first.path) is one of \(b.shards)",
        hint: "make all shards with the same N")
    }
  }

  /// Parts begin where the one before ends.
  private static func checkNeighbours(_ ordered: [Part], isWhole: Bool) throws {
    var end = isWhole ? (blocks: 0, examples: 0, tokens: 0) : nil
    for (path, part) in ordered {
      let first = part.pieces[0]
      if let end,
        end != (first.blocks.lowerBound, first.examples.lowerBound, first.tokens.lowerBound)
      {
        let overlaps = end.tokens > first.tokens.lowerBound
        throw AtlasError(
          path: path,
          "shard \(part.name) begins at token \(first.tokens.lowerBound), "
            + (overlaps ? "which overlaps the shard before it: that ends" : "but the shard before it ends")
            + " at token \(end.tokens)", hint: "make these shards again")
      }
      let last = part.pieces[part.pieces.count - 1]
      end = (last.blocks.upperBound, last.examples.upperBound, last.tokens.upperBound)
    }
    let run = ordered[0].part.run
    if isWhole, let end, end != (run.blocks, run.examples, run.tokens) {
      throw AtlasError(
        path: ordered[ordered.count - 1].path, "the parts end at token \(end.tokens), but the run has \(run.tokens)",
        hint: "make the shards again")
    }
  }

  /// What a shard read of another's states is what that one read.
  private static func checkWitnesses(_ ordered: [Part]) throws {
    var pieces: [Int: (path: String, piece: FeaturePart.Piece)] = [:]
    for (path, part) in ordered { for piece in part.pieces { pieces[piece.shard] = (path, piece) } }
    for (path, part) in ordered {
      for piece in part.pieces {
        guard let witness = piece.witness, let other = pieces[witness.shard], witness.states != other.piece.states
        else { continue }
        let tokens = other.piece.tokens
        throw AtlasError(
          path: other.path,
          "shard \(witness.shard)/\(part.run.shards) encoded other states of the tokens from \(tokens.lowerBound) to "
            + "\(tokens.upperBound) than shard \(piece.shard) (\(path)) read there: copies of the states differ, "
            + "or they were changed in between",
          hint: "compare the copies, and make the shards again that read the wrong one")
      }
    }
  }

  static func foreign(_ path: String, _ what: String, _ first: String) -> AtlasError {
    AtlasError(path: path, "this part is of \(what) than \(first)", hint: "merge the shards of one run")
  }
}

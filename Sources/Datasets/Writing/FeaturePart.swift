import Diagnostics
import TensorFiles

/// What a file of sparse features says about itself when it is one shard of a run, or several neighbouring ones: what
/// was encoded, by what, and which states were really read. It is the member `part`, JSON in UTF-8.
public struct FeaturePart: Sendable, Equatable, Codable {
  /// What all parts of a run have in common.
  public struct Run: Sendable, Equatable, Codable {
    /// Of the program.
    public var version: String
    /// Raised when the numbers of the encoder change in any bit.
    public var encoding: String
    /// SHA-256 of all that decides which features are active and how strongly.
    public var encoder: String
    /// `tokens` where rows are tokens.
    public var pooling: String
    /// Shards of the run.
    public var shards: Int
    /// Blocks of examples, each of which is in one shard.
    public var blocks: Int
    /// Examples, tokens and dimension of all states.
    public var examples: Int
    public var tokens: Int
    public var dimension: Int
    /// SHA-256 of the examples' offsets and of the rule by which tokens were left out.
    public var offsets: String
    /// SHA-256 of the states of up to 256 tokens, spread evenly over all.
    public var sample: String

    public init(
      version: String, encoding: String, encoder: String, pooling: String, shards: Int, blocks: Int, examples: Int,
      tokens: Int, dimension: Int, offsets: String, sample: String
    ) {
      (self.version, self.encoding, self.encoder, self.pooling) = (version, encoding, encoder, pooling)
      (self.shards, self.blocks, self.examples, self.tokens) = (shards, blocks, examples, tokens)
      (self.dimension, self.offsets, self.sample) = (dimension, offsets, sample)
    }
  }

  /// One shard.
  public struct Piece: Sendable, Equatable, Codable {
    /// From 1 to the number of shards.
    public var shard: Int
    /// Blocks, examples and tokens of it, within all: from the first to the one after the last.
    public var blocks: Range<Int>
    public var examples: Range<Int>
    public var tokens: Range<Int>
    /// Rows written, and their values.
    public var rows: Int
    public var entries: Int
    /// SHA-256 of the SHA-256 of the states of each block, as they were read.
    public var states: String
    /// A second reading: which other shard's states were read too, and their digest. nil where there is no other.
    public var witness: Witness?

    /// The states of another shard as this one saw them.
    public struct Witness: Sendable, Equatable, Codable {
      /// From 1.
      public var shard: Int
      /// As `Piece.states`.
      public var states: String

      public init(shard: Int, states: String) { (self.shard, self.states) = (shard, states) }
    }

    public init(
      shard: Int, blocks: Range<Int>, examples: Range<Int>, tokens: Range<Int>, rows: Int, entries: Int,
      states: String, witness: Witness?
    ) {
      (self.shard, self.blocks, self.examples, self.tokens) = (shard, blocks, examples, tokens)
      (self.rows, self.entries, self.states, self.witness) = (rows, entries, states, witness)
    }
  }

  public var run: Run
  /// In order of their shards, each the neighbour of the one before.
  public var pieces: [Piece]

  public init(run: Run, pieces: [Piece]) { (self.run, self.pieces) = (run, pieces) }

  /// The shards of the part in words: `2/8`, or `1-4/8`.
  public var name: String {
    let (first, last) = (pieces.first?.shard ?? 0, pieces.last?.shard ?? 0)
    return (first == last ? "\(first)" : "\(first)-\(last)") + "/\(run.shards)"
  }

  /// The content of the member `part`.
  func bytes() throws -> [UInt8] { try PartMember.bytes(self) }

  /// Reads the member and compares the checksum of every other.
  ///
  /// - Throws: `AtlasError` if the file is damaged or no part of a sharded run.
  init(reading path: String) throws {
    let container = try TensorFile.open(path)
    guard container.contains("part") else {
      let isOld = container.contains("shard") && container.contains("fingerprint")
      throw AtlasError(
        path: path,
        isOld ? "this part was written by another version of feature-atlas" : "this is no part of a sharded run",
        hint: isOld ? "encode this shard again" : "merge takes what `encode --shard I/N` writes")
    }
    guard let part: FeaturePart = try PartMember.read("part", of: container), part.isSound else {
      throw AtlasError(path: path, "what it says of its shard cannot be", hint: "encode this shard again")
    }
    self = part
  }

  /// Whether the numbers can belong together.
  var isSound: Bool {
    guard run.shards >= 1, run.shards <= 1_000_000, run.dimension >= 1, !pieces.isEmpty else { return false }
    let totals = [run.blocks, run.examples, run.tokens]
    var before: Piece?
    for piece in pieces {
      guard (1...run.shards).contains(piece.shard) else { return false }
      let ranges = [piece.blocks, piece.examples, piece.tokens]
      guard zip(ranges, totals).allSatisfy({ $0.lowerBound >= 0 && $0.upperBound <= $1 }) else { return false }
      if let before {
        guard piece.shard == before.shard + 1, piece.blocks.lowerBound == before.blocks.upperBound,
          piece.examples.lowerBound == before.examples.upperBound, piece.tokens.lowerBound == before.tokens.upperBound
        else { return false }
      }
      guard piece.rows == (run.pooling == "tokens" ? piece.tokens : piece.examples).count, piece.entries >= 0 else {
        return false
      }
      before = piece
    }
    return true
  }
}

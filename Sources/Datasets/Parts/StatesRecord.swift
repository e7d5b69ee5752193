/// What a part of `analyze --shard` holds of the states of one layer of one dataset: enough for all that is measured and
/// studied later.
public struct StatesRecord: Sendable, Equatable, Codable {
  /// Token rows of an encoder that the part holds.
  public struct Encoder: Sendable, Equatable, Codable {
    /// SHA-256 of all that decides which features are active and how strongly.
    public var digest: String
    /// Features of the encoder.
    public var width: Int

    public init(digest: String, width: Int) { (self.digest, self.width) = (digest, width) }
  }

  /// As the configuration names it.
  public var dataset: String
  public var layer: Int
  /// The run and its shards, as in a part of `encode`; rows are examples, values those of all encoders.
  public var part: FeaturePart
  public var opening: StatesOpening
  /// In the order of their arrays.
  public var encoders: [Encoder]
  /// Poolings of the states, in the order of their arrays.
  public var poolings: [String]

  public init(
    dataset: String, layer: Int, part: FeaturePart, opening: StatesOpening, encoders: [Encoder], poolings: [String]
  ) {
    (self.dataset, self.layer, self.part) = (dataset, layer, part)
    (self.opening, self.encoders, self.poolings) = (opening, encoders, poolings)
  }

  /// What two parts of one run have in common.
  var common: StatesRecord {
    var common = self
    common.part.pieces = []
    return common
  }

  /// The shards of the part.
  var shards: [Int] { part.pieces.map(\.shard) }

  /// The arrays of the record that has place `place` in its part: those of joined parts follow one another row by row.
  ///
  /// - Parameter hasExamples: false: those that do not belong to features are empty.
  func arrays(_ place: Int, hasStates: Bool) -> [PartArray] {
    let examples = part.pieces.reduce(0) { $0 + $1.examples.count }
    let tokens = part.pieces.reduce(0) { $0 + $1.tokens.count }
    let d = part.run.dimension
    var arrays = [PartArray(.lengths, place, .int64, rows: examples)]
    if opening.isReordered { arrays.append(PartArray(.rows, place, .int64, rows: examples)) }
    for pooling in poolings {
      arrays.append(
        PartArray(.pooled(pooling), place, .float32, rows: hasStates ? examples : 0, columns: d))
    }
    let sampled = hasStates ? nil : 0
    arrays.append(PartArray(.samplePositions, place, .int64, rows: sampled))
    arrays.append(PartArray(.sampleStates, place, .float32, rows: sampled, columns: d))
    for encoder in encoders.indices {
      arrays.append(PartArray(.counts(encoder), place, .int32, rows: tokens))
      arrays.append(PartArray(.features(encoder), place, .int32))
      arrays.append(PartArray(.values(encoder), place, .float32))
    }
    return arrays
  }
}

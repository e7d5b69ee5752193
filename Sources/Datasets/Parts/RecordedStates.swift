import Diagnostics
import Files
import LinearAlgebra
import TensorFiles

/// States that shards of a run have read: what they made of them is served in their place, byte for byte. Of the states
/// themselves only the sample is there that reconstructions are measured on.
public final class RecordedStates: HiddenStateSource {
  public let dimension: Int
  public let offsets: [Int]
  public let isTokenLevel: Bool
  public let files: [String]
  private let opened: OpenedPart
  private let place: Int
  /// Tokens whose states are there, ascending.
  private let sample: [Int]
  private let sampleStates: Tensor
  /// By their digests.
  private let encoders: [String: RecordedRows]

  /// - Parameters:
  ///   - place: of the record in the part.
  ///   - offsets: [examples + 1] over the tokens that the part is of.
  /// - Throws: `AtlasError` if the arrays do not fit together.
  init(_ opened: OpenedPart, place: Int, offsets: [Int], isTokenLevel: Bool, files: [String]) throws {
    let record = opened.part.states[place]
    dimension = record.part.run.dimension
    (self.opened, self.place, self.offsets) = (opened, place, offsets)
    (self.isTokenLevel, self.files) = (isTokenLevel, files)
    let positions = try opened.array(.samplePositions, place)
    sample = positions.list(0..<positions.count, of: Int.self)
    guard zip(sample, sample.dropFirst()).allSatisfy(<) else { throw opened.damage("the sample of its states") }
    sampleStates = try opened.array(.sampleStates, place)
    var encoders: [String: RecordedRows] = [:]
    for (index, encoder) in record.encoders.enumerated() {
      encoders[encoder.digest] = try RecordedRows(opened, place: place, encoder: index, width: encoder.width)
    }
    self.encoders = encoders
  }

  public var tokenCount: Int { offsets[offsets.count - 1] }

  /// - Throws: `AtlasError` for tokens that are not among the sample.
  public func read(_ tokens: Range<Int>, into target: UnsafeMutableBufferPointer<Float>) throws {
    guard !tokens.isEmpty else { return }
    var (low, high) = (0, sample.count)
    while low < high {
      let middle = (low + high) / 2
      if sample[middle] < tokens.lowerBound { low = middle + 1 } else { high = middle }
    }
    let end = low + tokens.count
    guard end <= sample.count, sample[low] == tokens.lowerBound, sample[end - 1] == tokens.upperBound - 1 else {
      throw missing("states of tokens \(tokens.lowerBound) to \(tokens.upperBound)")
    }
    let states: [Float] = sampleStates.list(low * dimension..<end * dimension)
    _ = target.update(from: states)
  }

  /// One row per token, as the encoder made them.
  ///
  /// - Parameter encoder: its digest.
  /// - Throws: `AtlasError` where the shards did not use this encoder.
  public func rows(of tokens: Range<Int>, encoder: String) throws -> SparseMatrix {
    guard let rows = encoders[encoder] else { throw missing("tokens encoded by one of its checkpoints") }
    return try rows.rows(of: tokens)
  }

  /// The states pooled per example: [examples, dimension] in C order.
  ///
  /// - Throws: `AtlasError` where the shards did not pool them so.
  public func pooled(by pooling: String) throws -> StoredNumbers<Float> {
    guard opened.part.states[place].poolings.contains(pooling) else { throw missing("states pooled by \(pooling)") }
    let array = try opened.array(.pooled(pooling), place)
    return try array.numbers(0..<array.count)
  }

  private func missing(_ what: String) -> AtlasError {
    let record = opened.part.states[place]
    return AtlasError(
      path: opened.path,
      "the configuration needs \(what) of dataset “\(record.dataset)”, layer \(record.layer), which are not in the part",
      hint: "checkpoints, poolings and representations must be those of the shards, or run these again")
  }
}

extension OpenedPart {
  func damage(_ what: String) -> AtlasError {
    AtlasError(path: path, "\(what) cannot be", hint: "run the shards and `merge` again")
  }

  /// The states of a dataset's layer as they were opened; they cannot be read. nil where the part has none.
  ///
  /// - Parameters:
  ///   - named: how the configuration names the states.
  ///   - expected: the examples of the table; nil where there is none.
  ///   - file: the path of a file of states here, from the one that the part gives.
  /// - Throws: `AtlasError` where the examples are not those that the shards have seen.
  public func opened(
    dataset: String, layer: Int, source named: String, expected: ExpectedExamples?, file: (String) -> String
  ) throws -> OpenedActivations? {
    guard let place = place(dataset: dataset, layer: layer) else { return nil }
    let opening = part.states[place].opening
    guard named == opening.source else {
      throw AtlasError(
        path: path, "the shards have read \(opening.source) for layer \(layer) of dataset “\(dataset)”, not \(named)",
        hint: "name the same states, or run the shards again")
    }
    guard expected?.digest == opening.examples else {
      throw AtlasError(
        path: path, "the examples of dataset “\(dataset)” have other ids than those that the shards have seen",
        hint: "give the same table, or run the shards again")
    }
    let lengths = try array(.lengths, place)
    var offsets = [0]
    offsets.reserveCapacity(lengths.count + 1)
    for length in lengths.list(0..<lengths.count, of: Int.self) {
      guard length >= 0, length <= Int.max / 2 - offsets[offsets.count - 1] else {
        throw damage("lengths of its examples")
      }
      offsets.append(offsets[offsets.count - 1] + length)
    }
    let source = try RecordedStates(
      self, place: place, offsets: offsets, isTokenLevel: opening.isTokenLevel, files: opening.files.map(file))
    var found = OpenedActivations(.states(source), layout: opening.layout)
    found.warnings = opening.warnings
    found.positions = opening.positions
    found.order = opening.order
    if opening.isReordered {
      let rows = try array(.rows, place)
      found.rows = rows.list(0..<rows.count, of: Int.self)
    }
    return found
  }

  /// The same tokens as `source` has, once tokens are left out, as the shards have read them.
  ///
  /// - Parameter selection: digest of the offsets and of what is left out, as in `FeaturePart.Run.offsets`.
  /// - Throws: `AtlasError` where the shards have left out other tokens.
  public func states(
    dataset: String, layer: Int, of source: any HiddenStateSource, selection: String
  ) throws -> RecordedStates? {
    guard let place = place(dataset: dataset, layer: layer) else { return nil }
    guard part.states[place].part.run.offsets == selection else {
      throw AtlasError(
        path: path, "the shards have left out other tokens of dataset “\(dataset)”, layer \(layer)",
        hint: "`drop:` and `tokens:` must be those of the shards: run them again with this configuration")
    }
    return try RecordedStates(
      self, place: place, offsets: source.offsets, isTokenLevel: source.isTokenLevel, files: source.files)
  }

  private func place(dataset: String, layer: Int) -> Int? {
    part.states.firstIndex { ($0.dataset, $0.layer) == (dataset, layer) }
  }
}

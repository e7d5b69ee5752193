import Files
import TensorFiles

/// One array of a part of `analyze --shard`.
struct PartArray: Sendable {
  /// What the array holds.
  enum Content: Sendable, Equatable {
    /// Tokens of each example, before any is left out.
    case lengths
    /// Place of each example in the file of states.
    case rows
    /// States pooled per example.
    case pooled(String)
    /// Tokens whose states are kept, counted over the whole dataset, ascending.
    case samplePositions
    /// The states of these tokens.
    case sampleStates
    /// Active features of each token, of an encoder.
    case counts(Int)
    /// Active features, token after token, ascending within a token.
    case features(Int)
    /// Their values.
    case values(Int)
  }

  let name: String
  let content: Content
  let elementType: ElementType
  /// nil where the shards do not tell.
  let rows: Int?
  /// Values of a row; nil for a list.
  let columns: Int?

  init(_ content: Content, _ place: Int, _ elementType: ElementType, rows: Int? = nil, columns: Int? = nil) {
    name = PartArray.name(content, place)
    (self.content, self.elementType, self.rows, self.columns) = (content, elementType, rows, columns)
  }

  /// `states.0.counts.1`.
  static func name(_ content: Content, _ place: Int) -> String {
    let own =
      switch content {
      case .lengths: "lengths"
      case .rows: "rows"
      case .pooled(let pooling): "pooled.\(pooling)"
      case .samplePositions: "sample.positions"
      case .sampleStates: "sample.states"
      case .counts(let encoder): "counts.\(encoder)"
      case .features(let encoder): "features.\(encoder)"
      case .values(let encoder): "values.\(encoder)"
      }
    return "states.\(place).\(own)"
  }

  /// Whether it holds features of tokens.
  var isOfFeatures: Bool {
    switch content {
    case .counts, .features, .values: true
    case .lengths, .rows, .pooled, .samplePositions, .sampleStates: false
    }
  }

  /// As NumPy writes it.
  var descriptor: String { elementType == .int64 ? "<i8" : elementType == .int32 ? "<i4" : "<f4" }

  /// Bytes of a row.
  var rowBytes: Int { elementType.byteCount * (columns ?? 1) }

  /// Whether a tensor of a file can be this array.
  func isShape(_ entry: TensorEntry) -> Bool {
    entry.elementType == elementType && entry.shape.count == (columns == nil ? 1 : 2)
      && (columns == nil || entry.shape[1] == columns) && (rows == nil || entry.shape[0] == rows)
  }
}

extension Tensor {
  /// The bytes of an array in C order without gaps, valid while the tensor's storage lives.
  var plainBytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: storage.bytes[byteOffset..<byteOffset + count * elementByteCount])
  }

  /// Gives the pages of an array back that was read from end to end.
  func release() { storage.release(plainBytes) }

  /// Elements of an array whose type was compared before.
  func list<T: BitwiseCopyable>(_ range: Range<Int>, of type: T.Type = T.self) -> [T] {
    let size = MemoryLayout<T>.stride
    return withExtendedLifetime(storage) {
      [T](unsafeUninitializedCapacity: range.count) { target, filled in
        UnsafeMutableRawBufferPointer(target).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: plainBytes[range.lowerBound * size..<range.upperBound * size]))
        filled = range.count
      }
    }
  }

  /// The same as numbers that may be too many for memory; pages of the file are given back once they are copied.
  ///
  /// - Throws: `AtlasError` where there is no room.
  func numbers<T: BitwiseCopyable & Sendable>(
    _ range: Range<Int>, of type: T.Type = T.self
  ) throws -> StoredNumbers<T> {
    let size = MemoryLayout<T>.stride
    var numbers = StoredNumbers<T>()
    try numbers.reserve(range.count)
    withExtendedLifetime(storage) {
      for start in stride(from: range.lowerBound, to: range.upperBound, by: 1 << 22) {
        let end = min(start + 1 << 22, range.upperBound)
        let piece = UnsafeRawBufferPointer(rebasing: plainBytes[start * size..<end * size])
        numbers.append(bytes: piece)
        storage.release(piece)
      }
    }
    return numbers
  }
}

import Files
import TensorFiles

/// Writes a part of `analyze --shard`: arrays wait in nameless files on the output's disk while they grow.
public final class AnalysisPartWriter {
  private let path: String
  private var arrays: [String: OutputFile] = [:]

  /// Nothing is written under `path` until the end.
  public init(_ path: String) { self.path = path }

  /// Rows of an array of the record at `place`, after those that came before.
  private func append(_ bytes: UnsafeRawBufferPointer, to content: PartArray.Content, _ place: Int) throws {
    let name = PartArray.name(content, place)
    let file = try arrays[name] ?? OutputFile(spillingBeside: path)
    arrays[name] = file
    try file.write(bytes)
  }

  private func append<T: BitwiseCopyable & Sendable>(
    _ values: StoredNumbers<T>, to content: PartArray.Content, _ place: Int
  ) throws {
    try values.withUnsafeBytes { try append($0, to: content, place) }
  }

  private func append<T: BitwiseCopyable>(_ values: [T], to content: PartArray.Content, _ place: Int) throws {
    try values.withUnsafeBytes { try append($0, to: content, place) }
  }

  /// - Parameters:
  ///   - lengths: tokens of each example, before any is left out.
  ///   - rows: place of each example in the file; nil where they were not put into another order.
  public func append(lengths: [Int], rows: [Int]?, place: Int) throws {
    try append(lengths, to: .lengths, place)
    if let rows { try append(rows, to: .rows, place) }
  }

  /// - Parameter values: [examples, dimension].
  public func append(pooled values: StoredNumbers<Float>, by pooling: String, place: Int) throws {
    try append(values, to: .pooled(pooling), place)
  }

  /// - Parameters:
  ///   - positions: ascending, counted over the tokens of the whole dataset.
  ///   - states: [positions, dimension].
  public func append(sample positions: [Int], states: [Float], place: Int) throws {
    try append(positions, to: .samplePositions, place)
    try append(states, to: .sampleStates, place)
  }

  /// - Parameters:
  ///   - counts: active features of each token.
  ///   - encoder: its place among the record's.
  public func append(
    counts: [Int32], features: StoredNumbers<Int32>, values: StoredNumbers<Float>, encoder: Int, place: Int
  ) throws {
    try append(counts, to: .counts(encoder), place)
    try append(features, to: .features(encoder), place)
    try append(values, to: .values(encoder), place)
  }

  /// Rows as another part has them.
  func append(_ tensor: Tensor, to content: PartArray.Content, place: Int) throws {
    try append(tensor.plainBytes, to: content, place)
    tensor.release()
  }

  /// Gives the file its name, complete.
  public func finish(_ part: AnalysisPart) throws {
    // One after the other: the addresses that are taken do not grow with the number of arrays.
    var mapped: MappedFile?
    try AnalysisPartWriter.write(part, to: path) { array in
      mapped = try arrays.removeValue(forKey: array.name)?.mapped()
      return mapped.map { [$0.bytes] } ?? []
    }
  }

  /// - Parameter pieces: the bytes of an array, in pieces that follow one another.
  static func write(
    _ part: AnalysisPart, to path: String, pieces: (PartArray) throws -> [UnsafeRawBufferPointer]
  ) throws {
    let file = try OutputFile(path)
    var archive = ZipWriter(file)
    for place in part.states.indices {
      for array in part.arrays(place) {
        let content = try pieces(array)
        let rows = content.reduce(0) { $0 + $1.count } / array.rowBytes
        let header = PlainWriter.npyHeader(array.descriptor, [rows] + [array.columns].compactMap { $0 })
        try header.withUnsafeBytes { try archive.add(array.name + ".npy", [$0] + content) }
      }
    }
    let bytes = try PartMember.bytes(part)
    let header = PlainWriter.npyHeader("|u1", [bytes.count])
    try header.withUnsafeBytes { header in
      try bytes.withUnsafeBytes { try archive.add(AnalysisPart.member + ".npy", [header, $0]) }
    }
    try archive.finish()
    try file.finish()
  }
}

import Diagnostics
import TensorFiles

/// Puts the shards of one analysis together again, all or neighbouring ones.
public enum AnalysisParts {
  /// Writes a part with the rows of all: the same bytes in whatever order and steps it came about. Arrays are copied from
  /// file to file; nothing of them is held in memory.
  ///
  /// Parts that hold ranges of features of the same shards are joined feature by feature.
  ///
  /// - Parameters:
  ///   - range: shards that must be there, from 1; nil: all.
  ///   - features: those that are written, from 0; nil: all that the parts have.
  /// - Returns: what was written.
  /// - Throws: `AtlasError` with the part's name if a part is damaged, missing, given twice, or of another version,
  ///   checkpoint, configuration or other states; nothing is written then.
  public static func merge(
    _ paths: [String], range: ClosedRange<Int>? = nil, features: ClosedRange<Int>? = nil, to output: String
  ) throws -> AnalysisPart {
    let opened = try paths.map { try OpenedPart($0) }
    guard let first = opened.first else { throw AtlasError(.input, "there are no parts to merge") }
    for other in opened.dropFirst() { try checkRun(other, first) }
    if features != nil, let cut = opened.first(where: { $0.part.features != nil }) {
      throw AtlasError(path: cut.path, "this part was cut by features already", hint: "cut parts with all features")
    }
    if opened.contains(where: { $0.part.features != first.part.features }) {
      guard range == nil else {
        throw AtlasError(
          .input, "--range joins shards, but these parts have different features", hint: "join ranges of features first"
        )
      }
      return try FeatureCut.join(opened, to: output)
    }
    var order: [String] = []
    for place in first.part.states.indices {
      let parts = opened.map { (path: $0.path, part: $0.part.states[place].part) }
      order = try FeatureParts.check(parts, range).map(\.path)
    }
    let ordered = order.compactMap { path in opened.first { $0.path == path } }
    var merged = ordered[0].part
    for part in ordered.dropFirst().map(\.part) {
      for place in merged.states.indices { merged.states[place].part.pieces += part.states[place].part.pieces }
      for place in merged.files.indices {
        merged.files[place].sha256 = merged.files[place].sha256 ?? part.files[place].sha256
      }
    }
    if range == nil, let unread = merged.files.first(where: { $0.sha256 == nil }) {
      throw AtlasError(
        path: first.path, "no shard has the digest of \(unread.path)", hint: "run the shards again with one N")
    }
    if let features { return try FeatureCut.select(features, of: ordered, as: merged, to: output) }
    var tensors: [Tensor] = []
    try AnalysisPartWriter.write(merged, to: output) { array in
      tensors = try ordered.map { try $0.tensor(array.name) }
      return tensors.map(\.plainBytes)
    }
    return merged
  }

  /// What makes two parts those of one run, beside what `FeatureParts` compares.
  private static func checkRun(_ other: OpenedPart, _ first: OpenedPart) throws {
    let (a, b) = (other.part, first.part)
    guard a.states.map({ "\($0.dataset) \($0.layer)" }) == b.states.map({ "\($0.dataset) \($0.layer)" }) else {
      throw FeatureParts.foreign(other.path, "other datasets or layers", first.path)
    }
    for (mine, its) in zip(a.states, b.states) {
      try FeatureParts.checkRun((other.path, mine.part), (first.path, its.part))
      guard mine.common == its.common else { throw FeatureParts.foreign(other.path, "other states", first.path) }
    }
    guard a.files.map(\.path) == b.files.map(\.path), a.files.map(\.bytes) == b.files.map(\.bytes) else {
      throw FeatureParts.foreign(other.path, "other files of states", first.path)
    }
  }
}

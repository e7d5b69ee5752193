import Diagnostics
import Files
import TensorFiles

/// What a part of `analyze --shard`, or several that were joined, says about itself: the member `analysis`, JSON in UTF-8.
public struct AnalysisPart: Sendable, Equatable, Codable {
  /// A file of states.
  public struct File: Sendable, Equatable, Codable {
    /// Seen from the folder of the configuration where it lies below it.
    public var path: String
    public var bytes: Int
    /// Of the whole file; nil where another shard has read it for that.
    public var sha256: String?

    public init(path: String, bytes: Int, sha256: String?) {
      (self.path, self.bytes, self.sha256) = (path, bytes, sha256)
    }
  }

  /// In the order of the configuration; never empty.
  public var states: [StatesRecord]
  /// Each once, sorted by path. Their digests are shared out among the shards.
  public var files: [File]
  /// Features that it holds, of every encoder, where it was cut by features; nil: all. What was made of the states without an
  /// encoder lies with feature 0; how long examples are, every range knows.
  public var features: ClosedRange<Int>?

  public init(states: [StatesRecord], files: [File]) { (self.states, self.files) = (states, files) }

  static let member = "analysis"

  /// Whether a file is such a part, whatever state it is in.
  public static func isPart(_ path: String) -> Bool { (try? TensorFile.open(path))?.contains(member) == true }

  /// What it holds in words: the shards, `2/8` or `1-4/8`, and features if these are not all.
  public var name: String {
    states[0].part.name + (features.map { ", features \($0.lowerBound)-\($0.upperBound)" } ?? "")
  }

  /// Features of the widest encoder.
  public var width: Int { states.flatMap(\.encoders).map(\.width).max() ?? 0 }

  /// The arrays of the record at `place`.
  func arrays(_ place: Int) -> [PartArray] {
    states[place].arrays(place, hasStates: features.map { $0.lowerBound == 0 } ?? true)
  }

  /// SHA-256 of what it says of itself, features aside: the same for a merged part and for the ranges that it was cut into.
  ///
  /// - Throws: where that cannot be written as JSON.
  public func digest() throws -> String {
    var whole = self
    whole.features = nil
    return SHA256Digest.hex(of: try PartMember.bytes(whole))
  }

  /// Whether all shards of the run are in it.
  var isWhole: Bool { states[0].shards == Array(1...states[0].part.run.shards) }

  /// Whether the numbers can belong together.
  fileprivate var isSound: Bool {
    guard let first = states.first, Set(files.map(\.path)).count == files.count else { return false }
    if let features, features.lowerBound < 0 || features.upperBound >= width { return false }
    return states.allSatisfy { record in
      record.part.isSound && record.shards == first.shards && record.part.run.shards == first.part.run.shards
        && Set(record.encoders.map(\.digest)).count == record.encoders.count
        && record.encoders.allSatisfy { $0.width >= 1 } && Set(record.poolings).count == record.poolings.count
        && record.opening.files.allSatisfy { path in files.contains { $0.path == path } }
    }
  }
}

/// A part that was opened: its checksums agree, and its arrays have the sizes that it says. They stay on disk.
public struct OpenedPart: Sendable {
  public let path: String
  public let part: AnalysisPart
  /// Features that are read of it; nil: all that it has.
  public private(set) var wanted: ClosedRange<Int>?
  private let container: any TensorContainer

  /// - Throws: `AtlasError` with the part's name if it is damaged or no part of a sharded analysis.
  public init(_ path: String) throws {
    self.path = path
    container = try TensorFile.open(path)
    guard container.contains(AnalysisPart.member) else {
      throw AtlasError(
        path: path, "this is no part of a sharded analysis", hint: "give what `analyze --shard I/N` or `merge` wrote")
    }
    let damage = AtlasError(
      path: path, "what it says of its shard cannot be", hint: "run `analyze --shard` again for this shard")
    guard let part: AnalysisPart = try PartMember.read(AnalysisPart.member, of: container), part.isSound else {
      throw damage
    }
    self.part = part
    for (place, record) in part.states.enumerated() {
      var entries = 0
      for array in part.arrays(place) {
        guard let entry = container.entry(array.name), array.isShape(entry) else { throw damage }
        if case .features = array.content { entries += entry.shape[0] }
      }
      func rows(_ content: PartArray.Content) -> Int? { container.entry(PartArray.name(content, place))?.shape[0] }
      let said = record.part.pieces.reduce(0) { $0 + $1.entries }
      guard part.features == nil ? entries == said : entries <= said,
        rows(.samplePositions) == rows(.sampleStates),
        record.encoders.indices.allSatisfy({ rows(.features($0)) == rows(.values($0)) })
      else { throw damage }
    }
  }

  /// An array by the name of its member.
  func tensor(_ name: String) throws -> Tensor { try container.tensor(name) }

  /// An array of the record at `place`.
  func array(_ content: PartArray.Content, _ place: Int) throws -> Tensor {
    try tensor(PartArray.name(content, place))
  }

  /// The same part, of which some features alone are read.
  ///
  /// - Throws: `AtlasError` where it does not have all of them.
  public func reading(_ features: ClosedRange<Int>) throws -> OpenedPart {
    guard part.width > 0 else {
      throw AtlasError(
        path: path, "nothing was encoded for this part: it has no features",
        hint: "give parts of a configuration with a checkpoint")
    }
    let held = part.features ?? 0...part.width - 1
    guard held.contains(features.lowerBound), held.contains(features.upperBound) else {
      throw AtlasError(
        path: path,
        "this has features \(held.lowerBound) to \(held.upperBound), not \(features.lowerBound) to \(features.upperBound)",
        hint: "name features that it has, counted from 0")
    }
    var restricted = self
    restricted.wanted = features
    return restricted
  }

  /// - Parameter version: of the program.
  /// - Throws: `AtlasError` where shards or features are missing, or another version has made them.
  public func checkWhole(version: String) throws {
    guard part.isWhole else {
      throw AtlasError(
        path: path, "this is \(part.name) of a run, not all of it", hint: "`merge` all parts, and give the merged file")
    }
    if wanted == nil, let features = part.features {
      throw AtlasError(
        path: path, "this has features \(features.lowerBound) to \(features.upperBound) of \(part.width) alone",
        hint: "`merge` all ranges of features, and give the merged file; or measure these alone, with --features")
    }
    let made = part.states[0].part.run.version
    guard made == version else {
      throw AtlasError(
        path: path, "the shards were made by version \(made), but this is \(version)",
        hint: "make the results with the version of the shards, or run these again")
    }
  }
}

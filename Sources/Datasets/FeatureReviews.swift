import Diagnostics
import Files

/// What people said of features in tables that they filled in: one row per feature and rater.
public struct FeatureReviews: Sendable {
  public enum Answer: Sendable, Equatable, CaseIterable {
    case yes, no, unsure

    /// As it may be written, in any case.
    var words: [String] {
      switch self {
      case .yes: ["yes", "y", "true", "1", "はい"]
      case .no: ["no", "n", "false", "0", "いいえ"]
      case .unsure: ["unsure", "?", "わからない", "分からない"]
      }
    }
  }

  public struct Row: Sendable, Equatable {
    public var checkpoint: String
    public var feature: Int
    public var rater: String
    public var answer: Answer
    /// What the rater thinks that the feature means; may be empty.
    public var meaning: String
    public var path: String
    public var line: Int
  }

  public private(set) var rows: [Row] = []
  /// Files that were read.
  public private(set) var files: [String] = []
  private var known: [Key: Int] = [:]

  private struct Key: Hashable {
    var checkpoint: String
    var feature: Int
    var rater: String
  }

  public init() {}

  /// Adds a table with the columns `feature`, `agrees` and `rater`, and optionally `checkpoint` and `meaning`; others are not
  /// read. Rows without an answer were not filled in and are left out.
  ///
  /// - Parameter checkpoints: ids of the atlas; with a single one the column may be missing.
  /// - Throws: `AtlasError` with file and line for an unknown checkpoint, a feature that is no number, an unknown answer, an
  ///   answer without a rater, or a second one of the same rater to the same feature.
  public mutating func add(path: String, checkpoints: [String]) throws {
    let names = ["feature", "agrees", "rater", "checkpoint", "meaning"]
    let table = try TextTable.read(path, columns: names, optional: ["checkpoint", "meaning"])
    files.append(path)
    if !table.isPresent[3], checkpoints.count != 1 {
      throw AtlasError(
        path: path, "there is no column `checkpoint`",
        hint: "add it, with one of: \(checkpoints.joined(separator: ", "))")
    }
    for row in 0..<table.rowCount {
      func cell(_ column: Int) -> String { TextTrimming.trimmed(table.columns[column][row]) }
      func failure(_ message: String, _ hint: String) -> AtlasError {
        AtlasError(path: path, line: table.lines[row], message, hint: hint)
      }
      let written = cell(1)
      if written.isEmpty { continue }
      let checkpoint = table.isPresent[3] ? cell(3) : checkpoints[0]
      guard checkpoints.contains(checkpoint) else {
        throw failure(
          "there is no checkpoint “\(checkpoint)”", "known: \(checkpoints.joined(separator: ", "))")
      }
      guard let feature = Int(cell(0)), feature >= 0 else {
        throw failure("“\(cell(0))” is no feature", "features are numbered from 0, as in the checkpoint")
      }
      guard let answer = Answer.allCases.first(where: { $0.words.contains(written.lowercased()) }) else {
        throw failure("agrees is “\(written)”", "write yes, no or unsure, or leave it empty")
      }
      let rater = cell(2)
      guard !rater.isEmpty else {
        throw failure("nobody is named as the rater", "give every person a name or a number")
      }
      let key = Key(checkpoint: checkpoint, feature: feature, rater: rater)
      if let earlier = known.updateValue(rows.count, forKey: key) {
        let other = rows[earlier]
        let place = other.path == path ? "line \(other.line)" : "\(other.path):\(other.line)"
        throw failure(
          "“\(rater)” has answered for feature \(feature) of \(checkpoint) already, in \(place)",
          "keep one of the answers")
      }
      rows.append(
        Row(
          checkpoint: checkpoint, feature: feature, rater: rater, answer: answer,
          meaning: table.isPresent[4] ? cell(4) : "", path: path, line: table.lines[row]))
    }
  }

  /// - Throws: `AtlasError` with the line where a feature beyond the last of `count` was judged.
  public func checkFeatures(of checkpoint: String, count: Int) throws {
    guard let stray = rows.first(where: { $0.checkpoint == checkpoint && $0.feature >= count }) else { return }
    throw AtlasError(
      path: stray.path, line: stray.line,
      "feature \(stray.feature) of \(checkpoint) is not there: it has \(count) features",
      hint: "features are numbered from 0, as in the checkpoint")
  }
}

enum TextTrimming {
  static func trimmed(_ text: String) -> String {
    var part = text[...]
    while part.first?.isWhitespace == true { part.removeFirst() }
    while part.last?.isWhitespace == true { part.removeLast() }
    return String(part)
  }
}

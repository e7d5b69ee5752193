import Diagnostics
import Files
import LinearAlgebra

/// Parts of an analysis cut by features, and joined again. Rows pass through memory a block of tokens at a time.
enum FeatureCut {
  private static let blockTokens = 1 << 14

  /// Writes some features of parts that follow one another.
  ///
  /// - Parameters:
  ///   - ordered: with all features, in order of their shards.
  ///   - merged: what they are together.
  /// - Returns: what was written.
  static func select(
    _ features: ClosedRange<Int>, of ordered: [OpenedPart], as merged: AnalysisPart, to output: String
  ) throws -> AnalysisPart {
    try FeatureParts.checkFeatures(features, width: merged.width)
    var result = merged
    result.features = features
    let writer = AnalysisPartWriter(output)
    for (place, record) in merged.states.enumerated() {
      try copyExamples(of: ordered, result, place, to: writer)
      for (encoder, known) in record.encoders.enumerated() {
        for part in ordered {
          let rows = try RecordedRows(part, place: place, encoder: encoder, width: known.width)
          for tokens in blocks(rows.tokenCount) {
            try writer.append([try rows.rows(of: tokens).keepingColumns(features)], encoder: encoder, place: place)
          }
        }
      }
    }
    try writer.finish(result)
    return result
  }

  /// Writes all features of parts that hold ranges of them, of the same shards.
  ///
  /// - Returns: what was written.
  static func join(_ opened: [OpenedPart], to output: String) throws -> AnalysisPart {
    let ordered = opened.sorted { ($0.first, $0.path) < ($1.first, $1.path) }
    try checkRanges(ordered)
    var result = ordered[0].part
    result.features = nil
    let writer = AnalysisPartWriter(output)
    for (place, record) in result.states.enumerated() {
      try copyExamples(of: [ordered[0]], result, place, to: writer)
      var entries = 0
      for (encoder, known) in record.encoders.enumerated() {
        let rows = try ordered.map { try RecordedRows($0, place: place, encoder: encoder, width: known.width) }
        for tokens in blocks(rows[0].tokenCount) {
          let pieces = try zip(rows, ordered).map { rows, part in
            let piece = try rows.rows(of: tokens)
            guard let range = part.part.features, piece.indices.allSatisfy({ range.contains(Int($0)) }) else {
              throw part.damage("its encoded tokens")
            }
            return piece
          }
          entries += try writer.append(pieces, encoder: encoder, place: place)
        }
      }
      let said = record.part.pieces.reduce(0) { $0 + $1.entries }
      guard entries == said else {
        throw AtlasError(
          path: ordered[0].path, "the ranges have \(entries) active features, but the shards had \(said)",
          hint: "cut the parts again, and join ranges of the same ones")
      }
    }
    try writer.finish(result)
    return result
  }

  /// Ranges of the same shards, from feature 0 to the last, without gaps.
  private static func checkRanges(_ ordered: [OpenedPart]) throws {
    let first = ordered[0]
    let ranges = try ordered.map { part in
      guard let range = part.part.features else {
        throw AtlasError(path: part.path, "this part has all features already", hint: "leave it out, or the ranges")
      }
      guard part.part.states.map(\.shards) == first.part.states.map(\.shards) else {
        throw AtlasError(
          path: part.path, "this has \(part.part.name), but \(first.path) \(first.part.name)",
          hint: "join ranges of features of the same shards")
      }
      return (path: part.path, range: range)
    }
    try SharedOut.check(ranges, of: first.part.width, "feature", owner: "the widest checkpoint")
  }

  /// Arrays that do not belong to features, where the result has them.
  private static func copyExamples(
    of parts: [OpenedPart], _ result: AnalysisPart, _ place: Int, to writer: AnalysisPartWriter
  ) throws {
    for array in result.arrays(place) where !array.isOfFeatures && array.rows != 0 {
      for part in parts { try writer.append(try part.tensor(array.name), to: array.content, place: place) }
    }
  }

  private static func blocks(_ tokens: Int) -> [Range<Int>] {
    stride(from: 0, to: tokens, by: blockTokens).map { $0..<min($0 + blockTokens, tokens) }
  }
}

extension OpenedPart {
  fileprivate var first: Int { part.features?.lowerBound ?? 0 }
}

extension AnalysisPartWriter {
  /// Rows whose features stand side by side in several pieces.
  ///
  /// - Returns: values written.
  @discardableResult
  fileprivate func append(_ pieces: [SparseMatrix], encoder: Int, place: Int) throws -> Int {
    var (counts, rows) = ([Int32](), SparseMatrix(columnCount: pieces[0].columnCount))
    for row in 0..<pieces[0].rowCount {
      let before = rows.indices.count
      for piece in pieces {
        rows.indices.append(contentsOf: piece.indices[piece.range(ofRow: row)])
        rows.values.append(contentsOf: piece.values[piece.range(ofRow: row)])
      }
      counts.append(Int32(rows.indices.count - before))
    }
    try append(counts: counts, features: rows.indices, values: rows.values, encoder: encoder, place: place)
    return rows.indices.count
  }
}

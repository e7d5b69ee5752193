import Diagnostics
import Files

/// A table of text cells from a file: CSV, TSV or JSON lines, each also packed with gzip or zstd.
public struct TextTable: Sendable {
  public let path: String
  /// Names of all columns of the file, in its order; of JSON lines in the order in which the keys first come.
  public let header: [String]
  /// The columns that were asked for, each with one cell per row; JSON `null` and absent keys are empty cells.
  public let columns: [[String]]
  /// Line on which each row begins, counted from 1.
  public let lines: [Int]

  public var rowCount: Int { lines.count }

  /// Reads the named columns, in that order; without names, all of them.
  ///
  /// - Parameters:
  ///   - path: the ending before `.gz` or `.zst` says what it is: `.csv`, `.tsv`, `.jsonl` or `.ndjson`.
  ///   - lists: columns that may be lists in JSON lines; their items are joined by U+001F.
  /// - Throws: `AtlasError` for a column that is not there or there twice, rows of unequal length, bytes that are not
  ///   UTF-8, nested JSON values, damaged packing; with the line where there is one.
  public static func read(_ path: String, columns names: [String]? = nil, lists: Set<String> = []) throws -> TextTable {
    let name = Packing.unpackedName(path).lowercased()
    if name.hasSuffix(".csv") { return try readDelimited(path, ",", names) }
    if name.hasSuffix(".tsv") || name.hasSuffix(".tab") { return try readDelimited(path, "\t", names) }
    if name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson") { return try readJSONLines(path, names, lists) }
    throw AtlasError(
      path: path, "the ending of the name does not say what kind of table this is",
      hint: "use .csv, .tsv or .jsonl, each also with .gz or .zst")
  }

  private static func readDelimited(_ path: String, _ separator: Unicode.Scalar, _ names: [String]?) throws -> TextTable
  {
    var header: [String]?
    var selected: [Int] = []
    var columns: [[String]] = []
    var lines: [Int] = []
    try DelimitedText(path: path, separator: UInt8(ascii: separator)).forEachRow { row in
      guard let known = header else {
        let found = row.texts
        header = found
        selected = try Mistakes.ofEach(names ?? found) { try position(of: $0, in: found, path: path, line: row.line) }
        columns = Array(repeating: [], count: selected.count)
        return
      }
      guard row.ends.count == known.count else {
        throw AtlasError(
          path: path, line: row.line, "\(row.ends.count) fields, where the header has \(known.count)",
          hint: "quote fields that contain the separator or a line break")
      }
      for (k, field) in selected.enumerated() { columns[k].append(row.text(field)) }
      lines.append(row.line)
    }
    guard let header else {
      throw AtlasError(path: path, "the file is empty", hint: "the first line must name the columns")
    }
    return TextTable(path: path, header: header, columns: columns, lines: lines)
  }

  private static func readJSONLines(_ path: String, _ names: [String]?, _ lists: Set<String>) throws -> TextTable {
    var header: [String] = []
    var positions: [String: Int] = [:]
    // Without names every key becomes a column when it first comes; with names the others are only remembered.
    var slots: [Int?] = []
    var columns: [[String]] = names.map { Array(repeating: [], count: $0.count) } ?? []
    var lines: [Int] = []
    try JSONLines(path: path, lists: lists).forEachObject { line, members in
      for k in columns.indices { columns[k].append("") }
      lines.append(line)
      for (key, value) in members {
        let position: Int
        if let known = positions[key] {
          position = known
        } else {
          position = header.count
          positions[key] = position
          header.append(key)
          slots.append(names == nil ? columns.count : names?.firstIndex(of: key))
          if names == nil { columns.append(Array(repeating: "", count: lines.count)) }
        }
        if let slot = slots[position] { columns[slot][lines.count - 1] = value ?? "" }
      }
    }
    _ = try Mistakes.ofEach(names ?? []) { try position(of: $0, in: header, path: path, line: nil) }
    if let names {
      for (k, name) in names.enumerated() {
        if let first = names.firstIndex(of: name), first < k { columns[k] = columns[first] }
      }
    }
    return TextTable(path: path, header: header, columns: columns, lines: lines)
  }

  private static func position(of name: String, in header: [String], path: String, line: Int?) throws -> Int {
    guard let position = header.firstIndex(of: name) else {
      let near = nearestName(to: name, in: header).map { "did you mean \"\($0)\"? " } ?? ""
      throw AtlasError(
        path: path, line: line, "there is no column \"\(name)\"", hint: near + "columns: " + listed(header),
        subject: name)
    }
    guard header.lastIndex(of: name) == position else {
      throw AtlasError(
        path: path, line: line, "the column \"\(name)\" comes twice", hint: "rename one of them in the header",
        subject: name)
    }
    return position
  }
}

/// Names in a sentence, at most twenty of them.
func listed(_ names: [String]) -> String {
  if names.isEmpty { return "(none)" }
  return names.prefix(20).joined(separator: ", ") + (names.count > 20 ? ", … (\(names.count))" : "")
}

import Diagnostics
import Files

/// A table of text cells from a file: CSV, TSV, JSON lines or a JSON list of objects, each also packed with gzip or zstd.
public struct TextTable: Sendable {
  /// The file.
  public let path: String
  /// Names of all columns of the file, in its order; of JSON in the order in which the keys first come.
  public let header: [String]
  /// The columns that were asked for, each with one cell per row; JSON `null`, `NaN` and absent keys are empty cells.
  public let columns: [[String]]
  /// Line on which each row begins, counted from 1.
  public let lines: [Int]
  /// [columns]: whether the file has the column; only optional ones may be missing, and are empty then.
  public var isPresent: [Bool]

  /// Rows, without the header.
  public var rowCount: Int { lines.count }

  /// Reads the named columns, in that order; without names, all of them.
  ///
  /// - Parameters:
  ///   - path: the ending before `.gz` or `.zst` says what it is: `.csv`, `.tsv`, `.jsonl`, `.ndjson` or `.json`. A CSV
  ///     file may be parted by semicolons, tabs or bars; its header tells.
  ///   - names: in JSON, `meta.group` is the member `group` of the object `meta`, `tags.0` the first item of a list.
  ///     Other members may hold anything.
  ///   - lists: columns that may be lists in JSON; their items are joined by U+001F.
  ///   - optional: columns that may be missing.
  /// - Throws: `AtlasError` for a column that is not there or there twice, rows of unequal length, bytes that are not
  ///   UTF-8, nested values in a column that was asked for, damaged packing; with the line where there is one.
  public static func read(
    _ path: String, columns names: [String]? = nil, lists: Set<String> = [], optional: Set<String> = []
  ) throws -> TextTable {
    let name = Packing.unpackedName(path).lowercased()
    let request = ColumnRequest(names: names, lists: lists, optional: optional)
    if name.hasSuffix(".csv") || name.hasSuffix(".tsv") || name.hasSuffix(".tab") {
      return try readDelimited(path, isTabbed: !name.hasSuffix(".csv"), request)
    }
    if [".jsonl", ".ndjson", ".json"].contains(where: name.hasSuffix) { return try readJSON(path, request) }
    throw AtlasError(
      path: path, "the ending of the name does not say what kind of table this is",
      hint: "use .csv, .tsv, .jsonl or .json, each also with .gz or .zst")
  }

  private static func readDelimited(_ path: String, isTabbed: Bool, _ request: ColumnRequest) throws -> TextTable {
    let text = DelimitedText(path: path, separator: try separator(of: path, isTabbed: isTabbed, request))
    var header: [String]?
    var selected: [Int?] = []
    var columns: [[String]] = []
    var lines: [Int] = []
    var emptyLine: Int?
    try text.forEachRow { row in
      guard let known = header else {
        let found = row.texts
        header = found
        selected = try Mistakes.ofEach(request.names ?? found) {
          try request.position(of: $0, in: found, path: path, line: row.line)
        }
        columns = Array(repeating: [], count: selected.count)
        return
      }
      let isEmpty = known.count > 1 && row.isEmpty
      if isEmpty, row.ends.count == 1 { return }
      guard row.ends.count == known.count else {
        throw AtlasError(
          path: path, line: row.line, "\(row.ends.count) fields, where the header has \(known.count)",
          hint: "quote fields that contain the separator or a line break")
      }
      emptyLine = isEmpty ? emptyLine ?? row.line : nil
      for (k, field) in selected.enumerated() { columns[k].append(field.map(row.text) ?? "") }
      lines.append(row.line)
    }
    guard let header else {
      throw AtlasError(path: path, "the file is empty", hint: "the first line must name the columns")
    }
    if let emptyLine {
      throw AtlasError(
        path: path, line: emptyLine, "no cell of this row, the last of the table, holds anything",
        hint: "take empty rows at the end out of the table; spreadsheets leave them behind")
    }
    return TextTable(
      path: path, header: header, columns: columns, lines: lines, isPresent: selected.map { $0 != nil })
  }

  /// What parts the fields of the header: the usual sign, unless another one gives the columns that are asked for.
  private static func separator(of path: String, isTabbed: Bool, _ request: ColumnRequest) throws -> UInt8 {
    let signs: [Unicode.Scalar] = isTabbed ? ["\t", ";", ",", "|"] : [",", ";", "\t", "|"]
    let candidates = signs.map { UInt8(ascii: $0) }
    func header(_ separator: UInt8) throws -> [String] {
      try DelimitedText(path: path, separator: separator).header() ?? []
    }
    let usual = try header(candidates[0])
    guard usual.count < 2 || !request.isMet(by: usual) else { return candidates[0] }
    // Another sign may stand inside a quoted name only, where reading by it can fail.
    let others = candidates.dropFirst().map { ($0, (try? header($0)) ?? []) }.filter { $0.1.count > 1 }
    if let better = others.first(where: { request.isMet(by: $0.1) }) { return better.0 }
    return usual.count < 2 && !request.isMet(by: usual) ? others.first?.0 ?? candidates[0] : candidates[0]
  }

  private static func readJSON(_ path: String, _ request: ColumnRequest) throws -> TextTable {
    let names = request.names
    var header: [String] = []
    var positions: [String: Int] = [:]
    // Without names every key becomes a column when it first comes; with names the others are only remembered.
    var slots: [Int?] = []
    var columns: [[String]] = names.map { Array(repeating: [], count: $0.count) } ?? []
    var lines: [Int] = []
    try JSONRecords(path: path, wanted: names.map { Set($0) }, lists: request.lists).forEachObject { line, members in
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
    let found = try names.map { names in
      try Mistakes.ofEach(names) { try request.position(of: $0, in: header, path: path, line: nil) != nil }
    }
    if let names {
      for (k, name) in names.enumerated() {
        if let first = names.firstIndex(of: name), first < k { columns[k] = columns[first] }
      }
    }
    return TextTable(
      path: path, header: header, columns: columns, lines: lines, isPresent: found ?? columns.map { _ in true })
  }
}

/// The columns that are asked for.
private struct ColumnRequest {
  var names: [String]?
  var lists: Set<String>
  var optional: Set<String>

  /// Whether every column that must be there is in the header.
  func isMet(by header: [String]) -> Bool {
    (names ?? []).allSatisfy { optional.contains($0) || place(of: $0, in: header) != nil }
      && (optional.isEmpty || optional.contains { place(of: $0, in: header) != nil })
  }

  /// A name in the header, with or without white space around it.
  private func place(of name: String, in header: [String]) -> Int? {
    header.firstIndex(of: name) ?? header.firstIndex { $0.trimmedOutside == name }
  }

  /// - Throws: `AtlasError` for a name that is not there, unless it may be missing, or there twice.
  func position(of name: String, in header: [String], path: String, line: Int?) throws -> Int? {
    guard let position = place(of: name, in: header) else {
      if optional.contains(name) { return nil }
      let near = nearestName(to: name, in: header).map { "did you mean \"\($0)\"? " } ?? ""
      throw AtlasError(
        path: path, line: line, "there is no column \"\(name)\"", hint: near + "columns: " + listed(header),
        subject: name)
    }
    guard header.lastIndex(where: { $0.trimmedOutside == header[position].trimmedOutside }) == position else {
      throw AtlasError(
        path: path, line: line, "the column \"\(name)\" comes twice", hint: "rename one of them in the header",
        subject: name)
    }
    return position
  }
}

extension String {
  /// Without white space at its beginning and end.
  var trimmedOutside: String {
    guard let first = unicodeScalars.first, let last = unicodeScalars.last,
      first.properties.isWhitespace || last.properties.isWhitespace
    else { return self }
    let start = drop { $0.isWhitespace }
    return String(start.reversed().drop { $0.isWhitespace }.reversed())
  }
}

/// Names in a sentence, at most twenty of them.
func listed(_ names: [String]) -> String {
  if names.isEmpty { return "(none)" }
  return names.prefix(20).joined(separator: ", ") + (names.count > 20 ? ", … (\(names.count))" : "")
}

import Diagnostics
import Files

/// Comma- or tab-separated text (RFC 4180), read as a stream.
///
/// Accepted beyond the standard: a byte order mark, lines that end in CR or LF alone, quotes inside an unquoted field
/// (taken as they are), blank lines (skipped), UTF-16 with a byte order mark. Everything else that is not regular is an error with its line.
struct DelimitedText {
  let path: String
  let separator: UInt8

  /// Rows longer than this are taken for a quote that is never closed.
  static let longestRow = 64 << 20

  private enum State { case fieldStart, unquoted, quoted, afterQuote }

  /// The fields of the first row; nil where there is none.
  func header() throws -> [String]? {
    struct Found: Error { var fields: [String] }
    do { try forEachRow { throw Found(fields: $0.texts) } } catch let found as Found { return found.fields }
    return nil
  }

  /// Calls `body` with every row that is not blank, the header line included.
  func forEachRow(_ body: (TextRow) throws -> Void) throws {
    let source = try TextBytes(path)
    var state = State.fieldStart
    var bytes: [UInt8] = []
    var ends: [Int] = []
    var line = 1
    var rowLine = 1
    var skipsLineFeed = false
    var isFirstPiece = true

    func finishRow() throws {
      defer {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        state = .fieldStart
      }
      if ends.isEmpty, bytes.isEmpty, state == .fieldStart { return }
      ends.append(bytes.count)
      try bytes.withUnsafeBufferPointer { content in
        let row = TextRow(line: rowLine, bytes: content, ends: ends)
        try row.checkUTF8(path)
        try body(row)
      }
    }

    while case let raw = try source.next(), !raw.isEmpty {
      let piece = raw.bindMemory(to: UInt8.self)
      var i = 0
      if isFirstPiece, piece.starts(with: [0xef, 0xbb, 0xbf]) { i = 3 }
      isFirstPiece = false
      while i < piece.count {
        let byte = piece[i]
        if skipsLineFeed {
          skipsLineFeed = false
          if byte == UInt8(ascii: "\n") {
            i += 1
            rowLine = line
            continue
          }
        }
        switch state {
        case .quoted:
          // Everything up to the next quote belongs to the field.
          let start = i
          while i < piece.count, piece[i] != UInt8(ascii: "\"") {
            if piece[i] == UInt8(ascii: "\n") { line += 1 }
            i += 1
          }
          bytes.append(contentsOf: UnsafeBufferPointer(rebasing: piece[start..<i]))
          try checkLength(bytes.count, rowLine)
          if i < piece.count {
            state = .afterQuote
            i += 1
          }
        case .afterQuote where byte == UInt8(ascii: "\""):
          bytes.append(byte)
          state = .quoted
          i += 1
        case .fieldStart where byte == UInt8(ascii: "\""):
          state = .quoted
          i += 1
        case .fieldStart, .unquoted, .afterQuote:
          let start = i
          while i < piece.count, piece[i] != separator, piece[i] != UInt8(ascii: "\n"), piece[i] != UInt8(ascii: "\r") {
            i += 1
          }
          if i > start {
            guard state != .afterQuote else {
              throw AtlasError(
                path: path, line: line, "text after the closing quote of a field",
                hint: "write a quote inside a quoted field twice")
            }
            state = .unquoted
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: piece[start..<i]))
            try checkLength(bytes.count, rowLine)
          }
          guard i < piece.count else { break }
          if piece[i] == separator {
            ends.append(bytes.count)
            state = .fieldStart
          } else {
            skipsLineFeed = piece[i] == UInt8(ascii: "\r")
            try finishRow()
            line += 1
            rowLine = line
          }
          i += 1
        }
      }
    }
    guard state != .quoted else {
      throw AtlasError(
        path: path, line: rowLine, "a quote is opened in this row and never closed",
        hint: "write a quote inside a quoted field twice")
    }
    try finishRow()
  }

  private func checkLength(_ count: Int, _ line: Int) throws {
    guard count <= DelimitedText.longestRow else {
      throw AtlasError(
        path: path, line: line, "a row of more than \(DelimitedText.longestRow >> 20) MiB begins here",
        hint: "look for a quote that is never closed")
    }
  }
}

/// One row of a delimited file; valid during the call that hands it over.
struct TextRow {
  /// Where the row begins, counted from 1.
  let line: Int
  let bytes: UnsafeBufferPointer<UInt8>
  /// Where each field ends in `bytes`.
  let ends: [Int]

  func text(_ field: Int) -> String {
    let start = field == 0 ? 0 : ends[field - 1]
    return String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<ends[field]]), as: UTF8.self)
  }

  var texts: [String] { ends.indices.map(text) }

  /// Whether there is nothing but white space in all fields.
  var isEmpty: Bool { bytes.allSatisfy { $0 == 0x20 || (0x09...0x0d).contains($0) } }

  func checkUTF8(_ path: String) throws {
    guard let bad = firstInvalidUTF8(bytes) else { return }
    let newlines = bytes[..<bad].count { $0 == UInt8(ascii: "\n") }
    throw invalidUTF8(path, line: line + newlines)
  }
}

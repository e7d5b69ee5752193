import Diagnostics
import Files
import Glibc

/// JSON lines: one flat object per line; blank lines are skipped.
struct JSONLines {
  let path: String
  /// Keys whose values may be lists of scalars, which become one text with `listSeparator` between the items.
  var lists: Set<String> = []

  static let listSeparator = "\u{1F}"

  /// Calls `body` with the line number and the members of every object, in the order of the file; nil is `null`.
  ///
  /// - Throws: `AtlasError` for a line that is no object, a value that is no scalar, or a key that comes twice.
  func forEachObject(_ body: (Int, [(key: String, value: String?)]) throws -> Void) throws {
    try forEachLine { number, line in
      var scanner = JSONScanner(path: path, line, firstLine: number)
      guard scanner.peek() != nil else { return }
      try scanner.expect("{", "that opens the object of this line")
      var members: [(key: String, value: String?)] = []
      var keys: Set<String> = []
      if !scanner.take("}") {
        repeat {
          let key = try scanner.string()
          guard keys.insert(key).inserted else { throw scanner.problem("the key \"\(key)\" comes twice") }
          try scanner.expect(":", "after the key \"\(key)\"")
          let what = "the value of \"\(key)\""
          members.append((key, try lists.contains(key) ? list(&scanner, what) : scanner.scalar(what)))
        } while scanner.take(",")
        try scanner.expect("}", "at the end of the object")
      }
      guard scanner.peek() == nil else { throw scanner.problem("text after the object of this line") }
      try body(number, members)
    }
  }

  private func list(_ scanner: inout JSONScanner, _ what: String) throws -> String? {
    guard scanner.take("[") else { return try scanner.scalar(what) }
    var items: [String] = []
    guard !scanner.take("]") else { return "" }
    repeat {
      if let item = try scanner.scalar("an item of \(what)") { items.append(item) }
    } while scanner.take(",")
    try scanner.expect("]", "at the end of \(what)")
    return items.joined(separator: Self.listSeparator)
  }

  private func forEachLine(_ body: (Int, UnsafeBufferPointer<UInt8>) throws -> Void) throws {
    let source = try UnpackedBytes(path)
    var carried: [UInt8] = []
    var number = 1
    while case let raw = try source.next(), !raw.isEmpty {
      let piece = raw.bindMemory(to: UInt8.self)
      var start = 0
      while let base = piece.baseAddress, let found = memchr(base + start, 0x0a, piece.count - start) {
        let end = UnsafeRawPointer(found) - UnsafeRawPointer(base)
        let line = UnsafeBufferPointer(rebasing: piece[start..<end])
        if carried.isEmpty {
          try body(number, line)
        } else {
          carried.append(contentsOf: line)
          try carried.withUnsafeBufferPointer { try body(number, $0) }
          carried.removeAll(keepingCapacity: true)
        }
        number += 1
        start = end + 1
      }
      carried.append(contentsOf: piece[start...])
      guard carried.count <= DelimitedText.longestRow else {
        throw AtlasError(path: path, line: number, "a line of more than \(DelimitedText.longestRow >> 20) MiB")
      }
    }
    try carried.withUnsafeBufferPointer { try body(number, $0) }
  }
}

import Diagnostics
import Files
import Glibc

/// Objects of a JSON file: one per line (blank lines are skipped), or all in one list, which may be a member of an object.
struct JSONRecords {
  let path: String
  private let wanted: Set<String>?
  private let lists: Set<String>
  /// Objects and lists that hold what is wanted.
  private let parents: Set<String>

  /// - Parameters:
  ///   - wanted: names of the members that are needed, with dots between those of nested objects; nil for all of them,
  ///     which then must be scalars.
  ///   - lists: members that may be lists of scalars, which become one text with `listSeparator` between the items.
  init(path: String, wanted: Set<String>? = nil, lists: Set<String> = []) {
    self.path = path
    self.wanted = wanted
    self.lists = lists
    parents = (wanted ?? []).union(lists).reduce(into: []) { parents, name in
      for place in name.indices where name[place] == "." { parents.insert(String(name[..<place])) }
    }
  }

  static let listSeparator = "\u{1F}"

  typealias Members = [(key: String, value: String?)]

  /// Calls `body` with the line number and the members of every object, in the order of the file; nil is `null` or `NaN`.
  ///
  /// Members that are not wanted come without a value.
  /// - Throws: `AtlasError` for what is no object, a wanted value that is no scalar, or a key that comes twice.
  func forEachObject(_ body: (Int, Members) throws -> Void) throws {
    if try isList() { return try forEachItem(body) }
    try forEachLine { number, line in
      var scanner = JSONScanner(path: path, line, firstLine: number)
      guard scanner.peek() != nil else { return }
      let members = try object(&scanner, "that opens the object of this line")
      guard scanner.peek() == nil else { throw scanner.problem("text after the object of this line") }
      try body(number, members)
    }
  }

  /// Whether the file is one list or, by its name, one value.
  private func isList() throws -> Bool {
    let piece = try TextBytes(path)
    return try withExtendedLifetime(piece) {
      var scanner = JSONScanner(path: path, try piece.next().bindMemory(to: UInt8.self))
      if scanner.peek() == UInt8(ascii: "{") { return Packing.unpackedName(path).lowercased().hasSuffix(".json") }
      guard scanner.take("[") else { return false }
      return scanner.peek() == UInt8(ascii: "{") || scanner.peek() == UInt8(ascii: "]")
    }
  }

  private func forEachItem(_ body: (Int, Members) throws -> Void) throws {
    try TextBytes(path).withWholeContent { raw in
      var scanner = JSONScanner(path: path, raw.bindMemory(to: UInt8.self))
      if scanner.peek() == UInt8(ascii: "{") { try enterOnlyList(&scanner) }
      try scanner.expect("[", "that opens the list of objects")
      guard !scanner.take("]") else { return }
      var (line, counted) = (1, 0)
      repeat {
        _ = scanner.peek()
        line += scanner.bytes[counted..<scanner.position].count { $0 == UInt8(ascii: "\n") }
        counted = scanner.position
        try body(line, try object(&scanner, "that opens an object of the list"))
      } while scanner.take(",")
      try scanner.expect("]", "at the end of the list of objects")
    }
  }

  /// Steps to the list of objects among the members of an object.
  private func enterOnlyList(_ scanner: inout JSONScanner) throws {
    let begin = scanner
    var found: [(key: String, place: JSONScanner)] = []
    try scanner.expect("{", "that opens the object")
    if !scanner.take("}") {
      repeat {
        let key = try scanner.string()
        try scanner.expect(":", "after the key \"\(key)\"")
        var ahead = scanner
        if ahead.take("["), ahead.peek() == UInt8(ascii: "{") { found.append((key, scanner)) }
        try scanner.skipValue()
      } while scanner.take(",")
    }
    guard found.count == 1 else {
      throw begin.problem(
        found.isEmpty
          ? "an object without a list of objects, where a table is needed"
          : "several lists of objects: \(listed(found.map(\.key)))")
    }
    scanner = found[0].place
  }

  private func object(_ scanner: inout JSONScanner, _ what: String) throws -> Members {
    var members: Members = []
    var keys: Set<String> = []
    try readObject(&scanner, what, prefix: "", &members, &keys)
    return members
  }

  private func readObject(
    _ scanner: inout JSONScanner, _ what: String, prefix: String, _ members: inout Members, _ keys: inout Set<String>
  ) throws {
    try scanner.expect("{", what)
    if scanner.take("}") { return }
    repeat {
      let key = try scanner.string()
      let name = prefix + key
      guard keys.insert(name).inserted else { throw scanner.problem("the key \"\(name)\" comes twice") }
      try scanner.expect(":", "after the key \"\(name)\"")
      try readValue(&scanner, name, &members, &keys)
    } while scanner.take(",")
    try scanner.expect("}", "at the end of the object")
  }

  private func readItems(
    _ scanner: inout JSONScanner, prefix: String, _ members: inout Members, _ keys: inout Set<String>
  ) throws {
    try scanner.expect("[", "that opens a list")
    if scanner.take("]") { return }
    var index = 0
    repeat {
      try readValue(&scanner, prefix + String(index), &members, &keys)
      index += 1
    } while scanner.take(",")
    try scanner.expect("]", "at the end of the list")
  }

  private func readValue(
    _ scanner: inout JSONScanner, _ name: String, _ members: inout Members, _ keys: inout Set<String>
  ) throws {
    let what = "the value of \"\(name)\""
    if lists.contains(name) {
      members.append((name, try list(&scanner, what)))
    } else if wanted?.contains(name) ?? true {
      do {
        members.append((name, try scanner.scalar(what)))
      } catch var error as AtlasError {
        if wanted != nil, scanner.peek() == UInt8(ascii: "{") {
          error.hint = "name one of its members with a dot, say \(name).\(firstKey(scanner) ?? "NAME")"
        }
        throw error
      }
    } else if parents.contains(name), let next = scanner.peek(), next == UInt8(ascii: "{") || next == UInt8(ascii: "[")
    {
      // No deeper than the names that are wanted have dots.
      if next == UInt8(ascii: "{") {
        try readObject(&scanner, "that opens \(what)", prefix: name + ".", &members, &keys)
      } else {
        try readItems(&scanner, prefix: name + ".", &members, &keys)
      }
    } else {
      try scanner.skipValue()
      members.append((name, nil))
    }
  }

  private func firstKey(_ scanner: JSONScanner) -> String? {
    var scanner = scanner
    return scanner.take("{") ? try? scanner.string() : nil
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
    let source = try TextBytes(path)
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

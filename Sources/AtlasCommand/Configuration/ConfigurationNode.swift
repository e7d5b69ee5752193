import Diagnostics
import Files
import Yams

/// A place in the configuration file: a value with its line, read by type, with errors that name both.
struct ConfigurationNode {
  let node: Node
  /// Where in the document: `datasets[0].columns`.
  let place: String
  let reading: ConfigurationReading

  init(node: Node, place: String, reading: ConfigurationReading) {
    self.node = node
    self.place = place
    self.reading = reading
    reading.places[place] = ConfigurationPlace(
      line: node.mark?.line, column: node.mark?.column, text: node.scalar?.string)
  }

  /// Path of the configuration file.
  var path: String { reading.path }

  func failure(_ message: String, hint: String? = nil) -> AtlasError {
    AtlasError(path: path, line: node.mark?.line, column: node.mark?.column, message, hint: hint)
  }

  /// Runs `read` for every entry of a mapping, in the file's order; every key must be one of `keys`, or any where that is nil.
  /// A mistake in one entry is kept and the next one read.
  func forEachEntry(_ keys: [String]? = nil, _ read: (String, ConfigurationNode) throws -> Void) throws {
    for entry in try entries() {
      reading.mistakes.attempt {
        if let keys, !keys.contains(entry.key) {
          let nearest = nearestName(to: entry.key, in: keys).map { "did you mean “\($0)”? " } ?? ""
          throw AtlasError(
            path: path, line: entry.line, column: entry.column,
            "unknown key “\(entry.key)”" + (place.isEmpty ? "" : " in \(place)"),
            hint: nearest + "known keys: " + keys.joined(separator: ", "))
        }
        try read(entry.key, entry.value)
      }
    }
  }

  /// The entries of a mapping with any keys.
  func entries() throws -> [(key: String, line: Int?, column: Int?, value: ConfigurationNode)] {
    guard let mapping = node.mapping else {
      throw failure("\(described) must be a mapping of keys to values", hint: "write `key: value` lines, indented")
    }
    return try mapping.map { key, value in
      guard let name = key.scalar?.string else { throw failure("a key of \(described) is not a plain text") }
      return (
        name, key.mark?.line, key.mark?.column,
        ConfigurationNode(node: value, place: place.isEmpty ? name : "\(place).\(name)", reading: reading)
      )
    }
  }

  func has(_ key: String) -> Bool { node.mapping?[Node(key)] != nil }

  /// What to throw where `key` gave no value: nothing more where the key is there, since its mistake is kept already.
  func lacking(_ key: String, _ message: String, hint: String) -> any Error {
    has(key) ? AtlasErrors([]) : failure(message, hint: hint)
  }

  var items: [ConfigurationNode] {
    get throws {
      guard let sequence = node.sequence else {
        throw failure("\(described) must be a list", hint: "write `- item` lines, or [a, b]")
      }
      return sequence.enumerated().map { index, item in
        ConfigurationNode(node: item, place: "\(place)[\(index)]", reading: reading)
      }
    }
  }

  var isMapping: Bool { node.mapping != nil }
  var isList: Bool { node.sequence != nil }

  var string: String {
    get throws {
      guard let scalar = node.scalar, !isNull else { throw failure("\(described) must be a text") }
      return scalar.string
    }
  }

  var isNull: Bool { node.null != nil }

  var int: Int {
    get throws {
      guard let text = node.scalar?.string, !isNull else { throw failure("\(described) must be a whole number") }
      if let value = Int(text) { return value }
      let digits = text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
      throw failure(
        !digits.isEmpty && digits.allSatisfy { $0.isASCII && $0.isNumber }
          ? "\(described) is “\(text.prefix(40))”, which is too large"
          : "\(described) is “\(text.prefix(40))”, but must be a whole number")
    }
  }

  func int(in range: ClosedRange<Int>) throws -> Int {
    let value = try int
    guard range.contains(value) else {
      throw failure("\(described) is \(value), but must lie between \(range.lowerBound) and \(range.upperBound)")
    }
    return value
  }

  func double(in range: ClosedRange<Double>) throws -> Double {
    let text = try string
    guard let value = Double(text), value.isFinite, !text.lowercased().contains("x") else {
      throw failure("\(described) is “\(text.prefix(40))”, but must be a number")
    }
    guard range.contains(value) else {
      throw failure("\(described) is \(value), but must lie between \(range.lowerBound) and \(range.upperBound)")
    }
    return value
  }

  var bool: Bool {
    get throws {
      guard let value = node.bool else { throw failure("\(described) must be true or false") }
      return value
    }
  }

  /// A path seen from the current folder; the text is seen from `base`.
  func path(from base: String) throws -> String {
    let text = try string
    let path = Paths.join(base, text)
    // A name may hold a backslash here, but where none does it is the separator of another system.
    if text.contains("\\"), !Paths.exists(path) {
      throw failure(
        "no such file: “\(text)”",
        hint: "write / instead of \\ in paths: \(text.split(separator: "\\").joined(separator: "/"))")
    }
    return path
  }

  /// One of a list of words.
  func word(_ known: [String]) throws -> String {
    let value = try string
    guard known.contains(value) else {
      let nearest = nearestName(to: value, in: known).map { "did you mean “\($0)”? " } ?? ""
      throw failure("\(described) is “\(value)”", hint: nearest + "known: " + known.joined(separator: ", "))
    }
    return value
  }

  /// A list, or a single value standing for a list of one.
  ///
  /// - Throws: the mistakes of all items.
  func list<T>(_ read: (ConfigurationNode) throws -> T) throws -> [T] {
    isList ? try Mistakes.ofEach(try items, read) : [try read(self)]
  }

  /// The same, of one item or more.
  func filledList<T>(_ read: (ConfigurationNode) throws -> T) throws -> [T] {
    let values = try list(read)
    guard !values.isEmpty else {
      throw failure("\(described) is an empty list", hint: "leave the key out, or name a value")
    }
    return values
  }

  /// What `read` makes of each item; mistakes are kept, and the other items read.
  func each<T>(_ read: (ConfigurationNode) throws -> T) throws -> [T] {
    reading.mistakes.each(try items, read)
  }

  private var described: String { place.isEmpty ? "the configuration" : "“\(place)”" }
}

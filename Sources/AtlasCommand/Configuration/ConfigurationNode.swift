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

  /// A path seen from the current folder; the text is seen from the configuration's.
  var filePath: String {
    get throws {
      let text = try string
      let path = Paths.join(Paths.folder(of: reading.path), text)
      // A name may hold a backslash here, but where none does it is the separator of another system.
      if text.contains("\\"), !Paths.exists(path) {
        throw failure(
          "no such file: “\(text)”",
          hint: "write / instead of \\ in paths: \(text.split(separator: "\\").joined(separator: "/"))")
      }
      return path
    }
  }

  /// A list, or a single value standing for a list of one.
  ///
  /// - Throws: the mistakes of all items.
  func list<T>(_ read: (ConfigurationNode) throws -> T) throws -> [T] {
    isList ? try Mistakes.ofEach(try items, read) : [try read(self)]
  }

  /// For messages: its place in the document.
  var described: String { place.isEmpty ? "the configuration" : "“\(place)”" }
}

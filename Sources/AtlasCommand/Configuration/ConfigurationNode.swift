import Diagnostics
import Files
import Yams

/// A place in the configuration file: a value with its line, read by type, with errors that name both.
struct ConfigurationNode {
  let node: Node
  /// Path of the configuration file.
  let path: String
  /// Where in the document: `datasets[0].columns`.
  let place: String

  func failure(_ message: String, hint: String? = nil) -> AtlasError {
    AtlasError(path: path, line: node.mark?.line, column: node.mark?.column, message, hint: hint)
  }

  /// The entries of a mapping by key, in the file's order; every key must be one of `keys`.
  func entries(_ keys: [String]) throws -> [(key: String, value: ConfigurationNode)] {
    let all = try entries()
    for entry in all where !keys.contains(entry.key) {
      let nearest = nearestName(to: entry.key, in: keys).map { "did you mean “\($0)”? " } ?? ""
      throw AtlasError(
        path: path, line: entry.line, column: entry.column,
        "unknown key “\(entry.key)”" + (place.isEmpty ? "" : " in \(place)"),
        hint: nearest + "known keys: " + keys.joined(separator: ", "))
    }
    return all.map { ($0.key, $0.value) }
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
        ConfigurationNode(node: value, path: path, place: place.isEmpty ? name : "\(place).\(name)")
      )
    }
  }

  var items: [ConfigurationNode] {
    get throws {
      guard let sequence = node.sequence else {
        throw failure("\(described) must be a list", hint: "write `- item` lines, or [a, b]")
      }
      return sequence.enumerated().map { index, item in
        ConfigurationNode(node: item, path: path, place: "\(place)[\(index)]")
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
      guard let scalar = node.scalar, let value = Int(scalar.string) else {
        throw failure("\(described) must be a whole number")
      }
      return value
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
    guard let scalar = node.scalar, let value = Double(scalar.string), value.isFinite else {
      throw failure("\(described) must be a number")
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
  func list<T>(_ read: (ConfigurationNode) throws -> T) throws -> [T] {
    isList ? try items.map(read) : [try read(self)]
  }

  private var described: String { place.isEmpty ? "the configuration" : "“\(place)”" }
}

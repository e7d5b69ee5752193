import Diagnostics
import Files
import Yams

extension AtlasConfiguration {
  /// Reads and checks a configuration file; no other file is opened.
  ///
  /// - Throws: `AtlasError` with file, line and what to do: no YAML, an unknown key, a value of the wrong kind, an id twice;
  ///   `AtlasErrors` for several.
  static func read(_ path: String) throws -> AtlasConfiguration {
    let mistakes = Mistakes()
    let configuration = read(path, mistakes)
    try mistakes.end()
    guard let configuration else { throw AtlasError(path: path, "the configuration is empty") }
    return configuration
  }

  /// The same, with all mistakes in `mistakes` and, where there are any, what could be read in spite of them; nil where
  /// the file is no mapping of keys to values.
  static func read(_ path: String, _ mistakes: Mistakes) -> AtlasConfiguration? {
    mistakes.attempt {
      let root = ConfigurationNode(
        node: try parse(path), place: "", reading: ConfigurationReading(path: path, mistakes: mistakes))
      return try AtlasConfiguration(root)
    }
  }

  private static func parse(_ path: String) throws -> Node {
    let file = try MappedFile(path)
    guard file.count <= 1 << 20 else {
      throw AtlasError(path: path, "the configuration has \(file.count) bytes; at most 1 MiB is read")
    }
    // A byte order mark says what the reader knows already.
    guard
      let text = file.withBytes({
        String(validating: $0.starts(with: [0xef, 0xbb, 0xbf]) ? $0.dropFirst(3) : $0[...], as: UTF8.self)
      })
    else {
      throw AtlasError(path: path, "the configuration is not UTF-8 text", hint: "save it as UTF-8")
    }
    try AliasLimit.check(text, path: path)
    let node: Node?
    do {
      node = try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw located(error, path: path)
    }
    guard let node else { throw AtlasError(path: path, "the configuration is empty") }
    return node
  }

  private static func located(_ error: YamlError, path: String) -> AtlasError {
    let hint = "check indentation, colons and quotes on this line and the one before"
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return AtlasError(
        path: path, line: mark.line, column: mark.column, "this is no valid YAML: \(problem)", hint: hint)
    case .duplicatedKeysInMapping(let duplicates, let context):
      return AtlasError(
        path: path, line: context.mark.line,
        "a key is written twice: \(duplicates.map { "\($0)" }.joined(separator: ", "))",
        hint: "keep one of them")
    default:
      return AtlasError(path: path, "this is no valid YAML: \(error)", hint: hint)
    }
  }
}

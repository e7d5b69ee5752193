import Diagnostics
import Files
import YAMLFiles
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
    guard let node = try YAMLFile.root(of: path) else { throw AtlasError(path: path, "the configuration is empty") }
    return node
  }
}

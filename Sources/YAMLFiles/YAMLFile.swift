import Diagnostics
import Files
import Yams

/// A configuration in YAML: checked before it is parsed, with mistakes as errors that name line and column.
public enum YAMLFile {
  /// Larger files are no configuration.
  private static let largestFile = 1 << 20

  /// - Returns: the value at the top with the lines of its parts; nil for a file without any.
  /// - Throws: `AtlasError` where the file is too large, is not UTF-8, is not YAML or has aliases that hold too much.
  public static func root(of path: String) throws -> Node? {
    let file = try MappedFile(path)
    guard file.count <= largestFile else {
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
    do {
      return try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw located(error, path: path)
    }
  }

  /// The texts, numbers and flags at the top, as they are written; lists, mappings and what is null or empty are left out.
  ///
  /// - Throws: as `root(of:)`.
  public static func scalars(of path: String) throws -> [String: String] {
    var scalars: [String: String] = [:]
    for (key, value) in try root(of: path)?.mapping ?? [:] {
      guard let name = key.scalar?.string, let text = value.scalar?.string, value.null == nil, !text.isEmpty else {
        continue
      }
      scalars[name] = text
    }
    return scalars
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

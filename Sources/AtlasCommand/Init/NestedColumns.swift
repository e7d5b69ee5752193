import Datasets
import Foundation

/// Columns of JSON lines whose records hold other records: `meta.group` is the member `group` of `meta`.
enum NestedColumns {
  /// The columns that can be read, by the names that a configuration gives them, as the first record tells; nil for what is no
  /// table.
  static func read(_ path: String) -> (names: [String], table: TextTable)? {
    let names = Self.names(in: first(path), after: "").sorted()
    guard !names.isEmpty, let table = try? TextTable.read(path, columns: names, optional: Set(names)) else {
      return nil
    }
    return (names, table)
  }

  private static func names(in record: [String: Any], after prefix: String) -> [String] {
    record.flatMap { name, value -> [String] in
      if let inner = value as? [String: Any] { return names(in: inner, after: "\(prefix)\(name).") }
      return value is [Any] ? [] : [prefix + name]
    }
  }

  /// The record on the first line; empty where there is none.
  private static func first(_ path: String) -> [String: Any] {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8), let line = text.split(separator: "\n").first,
      let value = try? JSONSerialization.jsonObject(with: Data(line.utf8))
    else { return [:] }
    return value as? [String: Any] ?? [:]
  }
}

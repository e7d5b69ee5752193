import Datasets
import Foundation

/// Columns of JSON lines whose records hold other records: `meta.group` is the member `group` of `meta`.
enum NestedColumns {
  /// The columns that can be read, by the names that a configuration gives them; nil for what is no table.
  static func read(_ path: String) -> TextTable? {
    guard let header = (try? TextTable.read(path, columns: []))?.header else { return nil }
    let record = first(path)
    let names = header.flatMap { name -> [String] in
      guard let inner = record[name] as? [String: Any] else { return [name] }
      return inner.keys.sorted().map { "\(name).\($0)" }
    }
    let readable = names.filter { (try? TextTable.read(path, columns: [$0], optional: [$0])) != nil }
    guard var table = try? TextTable.read(path, columns: readable, optional: Set(readable)) else { return nil }
    table.header = readable
    return table
  }

  /// The record on the first line; empty where there is none.
  private static func first(_ path: String) -> [String: Any] {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8), let line = text.split(separator: "\n").first,
      let value = try? JSONSerialization.jsonObject(with: Data(line.utf8))
    else { return [:] }
    return value as? [String: Any] ?? [:]
  }
}

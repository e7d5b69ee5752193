import Findings
import Foundation

/// Names that are likely the same class in two spellings, or no class at all.
enum LabelSpelling {
  /// What programs write where they know nothing.
  private static let missing: Set<String> = [
    "na", "n/a", "#n/a", "<na>", "nan", "none", "null", "nil", "unknown", "missing", "undefined", "not available", "?",
    "-",
    "--", ".",
  ]
  /// Pairs said one by one; of more only the number.
  private static let mostPairs = 20

  /// - Parameters:
  ///   - kind: what the names are of: `class`, or a column.
  ///   - namesMissing: whether to say which look like missing values.
  static func warnings(_ names: [CategoryCount], kind: String, namesMissing: Bool = true) -> [String] {
    var first: [String: CategoryCount] = [:]
    var result: [String] = []
    // The larger of two is the one that the other is close to.
    let bySize = names.enumerated().sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
    for (_, item) in bySize {
      let key = key(item.name)
      if let other = first[key] {
        result.append(
          "\(kind) “\(item.name)” (\(examples(item.count))) is close to “\(other.name)” (\(other.count)): if they are the same, "
            + "write them alike")
      } else {
        first[key] = item
      }
    }
    if result.count > mostPairs {
      result = Array(result.prefix(mostPairs)) + ["\(result.count - mostPairs) more names are close to others"]
    }
    if namesMissing {
      result += names.filter { missing.contains(key($0.name)) || missing.contains($0.name.lowercased()) }.map {
        "\(kind) “\($0.name)” (\(examples($0.count))) looks like a missing value, and is studied as a class: leave the cell "
          + "empty where the label is unknown"
      }
    }
    return result
  }

  /// Equal for names that differ in case, white space, Unicode form, hyphens for spaces, a trailing dot, or the writing of a
  /// number.
  static func key(_ name: String) -> String {
    let plain = name.decomposedStringWithCompatibilityMapping.lowercased()
    let parts = plain.split { $0.isWhitespace || $0 == "_" || $0 == "-" || $0.unicodeScalars.allSatisfy(isInvisible) }
    var joined = parts.joined(separator: " ")
    while joined.count > 1, joined.last == "." { joined.removeLast() }
    let spaceless = plain.filter { !$0.isWhitespace }
    if let number = Double(spaceless), number.isFinite { return "number \(number)" }
    return joined.isEmpty ? plain : joined
  }

  /// Zero-width characters and marks of writing direction.
  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.generalCategory == .format }

  private static func examples(_ count: Int) -> String { "\(count) example\(count == 1 ? "" : "s")" }
}

import Diagnostics
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

  /// What the names are of.
  enum Kind {
    case classes, labels
    /// Values of a column of groups.
    case values(column: String)

    fileprivate func close(_ item: CategoryCount, _ other: CategoryCount) -> Note {
      switch self {
      case .classes: Note(.closeClasses, item.name, item.count, other.name, other.count)
      case .labels: Note(.closeLabels, item.name, item.count, other.name, other.count)
      case .values(let column): Note(.closeValues, column, item.name, item.count, other.name, other.count)
      }
    }

    /// nil for values of groups, which are not learned.
    fileprivate var missing: NoteCode? {
      switch self {
      case .classes: .missingAsClass
      case .labels: .missingAsLabel
      case .values: nil
      }
    }
  }

  static func warnings(_ names: [CategoryCount], of kind: Kind) -> [Note] {
    var first: [String: CategoryCount] = [:]
    var result: [Note] = []
    // The larger of two is the one that the other is close to.
    let bySize = names.enumerated().sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
    for (_, item) in bySize {
      let key = key(item.name)
      if let other = first[key] {
        result.append(kind.close(item, other))
      } else {
        first[key] = item
      }
    }
    if result.count > mostPairs {
      result = Array(result.prefix(mostPairs)) + [Note(.moreCloseNames, result.count - mostPairs)]
    }
    if let code = kind.missing {
      result += names.filter { missing.contains(key($0.name)) || missing.contains($0.name.lowercased()) }.map {
        Note(code, $0.name, $0.count)
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
}

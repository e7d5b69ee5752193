import Datasets
import Diagnostics
import Files
import Foundation
import SparseAutoencoders

/// A configuration for what lies in a folder: entries with the reasons for each line. Entries that `check` would not accept are
/// kept as comments.
struct Proposal {
  typealias Section = WritableKeyPath<Proposal, [Entry]> & Sendable

  /// An item of `checkpoints` or `datasets`.
  struct Entry {
    var lines: [String]
    /// Why it is a comment; nil where it is none.
    var doubt: String?
    /// Relative paths that it names.
    var paths: [String]
    /// Columns of groups.
    var groups: [String] = []
  }

  var checkpoints: [Entry] = []
  var datasets: [Entry] = []
  /// What was found and is named nowhere.
  var unused: [String] = []

  /// Layers of the hidden states that are named.
  var layers: [(dimension: Int, layer: Int)] = []

  /// Columns of groups that a dataset has.
  private var attributes: [String] {
    datasets.filter { $0.doubt == nil }.flatMap(\.groups).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  private var representations: [String] {
    ["majority", "hidden"] + (checkpoints.contains { $0.doubt == nil } ? ["continuous", "binarized"] : [])
  }

  /// Makes an entry a comment.
  mutating func leaveOut(_ section: Section, _ index: Int, _ doubt: String) {
    self[keyPath: section][index].doubt = doubt
  }

  /// The file, and of each active entry the lines that it stands on, counted from 1.
  var text: (source: String, places: [(section: Section, index: Int, lines: ClosedRange<Int>)]) {
    var lines = [
      "# Made by `feature-atlas init` from the files in this folder. Look at the guesses, then:",
      "#   feature-atlas check atlas.yml", "#   feature-atlas build atlas.yml -o atlas",
      "# All keys with their meanings: feature-atlas keys", "",
      "title: \(Self.scalar("Features and what they stand for"))", "seed: 0", "",
    ]
    var places: [(Section, Int, ClosedRange<Int>)] = []
    func write(_ name: String, _ section: Section) {
      let entries = self[keyPath: section]
      let isEmpty = !entries.contains { $0.doubt == nil }
      lines.append(isEmpty ? "\(name): []" : "\(name):")
      for (index, entry) in entries.enumerated() {
        if let doubt = entry.doubt {
          lines.append("  # Left out: \(Self.comment(doubt))")
          lines += entry.lines.map { "  # " + $0 }
        } else {
          places.append((section, index, (lines.count + 1)...(lines.count + entry.lines.count)))
          lines += entry.lines.map { "  " + $0 }
        }
      }
      lines.append("")
    }
    write("checkpoints", \.checkpoints)
    write("datasets", \.datasets)
    lines += [
      "# How a feature's values over the tokens of an example become one: the first is shown on feature pages.",
      "pooling: [max]", "",
      "probes:", "  # Each is a group of arms, compared on the same folds.",
      "  representations: [\(representations.joined(separator: ", "))]", "  folds: 5", "  repeats: 1",
    ]
    if !attributes.isEmpty {
      lines += [
        "", "# Which features stand for a group rather than for the label.", "bias:",
        "  attributes: [\(attributes.map(Self.scalar).joined(separator: ", "))]",
        "  # disclosure: public       # where small counts must not be recoverable from what is published",
      ]
    }
    lines += [
      "", "# What is to be decided; it leads the first page.", "# decision:", "#   question: Shall we …?",
    ]
    if !unused.isEmpty { lines += ["", "# Also found, and used nowhere:"] + unused.map { "#   \(Self.comment($0))" } }
    return (lines.joined(separator: "\n") + "\n", places)
  }

  /// Text as YAML reads it back, quoted where it has to be.
  static func scalar(_ text: String) -> String {
    let isPlain =
      !text.isEmpty
      && text.utf8.allSatisfy {
        ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || "_-./ ".utf8.contains($0)
          || $0 >= 0x80
      } && text.first != " " && text.last != " " && text.first != "-" && text.first != "." && Double(text) == nil
      && !["true", "false", "yes", "no", "null", "on", "off", "y", "n"].contains(text.lowercased())
    guard !isPlain else { return text }
    return "\""
      + text.unicodeScalars.map { scalar -> String in
        switch scalar {
        case "\"": "\\\""
        case "\\": "\\\\"
        case "\n": "\\n"
        case "\t": "\\t"
        case let other where other.value < 0x20 || other.value == 0x7F:
          "\\x" + String(other.value + 0x100, radix: 16).suffix(2)
        case let other: String(other)
        }
      }.joined() + "\""
  }

  /// Text as part of a comment: on one line.
  static func comment(_ text: String) -> String {
    String(text.map { $0.isNewline || $0.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F } ? " " : $0 })
  }

  /// An id made from a path: `a-z 0-9 -`, unlike the others.
  static func id(_ name: String, taken: inout Set<String>) -> String {
    var id = ""
    for character in name.lowercased() {
      let isPlain = character.isASCII && (character.isLetter || character.isNumber)
      if isPlain { id.append(character) } else if id.last != "-", !id.isEmpty { id.append("-") }
    }
    while id.last == "-" { id.removeLast() }
    if id.isEmpty { id = "data" }
    var unique = id
    var number = 2
    while !taken.insert(unique).inserted {
      unique = "\(id)-\(number)"
      number += 1
    }
    return unique
  }
}

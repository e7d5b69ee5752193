import Diagnostics

/// Splits a file of sentences (`claims.md`, `notes.md`) into its entries: `## section`, `### entry`, and a paragraph below.
/// Sections that are said alike share one: `## one, other`. What stands before the first section is for those who translate.
enum SentenceFile {
  struct Part {
    var section: String
    var entry: String
    var text: String
    var path: String
    /// Of the text's first line, counted from 1.
    var line: Int

    func error(_ message: String, nearest word: String, in known: [String]) -> AtlasError {
      let nearest = nearestName(to: word, in: known).map { "did you mean ‘\($0)’?" }
      return AtlasError(
        path: path, line: line, message, hint: nearest ?? "known here: \(known.joined(separator: ", "))")
    }
  }

  /// - Throws: `AtlasError` for an entry outside of a section, without a sentence, or given twice.
  static func parts(of source: String, path: String) throws -> [Part] {
    var parts: [Part] = []
    var section = ""
    var seen: Set<String> = []
    for (index, line) in source.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let content = line.trimmingSpaces
      if content.hasPrefix("### ") {
        let entry = String(content.dropFirst(4).trimmingSpaces)
        guard !section.isEmpty else {
          throw AtlasError(path: path, line: index + 1, "the entry ‘\(entry)’ stands in no section", hint: "## first")
        }
        for name in names(section) where !seen.insert("\(name)/\(entry)").inserted {
          throw AtlasError(path: path, line: index + 1, "‘\(name) / \(entry)’ stands here twice")
        }
        parts.append(Part(section: section, entry: entry, text: "", path: path, line: index + 2))
      } else if content.hasPrefix("## ") {
        section = String(content.dropFirst(3).trimmingSpaces)
      } else if !parts.isEmpty, !section.isEmpty, parts[parts.count - 1].section == section {
        parts[parts.count - 1].text += line + "\n"
      }
    }
    for part in parts where part.text.allSatisfy(\.isWhitespace) {
      throw AtlasError(path: path, line: part.line, "‘\(part.section) / \(part.entry)’ has no sentence")
    }
    return parts.flatMap { part in
      names(part.section).map { name in
        Part(section: name, entry: part.entry, text: part.text, path: part.path, line: part.line)
      }
    }
  }

  private static func names(_ section: String) -> [String] {
    section.split(separator: ",").map { String($0.trimmingSpaces) }
  }
}

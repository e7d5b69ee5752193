import Diagnostics
import Files

/// What the parts of one reading of a configuration share.
final class ConfigurationReading {
  /// Of the configuration file.
  let path: String
  let mistakes: Mistakes
  /// Every value met so far, by where it is in the document: `datasets[0].columns.label`.
  var places: [String: ConfigurationPlace] = [:]
  /// What to know before relying on keys that were met.
  private(set) var notes: [String] = []

  init(path: String, mistakes: Mistakes) {
    self.path = path
    self.mistakes = mistakes
  }

  func note(_ text: String, of node: ConfigurationNode) {
    notes.append("\(node.node.mark.map { "\(path):\($0.line): " } ?? "")`\(node.place)` \(text)")
  }
}

/// Where a value stands in the configuration file.
struct ConfigurationPlace: Sendable, Equatable {
  /// Counted from 1.
  var line: Int?
  /// Counted from 1, in characters.
  var column: Int?
  /// nil for lists and mappings.
  var text: String?
}

extension AtlasConfiguration {
  /// A mistake in the value at `place`, say `transfer[0].train`.
  func failure(at place: String, _ message: String, hint: String? = nil) -> AtlasError {
    AtlasError(path: path, line: places[place]?.line, column: places[place]?.column, message, hint: hint)
  }

  /// An error of an input that the value at `place` names. What is wrong in the configuration, a file that is not there or
  /// a column that the file does not have, gets the configuration's line.
  func seen(_ error: AtlasError, of file: String, from place: String) -> AtlasError {
    if error.path == file, !Paths.exists(file) {
      let hint = file.contains("\\") ? "write / instead of \\ between folders" : error.hint
      return failure(at: place, "\(file): \(error.message)", hint: hint)
    }
    let owner = place.prefix { $0 != "." }
    guard let subject = error.subject, let name = self.place(of: subject, under: owner + ".columns") else {
      return error
    }
    return failure(at: name, "\(file): \(error.message)", hint: error.hint)
  }

  /// The first place within `prefix` where `text` is written.
  func place(of text: String, under prefix: String) -> String? {
    places.filter { $0.value.text == text && $0.key.hasPrefix(prefix) }.keys.min()
  }
}

import ArgumentParser
import Diagnostics

/// Mistakes on the command line, in the form of all errors.
enum CommandLineMistakes {
  /// A command that there is not, or `help` for one; ArgumentParser would show the general help as if all were well.
  ///
  /// - Parameter arguments: without the program's name.
  static func unknownCommand(_ arguments: [String]) -> AtlasError? {
    let words = arguments.first == "help" ? arguments.dropFirst() : arguments[...]
    guard let word = words.first, !word.hasPrefix("-") else { return nil }
    let known = FeatureAtlas.configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
    if known.contains(word) { return nil }
    let nearest = nearestName(to: word, in: known).map { "did you mean “\($0)”? " } ?? ""
    return AtlasError(
      .input, "there is no command “\(word)”", hint: nearest + "commands: " + known.joined(separator: ", "))
  }

  /// What ArgumentParser says of a wrong command line.
  ///
  /// - Parameters:
  ///   - message: say `Unknown option '--outptu'. Did you mean '--output'?`
  ///   - full: the same with the usage and where to read more.
  static func parsing(_ message: String, full: String) -> AtlasError {
    var text = message
    var hints: [String] = []
    if let found = text.firstRange(of: " Did you mean ") {
      hints.append("did you mean " + text[found.upperBound...])
      text = String(text[..<found.lowerBound])
    }
    while text.hasSuffix(".") { text.removeLast() }
    let help = full.split(separator: "\n").last { $0.contains("' for more information") }
    if let name = help?.split(separator: "'").dropFirst().first { hints.append("see `\(name)`") }
    return AtlasError(.input, text.prefix(1).lowercased() + text.dropFirst(), hint: hints.joined(separator: " "))
  }
}

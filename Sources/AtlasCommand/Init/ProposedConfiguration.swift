import Diagnostics
import Files

/// Proposes a configuration and tries it, until `check` accepts it.
enum ProposedConfiguration {
  /// Writes what was tried, under its name only then.
  ///
  /// - Returns: what was left out and why.
  /// - Throws: `AtlasError` where nothing makes a dataset that can be read; nothing is written then.
  static func write(_ target: String, for folder: String, threads: Int) throws -> [String] {
    var proposal = try ProposalBuilder(root: folder, files: ProjectFiles(in: folder)).proposal()
    while true {
      let (text, places) = proposal.text
      let file = try TemporaryFile(target)
      try Array(text.utf8).withUnsafeBytes { try file.write($0) }
      let trial = file.unfinishedPath
      let job = JobCheck(
        trial, output: nil, rendering: nil, threads: threads, reporter: SharedOptions.reporter(.quiet, to: .none))
      guard let mistake = job.mistakes.all.first else {
        try file.finish()
        return (proposal.checkpoints + proposal.datasets).compactMap { entry in
          entry.doubt.map { "\(entry.paths.joined(separator: ", ")): \($0)" }
        }
      }
      // A line of the trial, or a file that an entry names.
      let blamed = places.first { place in
        if mistake.path == trial, let line = mistake.line { return place.lines.contains(line) }
        return proposal[keyPath: place.section][place.index].paths.contains {
          mistake.path?.hasPrefix(Paths.join(folder, $0)) == true
        }
      }
      let left = proposal.datasets.count { $0.doubt == nil }
      guard let blamed, left > 1 || blamed.section != \.datasets else {
        throw AtlasError(
          path: mistake.path == trial ? folder : mistake.path, line: mistake.path == trial ? nil : mistake.line,
          "the data found cannot be used: \(mistake.message)", hint: mistake.hint)
      }
      proposal.leaveOut(blamed.section, blamed.index, mistake.message)
    }
  }
}

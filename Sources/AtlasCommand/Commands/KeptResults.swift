import Diagnostics
import Files
import Findings

/// The results of a `build`: discarded once the site is there, kept beside it when the site could not be rendered.
struct KeptResults {
  /// How the command line of a build begins, by which results that one kept are told from a user's own.
  static let command = "feature-atlas build"

  private let site: String
  /// Where the results are kept if the site cannot be rendered.
  private let place: String
  private let folder: StagedFolder

  /// What is to be said of left-overs of other runs.
  var notes: [String] { folder.notes }

  /// - Throws: `AtlasError` if nothing can be written beside the site.
  init(besideSite site: String) throws {
    self.site = Paths.withoutTrailingSlash(site)
    place = KeptResults.name(besideSite: self.site)
    folder = try StagedFolder(output: place)
  }

  /// Runs the analysis, then renders what it found.
  ///
  /// - Parameter options: of the command that renders, as it would be typed.
  /// - Returns: what `render` did.
  /// - Throws: `AtlasError`; after the analysis, its hint says how to go on.
  func build(
    _ analyse: (StagedFolder) throws -> Void, render: (ResultsFolder) throws -> [String], options: [String]
  ) throws -> [String] {
    do { try analyse(folder) } catch {
      folder.discard()
      throw error
    }
    let notes: [String]
    do { notes = try render(try ResultsFolder(reading: folder.staging)) } catch {
      throw kept(after: error, options)
    }
    folder.discard()
    return notes
  }

  private func kept(after error: any Error, _ options: [String]) -> AtlasError {
    var failure = error as? AtlasError ?? AtlasError(.failure, "the site was not rendered: \(error)")
    // Something was written.
    failure.kind = .failure
    let known = failure.hint.map { $0 + "; " } ?? ""
    do {
      try folder.commit()
      let command = (["feature-atlas", "render", place, "-o", site] + options).map(KeptResults.quoted)
      failure.hint = known + "the analysis is done and kept: go on with `\(command.joined(separator: " "))`"
    } catch {
      failure.hint = known + "the analysis is done, its results lie in \(folder.staging)"
    }
    return failure
  }

  /// `SITE.results`, or with a number where a folder that no build kept has this name.
  private static func name(besideSite site: String) -> String {
    var name = site + ".results"
    var number = 1
    while Paths.exists(name), !isKept(name) {
      number += 1
      name = "\(site).results-\(number)"
    }
    return name
  }

  private static func isKept(_ path: String) -> Bool {
    guard let findings = try? ResultsFolder(reading: path).findings() else { return false }
    return findings.command.hasPrefix(command)
  }

  /// As a shell reads it.
  private static func quoted(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || "-_./=+,@".utf8.contains(byte)
    }
    return isPlain && !text.isEmpty ? text : "'" + text.replacing("'", with: "'\\''") + "'"
  }
}

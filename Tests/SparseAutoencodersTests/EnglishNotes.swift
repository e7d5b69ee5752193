import Diagnostics
import Site
import TestSupport

/// Warnings as a person reads them: the cases say which words those must hold.
enum EnglishNotes {
  private static let speaker = Result {
    try NoteSpeaker(folders: TemplateFolders(base: TestPaths.repository + "/templates"), language: "en")
  }

  static func text(_ notes: [Note]) throws -> String {
    try notes.map(speaker.get().text).joined(separator: "\n")
  }
}

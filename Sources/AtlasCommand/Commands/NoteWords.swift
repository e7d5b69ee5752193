import Diagnostics
import Site

/// Sentences of notes for the terminal: those of the built-in templates.
enum NoteWords {
  private static let speaker = try? NoteSpeaker(folders: SiteSources().templates, language: "en")

  /// Code and arguments where no templates are found.
  @Sendable static func english(_ note: Note) -> String { (try? speaker?.text(note)) ?? note.description }
}

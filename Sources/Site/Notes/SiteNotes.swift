import Diagnostics

/// A note as a row of a page.
struct NoteRow {
  let speaker: NoteSpeaker
  let note: Note

  static let slots: Slots<NoteRow> = [.inline("text") { try $0.speaker.fragment($0.note) }]
}

extension SiteContext {
  /// Notes as rows of a page, in their order.
  func rows(_ notes: [Note]) -> [NoteRow] { notes.map { NoteRow(speaker: noteSpeaker, note: $0) } }
}

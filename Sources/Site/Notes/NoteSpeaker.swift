import Diagnostics
import Files

/// Says notes in one language: `notes.md`, an entry for each code.
public struct NoteSpeaker: Sendable {
  static let fileName = "notes.md"
  /// Items of a list that a sentence shows.
  static let shownItems = 20

  /// The section of sentences that put others together.
  private enum Form: String, CaseIterable {
    case list, more, about

    static let section = "form"

    var slots: [String] {
      switch self {
      case .list: ["items", "item"]
      case .more: ["items", "count"]
      case .about: ["subject", "text"]
      }
    }
  }

  private let sentences: Sentences
  private let words: Words

  /// - Throws: as `Sentences` and `Words`: nothing that can be noted lacks its words.
  init(folders: TemplateFolders, language: String, style: PageStyle) throws {
    var wanted: Sentences.Wanted = [:]
    for code in NoteCode.allCases {
      let place = Self.place(code)
      wanted[place.section, default: [:]][place.entry] = code.arguments.map(\.name)
    }
    for form in Form.allCases { wanted[Form.section, default: [:]][form.rawValue] = form.slots }
    sentences = try Sentences(Self.fileName, wanted, folders: folders, language: language, style: style)
    words = try Words(folders: folders, language: language)
  }

  /// For a terminal.
  public init(folders: TemplateFolders, language: String) throws {
    let numbers = try Words(folders: folders, language: language).numbers
    try self.init(folders: folders, language: language, style: PageStyle(format: .markdown, numbers: numbers))
  }

  /// As plain text, its subject before it.
  public func text(_ note: Note) throws -> String {
    let text = try sentence(note.code).plain(try scope(note))
    guard let subject = note.subject else { return text }
    return try plain(.about, ["subject": .text(subject.name), "text": .text(text)])
  }

  /// As part of a page, its subject before it.
  func fragment(_ note: Note) throws -> Fragment {
    let scope = try scope(note)
    let text = try Self.rendered { try sentence(note.code).render(scope, into: &$0) }
    guard let subject = note.subject else { return text }
    return try Self.rendered {
      try form(.about).render(["subject": .text(subject.name), "text": .fragment(text)], into: &$0)
    }
  }

  private static func place(_ code: NoteCode) -> (section: String, entry: String) {
    let parts = code.rawValue.split(separator: ".", maxSplits: 1)
    return (String(parts[0]), String(parts[1]))
  }

  private static func rendered(_ write: (inout ByteWriter) throws -> Void) rethrows -> Fragment {
    var out = ByteWriter(capacity: 256)
    try write(&out)
    return Fragment(rendered: out)
  }

  private func sentence(_ code: NoteCode) throws -> Sentence {
    let place = Self.place(code)
    return try found(place.section, place.entry)
  }

  private func form(_ form: Form) throws -> Sentence { try found(Form.section, form.rawValue) }

  private func plain(_ form: Form, _ scope: [String: TemplateValue]) throws -> String {
    try self.form(form).plain(scope)
  }

  private func found(_ section: String, _ entry: String) throws -> Sentence {
    guard let sentence = sentences.sentence(section, entry) else {
      throw AtlasError(.failure, "there is no sentence ‘\(section) / \(entry)’")
    }
    return sentence
  }

  private func scope(_ note: Note) throws -> [String: TemplateValue] {
    var scope: [String: TemplateValue] = [:]
    for (argument, value) in note.arguments { scope[argument.name] = try self.value(value, argument.kind) }
    return scope
  }

  private func value(_ value: NoteValue, _ kind: NoteArgument.Kind) throws -> TemplateValue {
    switch value {
    case .text(let text):
      if case .word(let prefix) = kind { .text(words.code(prefix, text)) } else { .text(text) }
    case .count(let count): .count(count)
    case .number(let number):
      switch kind {
      case .share: .number(number, .percent)
      case .measure: .number(number, .magnitude)
      default: .number(number, .plain)
      }
    case .texts(let texts): .text(try list(texts))
    case .note(let note): .text(try text(note))
    }
  }

  /// `a, b and 3 more`, as the language puts lists.
  private func list(_ items: [String]) throws -> String {
    guard let first = items.first else { return "" }
    let list = try items.prefix(Self.shownItems).dropFirst().reduce(first) {
      try plain(.list, ["items": .text($0), "item": .text($1)])
    }
    let more = items.count - Self.shownItems
    return more > 0 ? try plain(.more, ["items": .text(list), "count": .count(more)]) : list
  }
}

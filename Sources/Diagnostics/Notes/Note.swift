/// Something that a reader of the results must know, as a code with arguments. Its sentence lies in the language folder
/// (`templates/LANGUAGE/notes.md`): nothing that measures makes sentences.
///
/// As JSON: `{"code": "data.repeated-texts", "arguments": {"count": 3}, "subject": {"kind": "dataset", "name": "reviews"}}`.
public struct Note: Hashable, Sendable {
  public let code: NoteCode
  /// In the order of `code.arguments`, and of their kinds.
  public let values: [NoteValue]
  /// What it is about, where its place in the findings does not tell.
  public var subject: NoteSubject?

  /// - Parameter values: one for each of `code.arguments`, of its kind; anything else is a mistake in the program.
  public init(_ code: NoteCode, _ values: any NoteConvertible..., about subject: NoteSubject? = nil) {
    self.init(code, values.map(\.noteValue), subject: subject)
  }

  private init(_ code: NoteCode, _ values: [NoteValue], subject: NoteSubject?) {
    precondition(
      values.count == code.arguments.count && zip(values, code.arguments).allSatisfy { $1.kind.holds($0) },
      "\(code.rawValue) takes \(code.arguments), not \(values)")
    self.code = code
    self.values = values
    self.subject = subject
  }

  /// Names, kinds and values of the arguments.
  public var arguments: [(argument: NoteArgument, value: NoteValue)] {
    zip(code.arguments, values).map { ($0, $1) }
  }

  /// The same about `subject`, unless it has one already.
  public func about(_ kind: NoteSubject.Kind, _ name: String) -> Note {
    var note = self
    note.subject = subject ?? NoteSubject(kind, name)
    return note
  }

  public var withoutSubject: Note { Note(code, values, subject: nil) }
}

/// What a note is about.
public struct NoteSubject: Hashable, Sendable, Codable {
  public enum Kind: String, Sendable, Codable { case dataset, checkpoint, attribute, arm, file }

  public var kind: Kind
  public var name: String

  public init(_ kind: Kind, _ name: String) {
    self.kind = kind
    self.name = name
  }
}

/// What is shown where no sentences are found: `reviews: data.repeated-texts: count 3`.
extension Note: CustomStringConvertible {
  public var description: String {
    let list = arguments.map { "\($0.argument.name) \($0.value)" }.joined(separator: ", ")
    return [subject?.name, code.rawValue, list.isEmpty ? nil : list].compactMap { $0 }.joined(separator: ": ")
  }
}

extension Note: Codable {
  private enum Key: String, CodingKey { case code, arguments, subject }

  private struct Name: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(code.rawValue, forKey: .code)
    try container.encodeIfPresent(subject, forKey: .subject)
    var named = container.nestedContainer(keyedBy: Name.self, forKey: .arguments)
    for (argument, value) in arguments {
      let key = Name(stringValue: argument.name)
      switch value {
      case .text(let text): try named.encode(text, forKey: key)
      case .count(let count): try named.encode(count, forKey: key)
      case .number(let number): try named.encode(number, forKey: key)
      case .texts(let texts): try named.encode(texts, forKey: key)
      case .note(let note): try named.encode(note, forKey: key)
      }
    }
  }

  /// - Throws: `DecodingError` for an unknown code, an argument that is missing or of another kind.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let text = try container.decode(String.self, forKey: .code)
    guard let code = NoteCode(rawValue: text) else {
      throw DecodingError.dataCorruptedError(forKey: .code, in: container, debugDescription: "unknown code “\(text)”")
    }
    let named = try container.nestedContainer(keyedBy: Name.self, forKey: .arguments)
    let values = try code.arguments.map { argument -> NoteValue in
      let key = Name(stringValue: argument.name)
      switch argument.kind {
      case .text, .word: return .text(try named.decode(String.self, forKey: key))
      case .count: return .count(try named.decode(Int.self, forKey: key))
      case .number, .measure, .share: return .number(try named.decode(Double.self, forKey: key))
      case .texts: return .texts(try named.decode([String].self, forKey: key))
      case .part:
        let note = try named.decode(Note.self, forKey: key)
        guard note.code.isPart else {
          throw DecodingError.dataCorruptedError(
            forKey: key, in: named, debugDescription: "“\(note.code.rawValue)” is no part of a sentence")
        }
        return .note(note)
      }
    }
    self.init(code, values, subject: try container.decodeIfPresent(NoteSubject.self, forKey: .subject))
  }
}

/// Name and kind of an argument of a note: what a slot of its sentence holds, and how it is written.
public struct NoteArgument: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case text, count
    /// A number that somebody chose, with no more digits than it needs.
    case number
    /// A number that was measured: three significant digits.
    case measure
    /// Between 0 and 1, in percent.
    case share
    /// A list, of which a sentence shows the first ones.
    case texts
    /// A code of the findings, such as the name of a metric, for which `words.txt` has a word below this prefix.
    case word(String)
    /// A note of the section `parts`, whose words stand inside the sentence.
    case part

    func holds(_ value: NoteValue) -> Bool {
      switch (self, value) {
      case (.text, .text), (.count, .count), (.number, .number), (.measure, .number), (.share, .number),
        (.texts, .texts), (.word, .text):
        true
      case (.part, .note(let note)): note.code.isPart
      default: false
      }
    }
  }

  public let name: String
  public let kind: Kind

  static func text(_ name: String) -> NoteArgument { NoteArgument(name: name, kind: .text) }
  static func count(_ name: String) -> NoteArgument { NoteArgument(name: name, kind: .count) }
  static func number(_ name: String) -> NoteArgument { NoteArgument(name: name, kind: .number) }
  static func measure(_ name: String) -> NoteArgument { NoteArgument(name: name, kind: .measure) }
  static func share(_ name: String) -> NoteArgument { NoteArgument(name: name, kind: .share) }
  static func texts(_ name: String) -> NoteArgument { NoteArgument(name: name, kind: .texts) }
  static func word(_ name: String, _ prefix: String) -> NoteArgument { NoteArgument(name: name, kind: .word(prefix)) }
  static func part(_ name: String) -> NoteArgument { NoteArgument(name: name, kind: .part) }
}

public enum NoteValue: Hashable, Sendable, CustomStringConvertible {
  case text(String)
  case count(Int)
  case number(Double)
  case texts([String])
  case note(Note)

  public var description: String {
    switch self {
    case .text(let text): text
    case .count(let count): "\(count)"
    case .number(let number): "\(number)"
    case .texts(let texts): texts.joined(separator: ", ")
    case .note(let note): "\(note)"
    }
  }
}

/// What can be an argument of a note as it stands.
public protocol NoteConvertible {
  var noteValue: NoteValue { get }
}

extension String: NoteConvertible {
  public var noteValue: NoteValue { .text(self) }
}

extension Int: NoteConvertible {
  public var noteValue: NoteValue { .count(self) }
}

extension Double: NoteConvertible {
  public var noteValue: NoteValue { .number(self) }
}

extension Note: NoteConvertible {
  public var noteValue: NoteValue { .note(self) }
}

extension [String]: NoteConvertible {
  public var noteValue: NoteValue { .texts(self) }
}

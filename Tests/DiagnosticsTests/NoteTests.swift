import Foundation
import Testing

@testable import Diagnostics

@Suite struct NoteTests {
  /// One value of each kind.
  private func note(_ code: NoteCode) -> Note {
    var data = "{\"code\":\"\(code.rawValue)\",\"arguments\":{"
    data += code.arguments.map { argument in
      switch argument.kind {
      case .text, .word: "\"\(argument.name)\":\"a “b”\""
      case .count: "\"\(argument.name)\":12"
      case .number, .measure, .share: "\"\(argument.name)\":0.25"
      case .texts: "\"\(argument.name)\":[\"a\",\"b\"]"
      case .part: "\"\(argument.name)\":{\"code\":\"parts.layer\",\"arguments\":{\"layer\":3}}"
      }
    }.joined(separator: ",")
    do { return try JSONDecoder().decode(Note.self, from: Data((data + "}}").utf8)) } catch { fatalError("\(error)") }
  }

  @Test func everyCodeComesBackFromJSON() throws {
    for code in NoteCode.allCases {
      let note = note(code).about(.dataset, "d")
      #expect(note.code == code && note.arguments.count == code.arguments.count)
      let data = try JSONEncoder().encode(note)
      #expect(try JSONDecoder().decode(Note.self, from: data) == note)
    }
  }

  @Test func namesAreDifferentWithinANote() {
    for code in NoteCode.allCases {
      let names = code.arguments.map(\.name)
      #expect(Set(names).count == names.count, "\(code)")
      #expect(code.rawValue.split(separator: ".").count == 2, "\(code)")
    }
  }

  @Test(arguments: [
    #"{"code":"data.nothing","arguments":{}}"#, #"{"code":"data.repeated-texts","arguments":{}}"#,
    #"{"code":"data.repeated-texts","arguments":{"count":"many"}}"#, #"{"code":"data.repeated-texts"}"#,
    // What stands inside a sentence is a part of one, not another sentence.
    #"{"code":"checkpoints.better-reading","arguments":{"states":"s","declared":1,"best":0,"reading":{"code":"probes.unscaled","arguments":{}}}}"#,
  ]) func whatIsNoNoteIsRefused(_ text: String) {
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(Note.self, from: Data(text.utf8)) }
  }

  @Test func whatItIsAboutIsSaidOnce() {
    let note = Note(.classOfOne, "rare", 1)
    #expect(note.description == "data.class-of-one: name rare, count 1")
    let about = note.about(.dataset, "reviews").about(.dataset, "other")
    #expect(about.description == "reviews: data.class-of-one: name rare, count 1")
    #expect(about != note && about.withoutSubject == note)
    #expect(Note(.unscaled).description == "probes.unscaled")
  }
}

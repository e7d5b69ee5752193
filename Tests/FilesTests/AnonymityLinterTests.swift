import Foundation
import Testing

@testable import Files

/// What tells who made a file is found in every form that names are written in.
@Suite struct AnonymityLinterTests {
  private let linter = AnonymityLinter(
    names: [
      ("Quillfeather", "user"), ("gannetrock", "host"), ("ann", "user"), ("root", "user"), ("Émile", "full name"),
    ],
    paths: [("/srv/quarry/runs", "folder"), ("/tmp", "folder")],
    allowed: ["http://www.w3.org/", "help@lists.example.org"])

  private func found(_ text: String) -> [AnonymityLinter.Finding] { linter.findings(in: Array(text.utf8)) }

  @Test func namesAreFoundInEveryForm() {
    for text in [
      "by quillfeather.", "QUILLFEATHER", "xgannetrockx", "made by Ann, 2026", "émile", "/srv/quarry/runs/1",
    ] {
      // Capitals beyond ASCII are other bytes.
      #expect(found(text).isEmpty == (text == "émile"), "\(text)")
    }
    #expect(found("Émile").map(\.offset) == [0])
    let percent = "quillfeather".utf8.map { "%" + String($0, radix: 16) }.joined()
    #expect(found("?u=" + percent).map(\.offset) == [3] && found(percent.uppercased()).count == 1)
    #expect(found("%C3%89mile").count == 1 && found("\\u00c9mile").count == 1)
    // A short name may be within a longer one.
    let escaped = "gannetrock".utf16.map { "\\u00" + String($0, radix: 16) }.joined()
    #expect(found(escaped).contains { $0.what.hasPrefix("host") })
    #expect(found("\\/srv\\/quarry\\/runs").count == 1 && found("%2fsrv%2Fquarry%2Fruns").count == 1)
  }

  /// Wherever in the encoded bytes the name begins.
  @Test func namesAreFoundInBase64() {
    for before in 0..<7 {
      for after in 0..<4 {
        let text = String(repeating: "~", count: before) + "gannetrock" + String(repeating: "?", count: after)
        let encoded = Data(text.utf8).base64EncodedString()
        #expect(found("data:," + encoded).count == 1, "\(before) \(after) \(encoded)")
      }
    }
    #expect(found(Data("nothing of the kind here".utf8).base64EncodedString()).isEmpty)
  }

  @Test func whatTellsNothingIsNotFound() {
    for text in [
      "the root of the mean", "annotation, cannot", "/tmp/x", "xmlns=\"http://www.w3.org/2000/svg\"", "@media print",
      "a @ b",
      "help@lists.example.org", "top@10", "x@y.z1",
    ] { #expect(found(text).isEmpty, "\(text): \(found(text))") }
  }

  @Test func addressesAreFound() {
    for (text, offset) in [
      ("see https://example.org/x", 4), ("http://www.example.org", 0), ("www.example.org", 0),
      ("to: a.b+c@mail.example.org", 4),
      ("file:///x", 0), ("in /home/x", 3), ("C:\\Users\\x", 2),
    ] { #expect(found(text).map(\.offset) == [offset], "\(text): \(found(text))") }
  }
}

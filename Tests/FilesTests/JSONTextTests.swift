import Files
import Foundation
import Testing

struct JSONTextTests {
  private func json(_ text: String) -> String {
    var out = ByteWriter()
    out.append(json: text)
    return String(decoding: out.bytes, as: UTF8.self)
  }

  @Test func everyScalarIsReadBackAsItWas() throws {
    let scalars = (Array(0..<0xD800) + Array(0xE000..<0x11000) + [0x1F600, 0xE0041, 0x10FFFF]).compactMap(
      Unicode.Scalar.init)
    var text = ""
    for scalar in scalars { text.unicodeScalars.append(scalar) }
    let found = try JSONDecoder().decode(String.self, from: Data(json(text).utf8))
    #expect(found.unicodeScalars.elementsEqual(text.unicodeScalars))
  }

  /// What a page or a script would take for something else never stands in it.
  @Test func whatHasAMeaningInPagesIsEscaped() {
    #expect(
      json("a<b>&\"\\\n\u{7F}\u{85}\u{2028}\u{2029}é…")
        == #""a\u003cb\u003e\u0026\"\\\u000a\u007f\u0085\u2028\u2029é…""#)
    #expect(json("") == "\"\"")
  }
}

import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Datasets

/// Tables as programs and spreadsheets write them: read right, or one error that names the line.
@Suite struct TableKindsTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private static let expected = [["1", "2"], ["a, b", "é"]]

  @Test(arguments: [
    ("a.csv", "id;text;z\n1;a, b;x\n2;é;y\n"), ("b.csv", "id\ttext\n1\ta, b\n2\té\n"),
    ("c.csv", "id, text \n1,\"a, b\"\n2,é\n"), ("d.csv", "id,text,n\n1,\"a, b\",\n   \n2,é,\n"),
    (
      "e.json", "\u{feff}[{\"id\": 1,\r\n \"text\": \"a, b\", \"e\": [1, {\"q\": 2}]},\r\n{\"id\": 2, \"text\": \"é\"}]"
    ),
    ("f.json", "{\"schema\": {\"v\": [1]}, \"rows\": [{\"id\": 1, \"text\": \"a, b\"}, {\"id\": 2, \"text\": \"é\"}]}"),
    (
      "g.jsonl",
      "{\"id\": 1, \"text\": \"a, b\", \"v\": [0.5, [1]]}\r\n\r\n{\"v\": {\"a\": {}}, \"id\": 2, \"text\": \"é\"}\r\n"
    ),
  ])
  func kindsOfTables(name: String, text: String) throws {
    let table = try TextTable.read(scratch.write(name, text), columns: ["id", "text"])
    #expect(table.columns == Self.expected)
    if name == "e.json" { #expect(table.lines == [1, 3]) }
    // The same as UTF-16 with a byte order mark.
    for mark: [UInt8] in [[0xff, 0xfe], [0xfe, 0xff]] {
      let units = Array((text.hasPrefix("\u{feff}") ? String(text.dropFirst()) : text).utf16)
      let bytes = units.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
      let pairs = mark[0] == 0xff ? bytes : bytes.indices.map { bytes[$0 ^ 1] }
      #expect(try TextTable.read(scratch.write(name, mark + pairs), columns: ["id", "text"]).columns == Self.expected)
    }
  }

  @Test func nestedMembersAreNamedWithDots() throws {
    let path = try scratch.write(
      "a.jsonl", #"{"m": {"g": "x", "deep": {"n": 1}}, "t": ["p", "q"], "b": NaN, "c": true}"#)
    let table = try TextTable.read(path, columns: ["m.g", "m.deep.n", "t.1", "b", "c"])
    #expect(table.columns == [["x"], ["1"], ["q"], [""], ["true"]])
    let error = atlasError { _ = try TextTable.read(path, columns: ["m"]) }
    #expect(error?.line == 1)
    #expect(error?.hint?.contains("m.g") == true)
    #expect(atlasError { _ = try TextTable.read(path, columns: ["m.h"]) }?.message.contains("m.h") == true)
  }

  @Test(arguments: [
    ("[[[", 2), (#"{"a": 1, "v": [1, }"#, 2), (#"{"a": 1, "v": [1}"#, 2), (#"{"a": 1, "v": tru}"#, 2),
  ])
  func brokenMembersThatNobodyAskedFor(text: String, line: Int) throws {
    let path = try scratch.write("a.jsonl", "{\"a\": 0}\n" + text)
    #expect(atlasError { _ = try TextTable.read(path, columns: ["a"]) }?.line == line)
  }

  @Test(
    arguments: [
      // ラベル, これは文です, déjà
      ([0x83, 0x89, 0x83, 0x78, 0x83, 0x8b], "CP932"),
      ([0xa4, 0xb3, 0xa4, 0xec, 0xa4, 0xcf, 0xca, 0xb8, 0xa4, 0xc7, 0xa4, 0xb9], "EUC-JP"),
      ([0x64, 0xe9, 0x6a, 0xe0], "WINDOWS-1252"),
    ] as [([UInt8], String)])
  func otherEncodingsAreNamed(text: [UInt8], name: String) throws {
    let data = Array("id,text\n1,".utf8) + text + Array("\n".utf8)
    let error = atlasError { _ = try TextTable.read(scratch.write("a.csv", data), columns: ["id"]) }
    #expect(error?.line == 2)
    #expect(error?.hint?.contains("iconv -f \(name) -t UTF-8 a.csv") == true, "\(error?.hint ?? "")")
  }

  @Test func utf16WithoutMarkIsNamed() throws {
    let bytes = "id,text\n1,2\n".utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
    let error = atlasError { _ = try TextTable.read(scratch.write("a.csv", bytes), columns: ["id"]) }
    #expect(error?.hint?.contains("UTF-16LE") == true)
  }

  @Test func emptyRowsAtTheEndNameTheirLine() throws {
    let path = try scratch.write("a.csv", "id,y\n1,a\n,\n,\n")
    #expect(atlasError { _ = try TextTable.read(path, columns: ["y"]) }?.line == 3)
    let inside = try scratch.write("b.csv", "y,t\n,\na,b\n")
    #expect(try TextTable.read(inside, columns: ["y"]).columns == [["", "a"]])
  }

  @Test func categoriesThatAreAlikeBecomeOne() throws {
    let path = try scratch.write("a.csv", "y,g,n\nyes ,caf\u{e9},1\n yes,cafe\u{301},1.0\nno,x,0\n")
    let table = try ExampleTable.read(path: path, columns: ExampleColumns(label: "y", groups: ["g", "n"]))
    #expect(table.classes == ["no", "yes"])
    #expect(table.groups[0].codes == [0, 0, 1])
    #expect(table.groups[0].values.map { Array($0.utf8) } == [Array("caf\u{e9}".utf8), Array("x".utf8)])
    #expect(table.groups[1].values == ["0", "1"])
    #expect(table.warnings.map(\.code) == [.whiteSpace, .unicodeForms, .wholeNumbers])
    #expect(table.warnings[0] == Note(.whiteSpace, "y", 2, "yes ", "yes"))
    // Versions and codes stay as they are.
    let plain = try scratch.write("b.csv", "y\n1.0\n1.5\n1\n01\n")
    #expect(
      try ExampleTable.read(path: plain, columns: ExampleColumns(label: "y")).classes == ["01", "1", "1.0", "1.5"])
  }
}

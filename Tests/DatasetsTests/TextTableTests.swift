import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite struct TextTableTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test func quotesNewlinesAndByteOrderMark() throws {
    let path = try scratch.write(
      "a.csv", "\u{feff}a,b,c\r\n\"x,1\",\"he said \"\"no\"\"\",\"two\nlines\"\r\n\r\n,\"\",5\" wide\r\n")
    let table = try TextTable.read(path)
    #expect(table.header == ["a", "b", "c"])
    #expect(table.columns == [["x,1", ""], ["he said \"no\"", ""], ["two\nlines", "5\" wide"]])
    #expect(table.lines == [2, 5])
  }

  @Test func everyKindOfLineEnd() throws {
    for end in ["\n", "\r\n", "\r"] {
      let path = try scratch.write("a.tsv", ["a\tb", "1\t2", "3\t4"].joined(separator: end))
      let table = try TextTable.read(path)
      #expect(table.columns == [["1", "3"], ["2", "4"]])
      #expect(table.lines == [2, 3])
    }
  }

  @Test func raggedRowsNameTheirLine() throws {
    let path = try scratch.write("a.csv", "a,b\n\"1\n\",2\n3\n")
    let error = atlasError { _ = try TextTable.read(path) }
    #expect(error?.line == 4)
    #expect(error?.message.contains("1 fields") == true)
  }

  @Test func openQuoteAndTextAfterQuote() throws {
    let open = try scratch.write("a.csv", "a,b\n1,\"2\n3,4\n")
    #expect(atlasError { _ = try TextTable.read(open) }?.line == 2)
    let after = try scratch.write("b.csv", "a,b\n1,\"2\"x\n")
    #expect(atlasError { _ = try TextTable.read(after) }?.message.contains("closing quote") == true)
  }

  @Test func invalidUTF8NamesTheLineInsideTheRow() throws {
    let path = try scratch.write("a.csv", Array("a,b\n1,\"x\ny".utf8) + [0xc3, 0x28] + Array("\"\n".utf8))
    #expect(atlasError { _ = try TextTable.read(path) }?.line == 3)
    for bad: [UInt8] in [[0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82], [0xff]] {
      let path = try scratch.write("b.csv", Array("a\n1234567".utf8) + bad + [0x0a])
      #expect(atlasError { _ = try TextTable.read(path) }?.line == 2)
    }
  }

  @Test func missingColumnNamesTheNearest() throws {
    let path = try scratch.write("a.csv", "id,label\n1,2\n")
    let error = atlasError { _ = try TextTable.read(path, columns: ["lable"]) }
    #expect(error?.hint == "did you mean \"label\"? columns: id, label")
    let lines = try scratch.write("a.jsonl", "{\"id\": 1}\n{\"label\": 2}")
    #expect(
      atlasError { _ = try TextTable.read(lines, columns: ["lable"]) }?.hint
        == "did you mean \"label\"? columns: id, label")
    let twice = try scratch.write("b.csv", "a,a\n1,2\n")
    #expect(atlasError { _ = try TextTable.read(twice, columns: ["a"]) }?.message.contains("twice") == true)
  }

  @Test func packedFilesGiveTheSameRows() throws {
    let folder = TestPaths.fixtures("Datasets")
    let expected = [
      ["a", "b", "c"], ["one, \"two\"", "two\r\nlines", "höflich"], ["yes", "no", ""], ["x", "", "y"],
    ]
    for name in ["examples.csv.gz", "two-members.csv.gz", "examples.csv.zst"] {
      let table = try TextTable.read(folder + "/" + name)
      #expect(table.columns == expected)
      #expect(table.lines == [2, 3, 5])
    }
    let rows = try TextTable.read(folder + "/rows.jsonl.gz", columns: ["label", "id"])
    #expect(rows.rowCount == 20000)
    #expect(Array(rows.columns[0].prefix(4)) == ["true", "false", "", "true"])
    #expect(rows.columns[1].last == "19999")
  }

  @Test func truncatedPackingIsOneError() throws {
    for name in ["examples.csv.gz", "examples.csv.zst"] {
      let whole = try fileBytes(TestPaths.fixtures("Datasets") + "/" + name)
      for length in 4..<whole.count - 1 {
        let path = try scratch.write(name, Array(whole[..<length]))
        #expect(atlasError { _ = try TextTable.read(path) } != nil, "cut to \(length)")
      }
    }
  }

  @Test func jsonScalarsKeepTheirText() throws {
    let path = try scratch.write(
      "a.jsonl", #"{"n": 1.50, "b": true, "s": "\u00e9\ud83d\ude00\n\"", "z": null}"# + "\r\n\n" + #"{"n": -3e2}"#)
    let table = try TextTable.read(path)
    #expect(table.header == ["n", "b", "s", "z"])
    #expect(table.columns == [["1.50", "-3e2"], ["true", ""], ["é😀\n\"", ""], ["", ""]])
    #expect(table.lines == [1, 3])
  }

  @Test(arguments: [
    #"{"a": [1]}"#, #"{"a": {}}"#, #"{"a": 1"#, #"{"a": 01x}"#, #"{"a": "x}"#, #"{"a": 1} 2"#, "[1]",
    #"{"a": 1, "a": 2}"#,
    #"{"a": "\u12"}"#, #"{"a": "\q"}"#, #"{"a" 1}"#, #"{"a": 0x10}"#, "{\"a\": \"\u{1}\"}",
  ])
  func brokenJSONNamesItsLine(_ text: String) throws {
    let path = try scratch.write("a.jsonl", "{\"a\": 1}\n" + text + "\n{\"a\": 3}")
    #expect(atlasError { _ = try TextTable.read(path) }?.line == 2)
  }
}

import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite struct ExampleTableTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test func columnsBecomeFields() throws {
    let path = try scratch.write(
      "a.csv",
      "case,words,y,who,lang,fold,pic,fam\nr1,hi,no,b,en,train,p/1.png,f1\nr2,ho,yes,,de,test,p/2.png,f2\n"
        + "r3,hu,,a,en,test,,f1\n")
    let table = try ExampleTable.read(
      path: path,
      columns: ExampleColumns(
        id: "case", text: "words", label: "y", groups: ["who", "lang"], split: "fold", image: "pic", cluster: "fam"))
    #expect(table.ids == ["r1", "r2", "r3"])
    #expect(table.texts == ["hi", "ho", "hu"])
    #expect(table.classes == ["no", "yes"])
    #expect(table.labels == [0, 1, -1])
    #expect(table.groups[0] == CategoryColumn(name: "who", values: ["a", "b"], codes: [1, -1, 0]))
    #expect(table.groups[1].values == ["de", "en"])
    #expect(table.splits == ["train", "test", "test"])
    #expect(table.images == ["p/1.png", "p/2.png", ""])
    #expect(table.clusters?.codes == [0, 1, 0])
    #expect(table.lines == [2, 3, 4])
  }

  @Test func rowsAreNumberedWithoutIds() throws {
    let path = try scratch.write("a.csv", "y\nb\na\n")
    let table = try ExampleTable.read(path: path, columns: ExampleColumns(label: "y"))
    #expect(table.ids == ["0", "1"])
    #expect(table.labels == [1, 0])
    #expect(table.texts == nil)
    #expect(try ExampleTable.read(path: path, columns: ExampleColumns()).count == 2)
  }

  @Test func oneColumnMayServeTwice() throws {
    let path = try scratch.write("a.jsonl", "{\"k\": \"x\"}\n{\"k\": \"y\"}\n")
    let table = try ExampleTable.read(path: path, columns: ExampleColumns(label: "k", groups: ["k"], cluster: "k"))
    #expect(table.labels == [0, 1])
    #expect(table.groups[0].values == table.classes)
    #expect(table.clusters?.codes == [0, 1])
  }

  @Test func doubleAndEmptyIdsNameTheirLines() throws {
    let path = try scratch.write("a.csv", "id\nx\n\"y\n\"\nx\n")
    let error = atlasError { _ = try ExampleTable.read(path: path, columns: ExampleColumns(id: "id")) }
    #expect(error?.line == 5)
    #expect(error?.message.contains("line 2") == true)
    let empty = try scratch.write("b.csv", "id,a\nx,1\n,2\n")
    #expect(atlasError { _ = try ExampleTable.read(path: empty, columns: ExampleColumns(id: "id")) }?.line == 3)
  }

  @Test(.enabled(if: TestPaths.sharedData != nil)) func hateCheckIsRead() throws {
    let data = try #require(TestPaths.sharedData)
    let table = try ExampleTable.read(
      path: data + "/hatecheck/examples.csv",
      columns: ExampleColumns(id: "id", text: "text", label: "label", groups: ["target"], cluster: "functionality"))
    #expect(table.count == 1800)
    #expect(table.classes == ["hateful", "non-hateful"])
    let tokens = try TokenTable.read(path: data + "/hatecheck/tokens.jsonl")
    #expect(tokens.exampleCount == 1800)
    #expect(tokens.tokens(ofExample: 0) == ["[CLS]", "i", "hate", "immigrants", ".", "[SEP]"])
  }
}

@Suite struct TokenTableTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test func linesAndNestedListsAreTheSame() throws {
    let lines = try scratch.write("a.jsonl", "[\"a\", \"b\"]\n[]\n[\"a\\u0020\"]\n")
    let nested = try scratch.write("a.json", "[[\"a\", \"b\"],\n [], [\"a \"]]\n")
    for path in [lines, nested] {
      let table = try TokenTable.read(path: path)
      #expect(table.offsets == [0, 2, 2, 3])
      #expect(table.tokens(ofExample: 0) == ["a", "b"])
      #expect(table.token(at: 2) == "a ")
    }
    #expect(try TokenTable.read(path: scratch.write("b.json", "[]")).exampleCount == 0)
    #expect(try TokenTable.read(path: scratch.write("b.jsonl", "[]")).exampleCount == 1)
  }

  @Test func firstDifferingExampleIsNamed() throws {
    let table = try TokenTable.read(path: scratch.write("a.jsonl", "[\"a\"]\n[\"b\"]\n"))
    try table.check(offsets: [0, 1, 2], of: "states")
    #expect(
      atlasError { try table.check(offsets: [0, 1, 3], of: "s") }?.message == "example 1 has 1 tokens here and 2 in s")
    #expect(
      atlasError { try table.check(offsets: [0, 1], of: "s") }?.message == "2 examples here and 1 in s")
  }

  @Test(arguments: ["[\"a\"", "[[\"a\"]]]", "{\"a\": 1}", "[\"a\" \"b\"]", "[null]", "[[[\"a\"]]]"])
  func brokenTokensAreErrors(_ text: String) throws {
    let path = try scratch.write("a.jsonl", "\n" + text)
    #expect(atlasError { _ = try TokenTable.read(path: path) }?.line == 2)
  }
}

import Testing

@testable import Datasets

@Suite struct LabelSetsTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test func indicatorsAreYesNoOrUnknown() throws {
    let path = try scratch.write("a.csv", "t,insult,threat\na,1,0\nb,True,no\nc,,-1\nd,0.0, yes \n")
    let sets = try #require(
      try ExampleTable.read(path: path, columns: ExampleColumns(labels: .indicators(["threat", "insult"]))).labelSets)
    #expect(sets.names == ["threat", "insult"])
    #expect(sets.holds == [[0, 0, -1, 1], [1, 1, -1, 0]])
  }

  @Test func namesOfOneColumnAreParted() throws {
    let path = try scratch.write("a.csv", "tags,n\nb; a,1\n,2\na;;a,3\n")
    let table = try ExampleTable.read(
      path: path, columns: ExampleColumns(labels: .names(column: "tags", separator: ";")))
    #expect(table.labelSets == LabelSets(names: ["a", "b"], holds: [[1, 0, 1], [1, 0, 0]]))
    let second = table.oneVersusRest(1)
    #expect(second.classes == ["not b", "b"])
    #expect(second.labels == [1, 0, 0])
  }

  @Test func listsOfJSONLinesAreRead() throws {
    let path = try scratch.write(
      "a.jsonl", "{\"k\": [\"x\", \"y|z\"]}\n{\"k\": []}\n{\"k\": null}\n{\"k\": \"x\"}\n{\"k\": [1, null]}\n")
    let columns = ExampleColumns(labels: .names(column: "k", separator: "|"))
    let sets = try #require(try ExampleTable.read(path: path, columns: columns).labelSets)
    #expect(sets.names == ["1", "x", "y", "z"])
    #expect(sets.holds == [[0, 0, 0, 0, 1], [1, 0, 0, 1, 0], [1, 0, 0, 0, 0], [1, 0, 0, 0, 0]])
    // Elsewhere a list stays an error.
    #expect(atlasError { _ = try ExampleTable.read(path: path, columns: ExampleColumns(label: "k")) }?.line == 1)
    let broken = try scratch.write("b.jsonl", "{\"k\": [\"x\"}\n")
    #expect(atlasError { _ = try ExampleTable.read(path: broken, columns: columns) }?.line == 1)
  }

  @Test func otherCellsNameTheirLine() throws {
    let path = try scratch.write("a.csv", "y\n1\nperhaps\n")
    let error = atlasError {
      _ = try ExampleTable.read(path: path, columns: ExampleColumns(labels: .indicators(["y"])))
    }
    #expect(error?.line == 3)
    #expect(error?.message.contains("perhaps") == true)
  }
}

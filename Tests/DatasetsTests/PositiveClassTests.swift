import Testing

@testable import Datasets

@Suite struct PositiveClassTests {
  private func table() -> ExampleTable {
    ExampleTable(
      path: "x.csv", ids: ["a", "b", "c", "d", "e"], classes: ["Yes", "no", "yes"], labels: [2, 1, -1, 0, 2])
  }

  @Test func theLastByNameUnlessAnotherIsNamed() {
    var examples = table()
    #expect(examples.positive == 2)
    examples.positiveClass = "no"
    #expect(examples.positive == 1)
    examples.positiveClass = "maybe"
    #expect(examples.positive == 2)
  }

  @Test func examplesOfAClassLeftOutKeepTheirLabel() {
    var examples = table()
    examples.positiveClass = "no"
    let less = examples.leavingOut(["Yes"])
    #expect(less.classes == ["no", "yes"] && less.labels == [1, 0, -1, -1, 1] && less.positive == 0)
    #expect(less.leftOutLabels?.values == ["Yes"] && less.leftOutLabels?.codes == [-1, -1, -1, 0, -1])
    #expect(less.unlabelledCount == 1 && less.ids.indices.map(less.labelName) == ["yes", "no", nil, "Yes", "yes"])
  }
}

import Testing

@testable import Diagnostics

@Suite struct AtlasErrorTests {
  @Test func printsPlaceMessageAndHint() {
    let error = AtlasError(
      path: "atlas.yml", line: 3, column: 7, "unknown key “poling”", hint: "did you mean “pooling”?")
    #expect(error.description == "error: atlas.yml:3:7: unknown key “poling”\n  hint: did you mean “pooling”?")
    #expect(AtlasError(path: "a.csv", "empty").description == "error: a.csv: empty")
  }

  @Test func keepsAKnownPlace() {
    let located = AtlasError(.input, "bad").located(path: "a.npy", line: 2)
    #expect(located.path == "a.npy" && located.line == 2)
    #expect(located.located(path: "b.npy", line: 9) == located)
  }

  @Test func inputsAndFailuresHaveTheirOwnExitCodes() {
    #expect(AtlasError(.input, "x").exitCode == 2)
    #expect(AtlasError(.failure, "x").exitCode == 1)
  }

  @Test(arguments: [("poling", "pooling"), ("fold", "folds"), ("zzzzzz", nil), ("lable", "label")])
  func findsTheNearestName(word: String, expected: String?) {
    #expect(nearestName(to: word, in: ["pooling", "folds", "label", "seed"]) == expected)
  }
}

import Diagnostics
import Files
import Foundation
import TestSupport
import Testing

@testable import AtlasCommand

/// Configurations that are hostile, or wrong in ways of their own.
@Suite struct ConfigurationTests {
  private func mistakes(_ text: String) throws -> [AtlasError] {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileSink.write(folder + "/atlas.yml", Array(text.utf8))
    let mistakes = Mistakes()
    _ = AtlasConfiguration.read(folder + "/atlas.yml", mistakes)
    return mistakes.all
  }

  private let dataset = "datasets: [{id: a, states: {1: x}, examples: y.csv}]\n"

  @Test func aliasesWithinAliasesAreNotWrittenOut() throws {
    var bomb = "a: &a [x, x, x, x, x, x, x, x]\n"
    for (name, inner) in zip("bcdefghijklm", "abcdefghijkl") {
      bomb += "\(name): &\(name) [\(Array(repeating: "*\(inner)", count: 9).joined(separator: ", "))]\n"
    }
    // As a key it would be hashed whole.
    let found = try mistakes(bomb + "? *m\n: 1\n" + dataset)
    #expect(found.count == 1 && found[0].line == 14)
    #expect(found[0].message.contains("aliases"))
  }

  @Test func aliasesAreFineOtherwise() throws {
    let text = """
      datasets:
        - {id: a, states: {1: x}, columns: &columns {label: y}}
        - {id: b, states: {1: x}, columns: *columns}
        - {id: c, states: {1: x}, columns: *columns}
      """
    #expect(try mistakes(text).isEmpty)
  }

  @Test func numbersOutOfRange() throws {
    let cases = [
      ("probes: {c: [nan]}", "must be a number"), ("probes: {c: [.inf]}", "must be a number"),
      ("probes: {c: [1e400]}", "must be a number"), ("probes: {c: [0x10]}", "must be a number"),
      ("probes: {c: [0]}", "must lie between"), ("probes: {thresholds: [-1]}", "must lie between"),
      ("probes: {thresholds: []}", "empty list"), ("probes: {folds: 101}", "must lie between 2 and 100"),
      ("probes: {top: [2.5]}", "whole number"), ("seed: 99999999999999999999", "too large"),
      ("seed: -1", "must lie between"), ("seed: []", "whole number"), ("title: [a]", "must be a text"),
      ("title:", "must be a text"), ("language: {}", "must be a text"), ("site: {pages: 1e9}", "whole number"),
      ("site: {examples-per-feature: 0}", "must lie between"), ("site: {anonymous: maybe}", "true or false"),
      ("bias: {margin: 2}", "must lie between"), ("bias:", "must be a mapping"),
      ("bias: {attributes: [x, x]}", "twice"),
      ("transfer: [{train: a, test: a}]", "to itself"), ("probes: {criteria: [l3]}", "did you mean"),
    ]
    for (line, text) in cases {
      let found = try mistakes(dataset + line + "\n")
      #expect(found.count == 1, "\(line): \(found)")
      #expect(found.first?.line == 2, "\(line)")
      #expect(found.first.map { "\($0)".contains(text) } == true, "\(line): \(found)")
    }
  }

  @Test func oneMistakeMakesNoOthers() throws {
    let cases = [
      "datasets: 5\n", "datasets: []\n", "datasets: [{id: A!, states: {1: x}}]\ntransfer: [{train: b, test: a}]\n",
      "datasets: [{id: a, states: {one: x}}]\n", "datasets: [{id: a, states: {1: {path: []}}}]\n", "title: x\n",
      "datasets: [{id: a, states: {1: x, 01: y}}]\n", dataset + "decision: {question: []}\n",
    ]
    for text in cases { #expect(try mistakes(text).count == 1, "\(text)") }
  }

  @Test func keysWrittenTwiceAndTooManyMistakes() throws {
    #expect(try mistakes("title: a\ntitle: b\n" + dataset).first?.message == "a key is written twice: title")
    let many = try mistakes(dataset + (0..<5000).map { "k\($0): 1\n" }.joined())
    #expect(many.count == Mistakes.limit + 1)
    #expect(many.last?.message.contains("more than 100 mistakes") == true)
  }
}

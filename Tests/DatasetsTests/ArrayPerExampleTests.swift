import Diagnostics
import Foundation
import TensorFiles
import TestSupport
import Testing

@testable import Datasets

/// One array for each example, in files as people write them.
@Suite struct ArrayPerExampleTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  /// States [tokens, 2] of example i: i + 1 tokens, every value i.
  private func array(_ example: Int, width: Int = 2) -> [UInt8] {
    let values = [Float](repeating: Float(example), count: (example + 1) * width)
    return values.withUnsafeBytes { PlainWriter.npyHeader("<f4", [example + 1, width]) + Array($0) }
  }

  private func named(_ ids: [String]) -> ExpectedExamples { ExpectedExamples(ids: ids, areNamed: true) }
  private func numbered(_ count: Int) -> ExpectedExamples {
    ExpectedExamples(ids: (0..<count).map(String.init), areNamed: false)
  }

  /// The first value of every example.
  private func firsts(_ opened: OpenedActivations) throws -> [Float] {
    let source = try #require(opened.states)
    let values = try source.all(block: 3)
    return source.offsets.dropLast().map { values[$0 * source.dimension] }
  }

  @Test func filesOfAFolderStandInTheOrderOfTheirNumbers() throws {
    for example in 0..<12 { _ = try scratch.write("s/ex_\(example).npy", array(example)) }
    let opened = try HiddenStates.open(path: scratch.path("s"), expected: numbered(12))
    #expect(try firsts(opened) == (0..<12).map(Float.init))
    #expect(opened.states?.offsets == (0...12).map { $0 * ($0 + 1) / 2 })
    #expect(opened.order == .unknown)
    // As parts of states, where nothing is known of the examples.
    #expect(try HiddenStates.open(path: scratch.path("s")).states?.exampleCount == 78)
  }

  @Test func namesThatAreIdsJoinRows() throws {
    let ids = ["zeta", "alpha", "mid", "beta"]
    for (example, id) in ids.enumerated() { _ = try scratch.write("s/\(id).npy", array(example)) }
    let opened = try HiddenStates.open(path: scratch.path("s"), expected: named(ids))
    #expect(try firsts(opened) == [0, 1, 2, 3])
    #expect(opened.order == .ids(moved: 0))
    let other = try HiddenStates.open(path: scratch.path("s"), expected: named(ids.reversed()))
    #expect(try firsts(other) == [3, 2, 1, 0])
    let fewer = try HiddenStates.open(path: scratch.path("s"), expected: named(["mid", "beta"]))
    #expect(try firsts(fewer) == [2, 3])
    #expect(fewer.warnings == [Note(.idsUnknown, 2, 4, "s")])
    let error = atlasError {
      _ = try HiddenStates.open(path: scratch.path("s"), expected: named(["mid", "beta", "gamma"]))
    }
    #expect(error?.message.contains("1 of 3 examples have no states: \"gamma\"") == true)
  }

  @Test func otherWidthsAreNamed() throws {
    for example in 0..<3 { _ = try scratch.write("s/\(example).npy", array(example, width: example == 2 ? 3 : 2)) }
    let error = atlasError { _ = try HiddenStates.open(path: scratch.path("s"), expected: numbered(3)) }
    #expect(error?.path?.hasSuffix("2.npy") == true)
    #expect(error?.message.contains("[3, 3]") == true)
  }

  @Test func vectorsAreOneStateEach() throws {
    for example in 0..<3 {
      let values = [Float](repeating: Float(example), count: 4)
      _ = try scratch.write(
        "s/\(example).npy", values.withUnsafeBytes { PlainWriter.npyHeader("<f4", [4]) + Array($0) })
    }
    let opened = try HiddenStates.open(path: scratch.path("s"), expected: numbered(3))
    #expect(opened.states?.isTokenLevel == false)
    #expect(opened.states?.dimension == 4)
    #expect(try firsts(opened) == [0, 1, 2])
  }

  @Test func numbersOfIdsInAnotherOrderAreRefused() throws {
    for example in 0..<3 { _ = try scratch.write("s/sample_\(example).npy", array(example)) }
    let error = atlasError {
      _ = try HiddenStates.open(path: scratch.path("s"), expected: named(["e2", "e0", "e1"]))
    }
    #expect(error?.message.contains("another order") == true)
    let same = try HiddenStates.open(path: scratch.path("s"), expected: named(["e0", "e1", "e2"]))
    #expect(try firsts(same) == [0, 1, 2])
  }

  @Test(.enabled(if: TestPaths.sharedData != nil)) func listsAndArchives() throws {
    let wild = (TestPaths.sharedData ?? "") + "/wild/"
    let list = try HiddenStates.open(path: wild + "08-list-ragged/states.pt", expected: numbered(120))
    let archive = try HiddenStates.open(path: wild + "40-npz-array-per-example/states.npz", expected: numbered(120))
    let lengths = try HiddenStates.open(path: wild + "60-lengths/states.safetensors")
    let plain = try HiddenStates.open(path: wild + "16-nested-jsonl/states.safetensors")
    let expected = try #require(plain.states)
    for opened in [list, archive, lengths] {
      let source = try #require(opened.states)
      #expect(source.offsets == expected.offsets)
      #expect(try source.all() == expected.all())
    }
    let alone = try HiddenStates.open(path: wild + "08-list-ragged/states.pt")
    #expect(alone.states?.exampleCount == 120)
  }
}

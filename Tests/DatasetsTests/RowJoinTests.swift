import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite struct RowJoinTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private func write(_ ids: [Int64], rows: Int? = nil) throws -> String {
    let rows = rows ?? ids.count
    let values = (0..<rows * 2).map { Float($0 / 2) }
    let path = try scratch.write(
      "states.npy", values.withUnsafeBytes { PlainWriter.npyHeader("<f4", [rows, 2]) + Array($0) })
    _ = try scratch.write("ids.npy", ids.withUnsafeBytes { PlainWriter.npyHeader("<i8", [ids.count]) + Array($0) })
    return path
  }

  private func open(_ path: String, _ ids: [String], areNamed: Bool = true) throws -> OpenedActivations {
    try HiddenStates.open(path: path, expected: ExpectedExamples(ids: ids, areNamed: areNamed))
  }

  private func firsts(_ opened: OpenedActivations) throws -> [Float] {
    let source = try #require(opened.states)
    let values = try source.all(block: 2)
    return source.offsets.dropLast().map { values[$0 * 2] }
  }

  @Test func rowsComeIntoTheOrderOfTheTable() throws {
    let opened = try open(write([30, 10, 20]), ["10", "20", "30"])
    #expect(try firsts(opened) == [1, 2, 0])
    #expect(opened.order == .ids(moved: 3))
    #expect(opened.rows == [1, 2, 0])
    // Numbers are numbers, whatever zeros they are written with.
    #expect(try firsts(try open(write([30, 10, 20]), ["010", "020", "030"])) == [1, 2, 0])
    let same = try open(write([10, 20]), ["10", "20"])
    #expect(same.order == .ids(moved: 0))
    #expect(same.rows == nil)
  }

  @Test func whatCannotBeJoinedIsRefused() throws {
    let twice = atlasError { _ = try open(write([10, 20, 10]), ["10", "20", "30"]) }
    #expect(twice?.message.contains("\"10\" comes twice") == true)
    let missing = atlasError { _ = try open(write([10, 20, 40]), ["10", "20", "30"]) }
    #expect(missing?.message.contains("1 of 3 examples have no states: \"30\"") == true)
    let foreign = atlasError { _ = try open(write([10, 20, 40]), ["a", "b", "c"]) }
    #expect(foreign?.message.contains("no id of the table") == true)
    let shuffled = atlasError { _ = try open(write([2, 0, 1]), ["0", "1", "2"], areNamed: false) }
    #expect(shuffled?.message.contains("another order") == true)
  }

  @Test func numbersOfRowsAreNoEvidence() throws {
    let opened = try open(write([0, 1, 2]), ["a", "b", "c"])
    #expect(opened.order == .unknown)
    let unnamed = try open(write([7, 9, 8]), ["0", "1", "2"], areNamed: false)
    #expect(unnamed.order == .unknown)
    #expect(unnamed.warnings.first?.code == .idsWithoutColumn)
  }

  @Test func idsOfTokensGiveTheExamples() throws {
    let opened = try open(write([5, 5, 3, 4, 4, 4]), ["3", "4", "5"])
    #expect(opened.states?.offsets == [0, 1, 4, 6])
    #expect(try opened.states?.all(block: 2) == [2, 2, 3, 3, 4, 4, 5, 5, 0, 0, 1, 1])
  }

  @Test func textsBesideStates() throws {
    let path = try write([0, 1, 2])
    try FileManager.default.removeItem(atPath: scratch.path("ids.npy"))
    _ = try scratch.write("ids.json", "[\"b\", \"a\", \"c\"]")
    #expect(try firsts(try open(path, ["a", "b", "c"])) == [1, 0, 2])
    try FileManager.default.removeItem(atPath: scratch.path("ids.json"))
    _ = try scratch.write("states.ids.txt", "c\r\na\r\nb\r\n")
    #expect(try firsts(try open(path, ["a", "b", "c"])) == [1, 2, 0])
  }

  @Test func lengthsHaveToFit() throws {
    let values = [Float](repeating: 1, count: 10)
    let path = try scratch.write(
      "states.npy", values.withUnsafeBytes { PlainWriter.npyHeader("<f4", [5, 2]) + Array($0) })
    func open(_ lengths: [Int64]) throws -> [Int]? {
      _ = try scratch.write(
        "lengths.npy", lengths.withUnsafeBytes { PlainWriter.npyHeader("<i8", [lengths.count]) + Array($0) })
      return try HiddenStates.open(path: path).states?.offsets
    }
    #expect(try open([2, 0, 3]) == [0, 2, 2, 5])
    #expect(atlasError { _ = try open([2, 2]) }?.message.contains("add up to 4") == true)
    #expect(atlasError { _ = try open([4, 4]) }?.message.contains("more than the 5") == true)
    #expect(atlasError { _ = try open([-1, 6]) }?.message.contains("is -1") == true)
    // The length of the text of each row.
    #expect(try open([9, 9, 9, 9, 9]) == [0, 1, 2, 3, 4, 5])
  }

  @Test func lengthsOfPaddedStates() throws {
    let values = (0..<12).map { Float($0 + 1) }
    let path = try scratch.write(
      "states.npy", values.withUnsafeBytes { PlainWriter.npyHeader("<f4", [2, 3, 2]) + Array($0) })
    _ = try scratch.write(
      "lengths.npy", [Int64(1), 3].withUnsafeBytes { PlainWriter.npyHeader("<i8", [2]) + Array($0) })
    let source = try #require(try HiddenStates.open(path: path).states)
    #expect(source.offsets == [0, 1, 4])
    #expect(try source.all() == [1, 2, 7, 8, 9, 10, 11, 12])
  }
}

import Foundation
import TensorFiles
import TestSupport
import Testing

@testable import Datasets

/// The fixtures hold the same ten states of four examples in every layout.
@Suite struct PlainArraysTests {
  let folder = TestPaths.fixtures("Datasets") + "/"
  let expected: [Float]
  let offsets = [0, 3, 4, 8, 10]

  init() throws { expected = try floats(TestPaths.fixtures("Datasets") + "/fortran.npy") }

  @Test(arguments: ["folder", "folder/states.npy", "ragged.npz", "padded.npz", "padded-fortran.npz"])
  func everyLayoutGivesTheSameTokens(_ name: String) throws {
    let opened = try HiddenStates.open(path: folder + name)
    let source = try #require(opened.states)
    #expect(source.offsets == offsets)
    #expect(source.isTokenLevel)
    #expect(source.dimension == 5)
    for block in [1, 3, 10] { #expect(try source.all(block: block) == expected) }
  }

  @Test func denseStatesAreOnePerExample() throws {
    let source = try #require(try HiddenStates.open(path: folder + "fortran.npy").states)
    #expect(!source.isTokenLevel)
    #expect(source.offsets == Array(0...10))
    #expect(try source.all(block: 4) == expected)
  }

  @Test func severalArraysNeedAName() throws {
    let error = atlasError { _ = try HiddenStates.open(path: folder + "two.npz") }
    #expect(error?.hint?.contains("a [10, 5] float32, b [10, 5] float32") == true)
    let named = try HiddenStates.open(path: folder + "two.npz", options: StateOptions(array: "b"))
    #expect(try #require(named.states).all() == expected)
    #expect(
      atlasError { _ = try HiddenStates.open(path: folder + "two.npz", options: StateOptions(array: "c")) } != nil)
  }

  @Test func paddingWithoutMaskIsRefused() throws {
    let error = atlasError { _ = try HiddenStates.open(path: folder + "padded-without-mask.npz") }
    #expect(error?.message.contains("no mask") == true)
  }

  @Test func wrongOffsetsAreErrors() throws {
    let scratch = try Scratch()
    let states = try fileBytes(folder + "folder/states.npy")
    for (values, part) in [
      ([0, 3, 9], "end with 9"), ([1, 10], "begin with 1"), ([0, 7, 3, 10], "descend at entry 2"), ([], "empty"),
    ] {
      _ = try scratch.write("states.npy", states)
      let array = values.map(Int64.init).withUnsafeBytes { PlainWriter.npyHeader("<i8", [values.count]) + Array($0) }
      let path = try scratch.write("offsets.npy", array)
      let error = atlasError { _ = try HiddenStates.open(path: scratch.folder) }
      #expect(error?.message.contains(part) == true)
      #expect(error?.path == path)
    }
    // A file of another name may lie beside offsets that are not its own.
    let other = try scratch.write("other.npy", states)
    let opened = try HiddenStates.open(path: other)
    #expect(opened.states?.isTokenLevel == false)
    #expect(opened.notes.count == 1)
  }

  @Test func valuesThatAreNotFiniteNameTheirPlace() throws {
    let scratch = try Scratch()
    for (bad, index) in [(Float.nan, 0), (.infinity, 17), (-.infinity, 49)] {
      var values = expected
      values[index] = bad
      let path = try scratch.write(
        "x.npy", values.withUnsafeBytes { PlainWriter.npyHeader("<f4", [10, 5]) + Array($0) })
      let source = try #require(try HiddenStates.open(path: path).states)
      for block in [1, 4, 10] {
        let error = atlasError { _ = try source.all(block: block) }
        #expect(error?.message.hasPrefix("example \(index / 5), dimension \(index % 5) is ") == true)
        #expect(error?.path == path)
      }
    }
  }

  @Test func masksHoldZerosAndOnes() throws {
    let scratch = try Scratch()
    let states = [Float](repeating: 1, count: 12)
    _ = try scratch.write(
      "states.npy", states.withUnsafeBytes { PlainWriter.npyHeader("<f4", [2, 3, 2]) + Array($0) })
    _ = try scratch.write("mask.npy", PlainWriter.npyHeader("|u1", [2, 3]) + [1, 0, 1, 0, 2, 0])
    #expect(
      atlasError { _ = try HiddenStates.open(path: scratch.folder) }?.message.hasPrefix("mask of example 1") == true)
    _ = try scratch.write("mask.npy", PlainWriter.npyHeader("|u1", [3, 2]) + [1, 0, 1, 0, 1, 0])
    #expect(atlasError { _ = try HiddenStates.open(path: scratch.folder) }?.message.contains("does not fit") == true)
    try FileManager.default.removeItem(atPath: scratch.path("mask.npy"))
    let opened = try HiddenStates.open(path: scratch.folder)
    #expect(opened.states?.offsets == [0, 3, 6])
    #expect(opened.positions?.warning.values == [.count(3), .count(2)])
  }

  @Test func impossibleShapesAreRefused() throws {
    let scratch = try Scratch()
    for (type, shape) in [
      ("<f4", [0, 0]), ("<f4", [1 << 40, 0]), ("<f4", [1 << 40, 0, 4]), ("<f4", [3]), ("|b1", [2, 2]),
    ] {
      let path = try scratch.write("x.npy", PlainWriter.npyHeader(type, shape) + [UInt8](repeating: 0, count: 12))
      #expect(atlasError { _ = try HiddenStates.open(path: path) } != nil)
    }
  }

  @Test func emptyFoldersAndMissingFiles() throws {
    let scratch = try Scratch()
    #expect(atlasError { _ = try HiddenStates.open(path: scratch.folder) }?.message.contains("recognised") == true)
    #expect(atlasError { _ = try HiddenStates.open(path: scratch.path("no")) }?.message == "no such file")
  }
}

import Foundation
import LinearAlgebra
import TensorFiles
import TestSupport
import Testing

@testable import Datasets

@Suite struct PlainWriterTests {
  let folder = TestPaths.fixtures("Datasets") + "/"
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test func statesComeBack() throws {
    for name in ["padded.npz", "fortran.npy", "folder"] {
      let source = try #require(try HiddenStates.open(path: folder + name).states)
      let path = scratch.path("x.safetensors")
      try PlainWriter.write(source, to: path)
      let again = try #require(try HiddenStates.open(path: path).states)
      #expect(again.offsets == source.offsets)
      #expect(again.isTokenLevel == source.isTokenLevel)
      #expect(try again.all() == source.all())
      let container = try TensorFile.open(path)
      #expect(container.entry("states")?.elementType == .float32)
      #expect(container.entry("offsets")?.elementType == .int64)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.folder) == ["x.safetensors"])
  }

  @Test(arguments: [0xFFFF_FFFF, 600, 0]) func featuresComeBack(_ limit: Int) throws {
    var features = try #require(try HiddenStates.open(path: folder + "csr.npz").features)
    let path = scratch.path("x.npz")
    for offsets in [Array(0...6), [0, 2, 2, 6]] {
      features.offsets = offsets
      try PlainWriter.write(features, to: path, zip64From: limit)
      let again = try #require(try HiddenStates.open(path: path).features)
      #expect(again.matrix.dense == features.matrix.dense)
      #expect(again.offsets == offsets)
    }
  }

  @Test func nothingRemainsOfAFailedRun() throws {
    let values: [Float] = [1, 2, .nan, 4]
    let input = try scratch.write(
      "in.npy", values.withUnsafeBytes { PlainWriter.npyHeader("<f4", [2, 2]) + Array($0) })
    let output = try scratch.write("out.safetensors", "old")
    let opened = try HiddenStates.open(path: input)
    #expect(atlasError { try PlainWriter.write(opened.activations, to: output) } != nil)
    #expect(try fileBytes(output) == Array("old".utf8))
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.folder).count == 2)
    let sound = try HiddenStates.open(path: folder + "fortran.npy")
    let error = atlasError { try PlainWriter.write(sound.activations, to: scratch.path("no/such/x.npz")) }
    #expect(error?.kind == .failure)
  }
}

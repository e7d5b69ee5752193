import Foundation
import TensorFiles
import TestSupport
import Testing

@testable import Datasets

/// Every activation case of the shared folder, where it is present.
@Suite(.enabled(if: TestPaths.sharedData != nil)) struct SharedCasesTests {
  let formats = (TestPaths.sharedData ?? "") + "/formats/"

  private func open(_ name: String) throws -> (opened: OpenedActivations, expected: any TensorContainer) {
    let data = try Data(contentsOf: URL(fileURLWithPath: formats + name + "/case.json"))
    let facts = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let path = formats + name + "/" + (try #require(facts["open"] as? String))
    let options = StateOptions(array: facts["array"] as? String)
    return (
      try HiddenStates.open(path: path, options: options), try TensorFile.open(formats + name + "/expected.safetensors")
    )
  }

  private func checkStates(_ name: String) throws {
    let (opened, expected) = try open(name)
    let source = try #require(opened.states)
    #expect(try source.all(block: 7) == expected.tensor("dense").floats())
    if expected.contains("offsets") {
      #expect(try source.offsets.map(Int64.init) == expected.tensor("offsets").int64s())
    }
  }

  @Test(arguments: [
    "npy-v1", "npy-v2", "npy-float16", "npy-fortran", "npz-stored", "npz-deflated", "torch-dense", "sae-probes",
  ])
  func denseArrays(_ name: String) throws { try checkStates(name) }

  @Test(arguments: ["scipy-csr", "delphi-uint16", "mosaic-features", "torch-sparse-coo"])
  func encodedFeatures(_ name: String) throws {
    let (opened, expected) = try open(name)
    #expect(try #require(opened.features).matrix.dense == expected.tensor("dense").floats())
  }

  @Test func wideDelphiCache() throws {
    let (opened, expected) = try open("delphi-uint32")
    let matrix = try #require(opened.features).matrix
    #expect(matrix.columnCount == 70000)
    let columns = try expected.tensor("features").int64s().map(Int.init)
    let dense = try expected.tensor("dense").floats()
    var values: [Float] = []
    for row in 0..<48 {
      var line = [Float](repeating: 0, count: 70000)
      for i in matrix.range(ofRow: row) { line[Int(matrix.indices[i])] = matrix.values[i] }
      values += columns.map { line[$0] }
    }
    #expect(values == dense)
    #expect(matrix.entryCount == dense.count { $0 != 0 })
  }

  @Test func mosaicSamplesAndLabels() throws {
    try checkStates("mosaic-samples")
    for name in ["mosaic-samples", "mosaic-features", "sae-probes"] {
      let data = try Data(contentsOf: URL(fileURLWithPath: formats + name + "/case.json"))
      let facts = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      let examples = try #require(try open(name).opened.examples)
      #expect(examples.labels.map { examples.classes[Int($0)] } == facts["labels"] as? [String])
    }
    let opened = try HiddenStates.open(
      path: formats + "mosaic-features/files/llm_features.npz", options: StateOptions(array: "hidden_states"))
    let expected = try TensorFile.open(formats + "mosaic-features/expected.safetensors").tensor("hidden_states")
    #expect(try #require(opened.states).all() == expected.floats())
  }

  @Test func realStates() throws {
    let data = try #require(TestPaths.sharedData)
    let layer = try #require(try HiddenStates.open(path: data + "/hatecheck/layer6.safetensors").states)
    #expect(layer.exampleCount == 1800)
    #expect(layer.dimension == 384)
    try TokenTable.read(path: data + "/hatecheck/tokens.jsonl").check(offsets: layer.offsets, of: "states")
    let e5 = try #require(try HiddenStates.open(path: data + "/multilingual-hatecheck").states)
    #expect(e5.exampleCount == 1600)
    #expect(e5.isTokenLevel)
    let images = try #require(try HiddenStates.open(path: data + "/objects/image-test.npy").states)
    #expect(images.tokenCount == 2000)
    let radio = try #require(try HiddenStates.open(path: data + "/radio/states.npz").states)
    #expect(radio.tokenCount == 5280)
    #expect(try radio.all(block: 1000).allSatisfy(\.isFinite))
  }
}

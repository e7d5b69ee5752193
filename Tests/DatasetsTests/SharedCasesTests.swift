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

  @Test(arguments: ["npy-v1", "npy-v2", "npy-float16", "npy-fortran", "npz-stored", "npz-deflated"])
  func numpyArrays(_ name: String) throws { try checkStates(name) }

  @Test func scipyMatrix() throws {
    let (opened, expected) = try open("scipy-csr")
    #expect(try #require(opened.features).matrix.dense == (try expected.tensor("dense").floats()))
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

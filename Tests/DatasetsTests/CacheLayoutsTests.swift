import Foundation
import LinearAlgebra
import TestSupport
import Testing

@testable import Datasets

/// Caches as their libraries lay them out; the expected numbers were saved by the script that made the fixtures.
@Suite struct CacheLayoutsTests {
  let folder = TestPaths.fixtures("Datasets") + "/layouts/"

  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  /// A copy of a fixture that a test may change.
  private func copy(_ name: String) throws -> String {
    try FileManager.default.copyItem(atPath: folder + name, toPath: scratch.path(name))
    return scratch.path(name)
  }

  @Test(arguments: ["delphi", "layers.3.safetensors"]) func delphi(_ name: String) throws {
    let opened = try HiddenStates.open(path: folder + name)
    let features = try #require(opened.features)
    let expected = try floats(folder + "delphi.npy")
    #expect(features.matrix.rowCount == 12)
    // An un-split file does not say how many latents there are: the last active one ends it.
    let columns = features.matrix.columnCount
    #expect(name == "delphi" ? columns == 21 : columns <= 21)
    let dense = features.matrix.dense
    for row in 0..<12 {
      #expect(Array(dense[row * columns..<(row + 1) * columns]) == Array(expected[row * 21..<row * 21 + columns]))
      #expect(expected[row * 21 + columns..<(row + 1) * 21].allSatisfy { $0 == 0 })
    }
    #expect(features.matrix.isCanonical)
    #expect(features.offsets == [0, 3, 6, 9, 12])
  }

  @Test func delphiSplitsMayNotOverlapOrLie() throws {
    let path = try copy("delphi")
    try FileManager.default.copyItem(atPath: path + "/5_11.safetensors", toPath: path + "/6_30.safetensors")
    #expect(atlasError { _ = try HiddenStates.open(path: path) }?.message.contains("overlap") == true)
    try FileManager.default.removeItem(atPath: path + "/6_30.safetensors")
    try FileManager.default.moveItem(atPath: path + "/12_20.safetensors", toPath: path + "/12_14.safetensors")
    #expect(atlasError { _ = try HiddenStates.open(path: path) }?.message.contains("outside") == true)
    try FileManager.default.removeItem(atPath: path + "/5_11.safetensors")
    try FileManager.default.moveItem(atPath: path + "/12_14.safetensors", toPath: path + "/12_20.safetensors")
    #expect(
      try HiddenStates.open(path: path).notes == ["No split holds the latents 5–11; they are taken to be silent."])
    for config in [#"{"cache_ctx_len": 3, "n_tokens": 3}"#, #"{"cache_ctx_len": -3, "n_tokens": 3}"#, "{", "[]"] {
      try Data(config.utf8).write(to: URL(fileURLWithPath: path + "/config.json"))
      let error = atlasError { _ = try HiddenStates.open(path: path) }
      #expect((error == nil) == (config == "[]"))
    }
  }

  @Test func mosaicSamples() throws {
    let opened = try HiddenStates.open(path: folder + "mosaic-samples")
    let source = try #require(opened.states)
    #expect(source.offsets == [0, 3, 4, 6])
    for block in [1, 4, 6] { #expect(try source.all(block: block) == floats(folder + "mosaic-states.npy")) }
    #expect(opened.examples?.ids == ["7", "a", "9"])
    #expect(opened.examples?.classes == ["no", "yes"])
    #expect(opened.examples?.labels == [0, 1, 0])
    #expect(opened.notes.first?.hasPrefix("3 rows of the table repeat") == true)
    let encoded = try HiddenStates.open(path: folder + "mosaic-samples", options: StateOptions(array: "sae_acts"))
    #expect(try #require(encoded.features).matrix.dense == floats(folder + "mosaic-acts.npy"))
    #expect(encoded.features?.offsets == [0, 3, 4, 6])
  }

  @Test func mosaicSampleThatIsNotThere() throws {
    let path = try copy("mosaic-samples")
    try FileManager.default.removeItem(atPath: path + "/sample_a.npz")
    let error = atlasError { _ = try HiddenStates.open(path: path) }
    #expect(error?.line == 3)
    #expect(error?.message.contains("sample_a.npz") == true)
  }

  @Test(arguments: ["llm", "vlm"]) func mosaicFeatures(_ kind: String) throws {
    let path = folder + "mosaic-features/\(kind)_features.npz"
    let opened = try HiddenStates.open(path: path)
    #expect(try #require(opened.features).matrix.dense == floats(folder + "mosaic-counts.npy"))
    #expect(opened.examples?.ids == (kind == "llm" ? ["3", "0", "2", "1"] : ["0", "1", "2", "3"]))
    #expect(opened.examples?.classes == ["bad", "good", "so-so"])
    #expect(opened.examples?.labels == [1, 0, 2, 0])
    let states = try HiddenStates.open(path: path, options: StateOptions(array: "hidden_states"))
    #expect(try #require(states.states).all() == Array(floats(folder + "mosaic-states.npy")[..<16]))
  }

  @Test func mosaicTableOfAnotherRun() throws {
    let path = try copy("mosaic-features")
    for (table, part) in [
      ("sample_id,label\n0,a\n1,b\n2,c\n3,d\n", "label code 0"), ("sample_id,label\n0,a\n1,a\n2,c\n", "\"3\" is not"),
    ] {
      try Data(table.utf8).write(to: URL(fileURLWithPath: path + "/llm_metadata.csv"))
      let error = atlasError { _ = try HiddenStates.open(path: path + "/llm_features.npz") }
      #expect(error?.message.contains(part) == true)
    }
  }

  @Test(arguments: ["saev", "saev-1"]) func saevShards(_ name: String) throws {
    let all = try floats(folder + "saev.npy")
    for (layer, index) in [(6, 0), (11, 1)] {
      for (array, tokens) in [(nil, 1..<4), ("cls", 0..<1), ("all", 0..<4)] {
        let opened = try HiddenStates.open(
          path: folder + name, options: StateOptions(array: array, layer: layer))
        let source = try #require(opened.states)
        var expected: [Float] = []
        for example in 0..<5 {
          let start = (example * 2 + index) * 4
          expected += all[(start + tokens.lowerBound) * 6..<(start + tokens.upperBound) * 6]
        }
        for block in [1, 2, 5, 20] { #expect(try source.all(block: block) == expected) }
        #expect(source.offsets == (0...5).map { $0 * tokens.count })
      }
    }
    #expect(atlasError { _ = try HiddenStates.open(path: folder + name) }?.hint?.contains("6, 11") == true)
    let error = atlasError { _ = try HiddenStates.open(path: folder + name, options: StateOptions(layer: 7)) }
    #expect(error?.message == "there is no layer 7")
  }

  @Test(arguments: [
    ("\"n_examples\": 2", "\"n_examples\": 1099511627776"), ("\"n_examples\": 2", "\"n_examples\": 3"),
    ("acts000001.bin", "../saev/acts000001.bin"), ("acts000001.bin", "acts000009.bin"),
    ("\"n_examples\": 1", "\"n_examples\": 0"),
    ("\"n_examples\": 1", "\"n_examples\": -1"), ("\"name\"", "\"nome\""),
  ])
  func saevListThatLies(_ from: String, _ to: String) throws {
    let path = try copy("saev")
    let list = try String(contentsOfFile: path + "/shards.json", encoding: .utf8)
    #expect(list.contains(from))
    try Data(list.replacingOccurrences(of: from, with: to).utf8).write(
      to: URL(fileURLWithPath: path + "/shards.json"))
    #expect(atlasError { _ = try HiddenStates.open(path: path, options: StateOptions(layer: 6)) } != nil)
  }

  @Test(arguments: [
    ("\"d_model\": 6", "\"d_model\": 281474976710656"), ("\"d_model\": 6", "\"d_model\": 0"),
    ("\"content_tokens_per_example\": 3", "\"content_tokens_per_example\": 4611686018427387904"),
    ("[6, 11]", "[]"), ("[6, 11]", "[6, \"x\"]"), ("float32", "float16"), ("\"n_examples\": 5", "\"n_examples\": 6"),
  ])
  func saevMetadataThatLies(_ from: String, _ to: String) throws {
    let path = try copy("saev")
    let text = try String(contentsOfFile: path + "/metadata.json", encoding: .utf8)
    #expect(text.contains(from))
    try Data(text.replacingOccurrences(of: from, with: to).utf8).write(
      to: URL(fileURLWithPath: path + "/metadata.json"))
    #expect(atlasError { _ = try HiddenStates.open(path: path, options: StateOptions(layer: 6)) } != nil)
  }

  @Test func openMOSSChunks() throws {
    let source = try #require(try HiddenStates.open(path: folder + "chunks").states)
    let states = try floats(folder + "mosaic-states.npy")
    #expect(source.offsets == [0, 3, 4, 5, 7])
    let expected = Array(states[..<16]) + states[..<12].map { $0 + 10 }
    for block in [1, 2, 7] { #expect(try source.all(block: block) == expected) }
  }

  @Test func partsStandInTheOrderOfTheirNumbers() throws {
    let path = try copy("parts")
    let states = try floats(folder + "mosaic-states.npy")
    let source = try #require(try HiddenStates.open(path: path).states)
    #expect(!source.isTokenLevel)
    #expect(try source.all(block: 4) == states + states[12...])
    #expect(source.files.count == 3)
    try FileManager.default.moveItem(atPath: path + "/acts_part3.npy", toPath: path + "/acts_part10.npy")
    #expect(atlasError { _ = try HiddenStates.open(path: path) }?.message.contains("parts 2 and 10") == true)
  }
}

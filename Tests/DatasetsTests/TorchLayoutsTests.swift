import LinearAlgebra
import TestSupport
import Testing

@testable import Datasets

@Suite struct TorchLayoutsTests {
  let folder = TestPaths.fixtures("Datasets") + "/layouts/"

  /// Rows of [n, 4, 5] that are not zero, and where examples begin.
  private func tokens(_ values: ArraySlice<Float>) -> (states: [Float], offsets: [Int]) {
    var states: [Float] = []
    var offsets = [0]
    for (row, start) in stride(from: values.startIndex, to: values.endIndex, by: 5).enumerated() {
      if values[start..<start + 5].contains(where: { $0 != 0 }) { states += values[start..<start + 5] }
      if row % 4 == 3 { offsets.append(states.count / 5) }
    }
    return (states, offsets)
  }

  @Test func saeBench() throws {
    let path = folder + "saebench/bios_activations.pt"
    let all = try floats(folder + "saebench.npy")
    for (option, range) in [(nil, 0..<10), ("train", 0..<5), ("test", 5..<10), ("train.a", 2..<5)] {
      let opened = try HiddenStates.open(path: path, options: StateOptions(array: option))
      let source = try #require(opened.states)
      let expected = tokens(all[range.lowerBound * 20..<range.upperBound * 20])
      #expect(source.offsets == expected.offsets)
      for block in [1, 7, 40] { #expect(try source.all(block: block) == expected.states) }
      let examples = try #require(opened.examples)
      #expect(examples.count == range.count)
      #expect(examples.classes == (option == "train.a" ? ["a"] : ["a", "b.c"]))
    }
    let examples = try #require(try HiddenStates.open(path: path).examples)
    #expect(examples.labels == [1, 1, 0, 0, 0, 1, 1, 0, 0, 0])
    #expect(examples.splits?[4...5] == ["train", "test"])
    #expect(Set(examples.ids).count == 10)
    let test = try HiddenStates.open(path: path, options: StateOptions(split: "test"))
    #expect(test.activations.exampleCount == 5)
    let chunks = try #require(try HiddenStates.open(path: folder + "saebench-chunks").states)
    let expected = tokens(all[40..<80])
    #expect(chunks.offsets == expected.offsets)
    #expect(try chunks.all() == expected.states)
  }

  @Test func saeProbesStatesFindTheirTable() throws {
    let opened = try HiddenStates.open(
      path: folder + "sae-probes/model_activations_m/7_cats_blocks.2.hook_resid_post.pt")
    #expect(try #require(opened.states).all() == floats(folder + "sae-probes.npy"))
    #expect(opened.examples?.texts?.last == "text 3")
    #expect(opened.examples?.classes == ["cat", "dog"])
    #expect(opened.examples?.labels == [1, 0, 1, 0])
  }

  @Test func sparseTensors() throws {
    let setting = folder + "sae-probes/sae_activations_m/normal_setting/"
    let all = try floats(folder + "torch-sparse.npy")
    func half(_ k: Int) -> [Float] { (0..<6).flatMap { all[($0 * 2 + k) * 8..<($0 * 2 + k + 1) * 8] } }
    let train = try HiddenStates.open(path: setting + "7_cats_2_16k_40_X_train_sae.pt")
    #expect(train.features?.matrix.dense == half(0))
    #expect(train.examples?.labels == [0, 1, 1, 0, 1, 0])
    #expect(train.examples?.splits?.first == "train")
    let csr = try HiddenStates.open(path: setting + "csr.pt")
    #expect(csr.features?.matrix.dense == half(1))
    #expect(csr.examples == nil)
    let three = try #require(try HiddenStates.open(path: setting + "three-axes.pt").features)
    #expect(three.matrix.dense == all)
    #expect(three.offsets == [0, 2, 4, 6, 8, 10, 12])
    let repeated = try #require(try HiddenStates.open(path: setting + "repeated.pt").features)
    #expect(repeated.matrix.indices == [2, 7])
    #expect(repeated.matrix.values == [2, 4])
    #expect(repeated.matrix.isCanonical)
  }

  @Test func viewsThatRepeatMemoryAreRefused() {
    let path = folder + "sae-probes/sae_activations_m/normal_setting/expanded.pt"
    #expect(atlasError { _ = try HiddenStates.open(path: path) }?.hint == "save it with .contiguous()")
  }
}

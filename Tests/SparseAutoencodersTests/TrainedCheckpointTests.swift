import Diagnostics
import SparseAutoencoders
import TensorFiles
import TestSupport
import Testing

/// Trained autoencoders of real size, where the folder of real inputs is there.
@Suite(.enabled(if: TestPaths.sharedData != nil)) struct TrainedCheckpointTests {
  @Test(arguments: [
    ("saes/saelens-topk-w1536-l6", "saelens", 1536), ("saes/saelens-jumprelu-w1536-l3", "saelens", 1536),
    ("saes/saelens-captions-w1536", "saelens", 1536), ("saes/sparsify-topk-w1536-l6", "sparsify", 1536),
    ("saes/dictionary-learning-batchtopk-w1536-l6/trainer_0", "dictionary-learning", 1536),
    ("saes/e5-topk32-w16384", "saelens", 16384),
  ]) func opens(_ path: String, _ family: String, _ features: Int) throws {
    let checkpoint = try Checkpoints.open(#require(TestPaths.sharedData) + "/" + path)
    #expect(checkpoint.family == family)
    #expect(checkpoint.autoencoder.inputDimension == 384)
    #expect(checkpoint.autoencoder.featureCount == features)
    #expect((checkpoint.autoencoder.decoder == nil) == path.contains("e5"))
  }

  /// A wrapper of somebody's own, described as the configuration's `format:` does.
  @Test func radio() throws {
    let root = try #require(TestPaths.sharedData) + "/radio"
    let mapping = [
      "encoder": ["state_dict.encoder.weight"], "orientation": ["features-by-inputs"],
      "encoder-bias": ["state_dict.encoder.bias"], "decoder": ["state_dict.decoder.weight"],
      "subtract": ["mean", "state_dict.decoder.bias"], "activation": ["topk"], "k": ["8"],
    ]
    let checkpoint = try Checkpoints.open(root + "/saes/main/sae.pt", options: CheckpointOptions(mapping: mapping))
    let sae = checkpoint.autoencoder
    #expect(sae.inputDimension == 256 && sae.featureCount == 128)
    // It was trained on these states; torch says .0605 for the same rows and formula.
    let file = try TensorFile.open(root + "/states.npz")
    let states = try file.tensor(#require(file.tensors.first { $0.shape.last == 256 }).name)
    let encode = ReferenceEncoder(sae: sae)
    // The rows are sorted by class: every 20th shows all of them.
    let all = states.floats()
    let x = stride(from: 0, to: states.rowCount, by: 20).flatMap { all[$0 * 256..<($0 + 1) * 256] }
    let rows = x.count / 256
    var mean = [Double](repeating: 0, count: 256)
    for (i, value) in x.enumerated() { mean[i % 256] += Double(value) / Double(rows) }
    var error = 0.0
    var variance = 0.0
    for row in 0..<rows {
      let one = x[row * 256..<(row + 1) * 256].map(Double.init)
      let (a, y) = encode(one)
      #expect(a.count { $0 != 0 } <= 8)
      for (i, back) in try #require(y).enumerated() {
        error += (one[i] - back) * (one[i] - back)
        variance += (one[i] - mean[i]) * (one[i] - mean[i])
      }
    }
    #expect(error / variance < 0.1)
  }

  @Test func aTypoInTheMappingIsNamed() throws {
    let path = try #require(TestPaths.sharedData) + "/radio/saes/main/sae.pt"
    let error = #expect(throws: AtlasError.self) {
      try Checkpoints.open(path, options: CheckpointOptions(mapping: ["encodr": ["x"]]))
    }
    #expect(error?.hint?.contains("did you mean encoder") == true)
  }
}

import Files
import TestSupport

/// A configuration with everything it names, small enough to be analysed in a second: 120 examples with a state of 8
/// numbers each, a checkpoint of 12 features.
struct TinyAtlas {
  let folder: String
  var configuration: String { folder + "/atlas.yml" }

  /// - Parameters:
  ///   - columns: of the table, with their values; the example takes them in turn.
  ///   - roles: the `columns:` of the configuration.
  ///   - more: further lines of the configuration.
  ///   - seed: of the noise.
  init(
    _ folder: String, columns: [(name: String, values: [String])], roles: String, dataset: String = "data",
    checkpoint: String = "sae", more: String = "", seed: UInt64 = 3
  ) throws {
    self.folder = folder
    var noise = Mutator(seed: seed)
    func gaussian() -> Float {
      (0..<12).reduce(Float(-6)) { sum, _ in sum + Float(noise.index(below: 1 << 20)) / Float(1 << 20) }
    }
    let count = 120
    // All combinations of values in turn.
    func value(_ column: Int, _ example: Int) -> Int {
      example / columns.prefix(column).reduce(1) { $0 * $1.values.count } % columns[column].values.count
    }
    var table = (["id"] + columns.map(\.name)).joined(separator: ",") + "\n"
    var states: [Float] = []
    for example in 0..<count {
      let cells = columns.indices.map { columns[$0].values[value($0, example)] }
      table += (["例\(example)"] + cells).joined(separator: ",") + "\n"
      var state = (0..<8).map { _ in gaussian() }
      for column in columns.indices where value(column, example) == 0 { state[column % 8] += 2 }
      states += state
    }
    try FileSink.write(folder + "/data.csv", Array(table.utf8))
    var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(count), 8), }"
    header += String(repeating: " ", count: 117 - header.utf8.count) + "\n"
    try FileSink.write(
      folder + "/states.npy", [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(header.utf8) + Self.bytes(states))
    try Self.writeCheckpoint(folder + "/sae", weights: (0..<96).map { _ in gaussian() / 3 })
    try FileSink.write(
      configuration,
      Array(
        """
        title: Tiny
        seed: 1
        checkpoints: [{id: \(checkpoint), path: sae, layer: 6}]
        datasets:
          - {id: \(dataset), examples: data.csv, columns: {\(roles)}, states: {6: states.npy}}
        pooling: [max]
        probes: {representations: [majority, binarized], thresholds: [0], c: [0.1], folds: 3, repeats: 1}
        \(more)

        """.utf8))
  }

  private static func bytes(_ values: [Float]) -> [UInt8] { values.withUnsafeBytes { Array($0) } }

  /// SAELens: 8 numbers, 12 features.
  private static func writeCheckpoint(_ folder: String, weights: [Float]) throws {
    try Paths.makeFolders(folder)
    try FileSink.write(
      folder + "/cfg.json",
      Array(
        """
        {"architecture": "standard", "d_in": 8, "d_sae": 12, "dtype": "float32", "apply_b_dec_to_input": false,
         "normalize_activations": "none", "hook_name": "blocks.6.hook_resid_post", "hook_layer": 6, "model_name": "m"}
        """.utf8))
    let decoder = (0..<96).map { weights[$0 % 8 * 12 + $0 / 8] }
    let header =
      "{\"W_enc\":{\"dtype\":\"F32\",\"shape\":[8,12],\"data_offsets\":[0,384]},"
      + "\"W_dec\":{\"dtype\":\"F32\",\"shape\":[12,8],\"data_offsets\":[384,768]},"
      + "\"b_enc\":{\"dtype\":\"F32\",\"shape\":[12],\"data_offsets\":[768,816]},"
      + "\"b_dec\":{\"dtype\":\"F32\",\"shape\":[8],\"data_offsets\":[816,848]}}"
    let length = UInt64(header.utf8.count)
    try FileSink.write(
      folder + "/sae_weights.safetensors",
      (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * UInt64($0))) } + Array(header.utf8)
        + bytes(weights + decoder + [Float](repeating: 0, count: 20)))
  }
}

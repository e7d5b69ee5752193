import Diagnostics
import Files
import TensorFiles

/// saev shards (`src/saev/data/shards.py`, protocols 1.x and 2.x): a folder with `metadata.json`, `shards.json` and raw
/// float32 files of shape (examples, layers, tokens, d), the class token first where there is one.
///
/// `metadata.json` carries a pickle in `data`; it is never looked at. Of the tokens the patches are read; `array: cls`
/// reads the class token, `array: all` both.
enum SaevShards {
  static let layout = StateLayout(
    name: "saev shards",
    detect: { input in
      guard input.has("metadata.json"), input.names.contains(where: { $0.hasSuffix(".bin") }) else { return false }
      return input.has("shards.json") || input.has("acts000000.bin")
    },
    open: open)

  private struct Geometry {
    var layers: [Int]
    var patches: Int
    var hasClassToken: Bool
    var d: Int
    var examples: Int
    var tokens: Int { patches + (hasClassToken ? 1 : 0) }

    /// Bytes of one example.
    func exampleSize(_ path: String) throws -> Int {
      var size = 4
      for factor in [layers.count, tokens, d] {
        let (product, overflow) = size.multipliedReportingOverflow(by: factor)
        guard !overflow, product > 0, product <= 1 << 48 else {
          throw AtlasError(path: path, "the sizes \(layers.count) × \(tokens) × \(d) of an example are impossible")
        }
        size = product
      }
      return size
    }
  }

  private static func open(_ input: StateInput, _ options: StateOptions) throws -> OpenedActivations {
    let metadata = try MetadataFile(input.file("metadata.json"))
    let geometry = try geometry(metadata)
    let layer = try layerIndex(geometry.layers, options.layer, metadata.path)
    let shards = try shards(input, geometry)
    var parts: [TensorStates.Part] = []
    let (first, count) = try tokens(geometry, options.array, input.path)
    guard count > 0 else { throw AtlasError(path: metadata.path, "an example has no patches") }
    for shard in shards {
      let file = try MappedFile(shard.path)
      let (size, overflow) = try geometry.exampleSize(metadata.path).multipliedReportingOverflow(by: shard.examples)
      guard !overflow, size <= file.count else {
        throw AtlasError(
          path: shard.path, "\(file.count) bytes, but \(shard.examples) examples need more",
          hint: "the file is cut short, or shards.json belongs to another run")
      }
      let (t, d) = (geometry.tokens, geometry.d)
      let tensor = Tensor(
        name: FilePaths.lastComponent(shard.path), shape: [shard.examples, count, d],
        strides: [geometry.layers.count * t * d, d, 1], elementType: .float32,
        byteOffset: (layer * t + first) * d * 4, storage: TensorStorage(file, 0..<file.count))
      parts.append(TensorStates.Part(tensor, path: shard.path))
    }
    let total = shards.reduce(0) { $0 + $1.examples }
    guard total == geometry.examples else {
      throw AtlasError(
        path: metadata.path, "\(geometry.examples) examples are announced, but the shards hold \(total)",
        hint: "a shard is missing, or the run was not finished")
    }
    var notes: [String] = []
    if geometry.hasClassToken, options.array == nil {
      notes.append("The class token is left out; array: cls reads it alone, array: all with the patches.")
    }
    let files = [metadata.path] + (input.has("shards.json") ? [input.file("shards.json")] : []) + shards.map(\.path)
    let source = TensorStates(
      parts: parts, dimension: geometry.d, offsets: (0...total).map { $0 * count }, files: files)
    return OpenedActivations(.states(source), notes: notes)
  }

  private static func geometry(_ metadata: MetadataFile) throws -> Geometry {
    if let type = metadata.text("dtype"), type != "float32" {
      throw AtlasError(path: metadata.path, "dtype \"\(type)\" is not read", hint: "saev writes float32")
    }
    // Names of protocol 2.1, 2.0 and 1.x.
    guard let patches = try metadata.size("content_tokens_per_example", "patches_per_ex", "n_patches_per_img") else {
      throw metadata.missing("content_tokens_per_example")
    }
    guard let d = try metadata.size("d_model", "d_vit"), d > 0 else { throw metadata.missing("d_model") }
    guard let examples = try metadata.size("n_examples", "n_ex", "n_imgs") else { throw metadata.missing("n_examples") }
    guard case .array(let values)? = metadata.root["layers"], !values.isEmpty else { throw metadata.missing("layers") }
    let layers = try values.map { value in
      guard case .integer(let layer) = value else {
        throw AtlasError(path: metadata.path, "\"layers\" is no list of numbers")
      }
      return Int(layer)
    }
    var hasClassToken = false
    if case .bool(let flag)? = metadata.root["cls_token"] { hasClassToken = flag }
    return Geometry(layers: layers, patches: patches, hasClassToken: hasClassToken, d: d, examples: examples)
  }

  private static func layerIndex(_ layers: [Int], _ wanted: Int?, _ path: String) throws -> Int {
    if let wanted {
      if let index = layers.firstIndex(of: wanted) { return index }
      throw AtlasError(path: path, "there is no layer \(wanted)", hint: "layers: " + listed(layers.map(String.init)))
    }
    guard layers.count == 1 else {
      throw AtlasError(
        path: path, "the shards hold \(layers.count) layers",
        hint: "say which with the option layer: " + listed(layers.map(String.init)))
    }
    return 0
  }

  /// First token and number of tokens of an example that are read.
  private static func tokens(_ geometry: Geometry, _ array: String?, _ path: String) throws -> (Int, Int) {
    switch (array, geometry.hasClassToken) {
    case (nil, let has), ("patches", let has): return (has ? 1 : 0, geometry.patches)
    case ("cls", true): return (0, 1)
    case ("all", _): return (0, geometry.tokens)
    default:
      throw AtlasError(
        path: path, "there is no array \"\(array ?? "")\" in these shards",
        hint: "patches, all" + (geometry.hasClassToken ? ", cls" : ""))
    }
  }

  private static func shards(_ input: StateInput, _ geometry: Geometry) throws -> [(path: String, examples: Int)] {
    guard input.has("shards.json") else {
      // Before the list was kept every file but the last was full.
      let size = try geometry.exampleSize(input.path)
      var left = geometry.examples
      return try NumberedNames.sorted(input.names.filter { $0.hasPrefix("acts") && $0.hasSuffix(".bin") }).map { name in
        let count = min(left, try MappedFile(input.file(name)).count / size)
        left -= count
        return (input.file(name), count)
      }
    }
    let path = input.file("shards.json")
    guard case .array(let list) = try MetadataFile(path).root else {
      throw AtlasError(path: path, "this is no list of shards")
    }
    return try list.map { entry in
      let count = ["n_examples", "n_ex", "n_imgs"].lazy.compactMap { entry[$0] }.first
      guard case .string(let name)? = entry["name"], case .integer(let examples)? = count, examples >= 0,
        examples <= 1 << 40
      else { throw AtlasError(path: path, "a shard without a name or without its number of examples") }
      guard FilePaths.isPlainName(name), input.has(name) else {
        throw AtlasError(path: path, "the shard \"\(name)\" is not in this folder", hint: "keep the shards together")
      }
      return (input.file(name), Int(examples))
    }
  }
}

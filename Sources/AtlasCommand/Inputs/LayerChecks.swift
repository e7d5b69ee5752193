import Analysis
import Datasets
import Diagnostics
import Files
import Findings
import SparseAutoencoders
import TensorFiles

extension OpenedCheckpoint {
  /// What the checkpoint's files say of their layer against the configuration's `layer:`; nil if they agree.
  var layerDoubt: Note? {
    guard let checkpoint, let configured = givenLayer,
      let declared = checkpoint.layer ?? LayerName(inPath: writtenPath)?.number, declared != configured
    else { return nil }
    guard let hook = checkpoint.hook else { return Note(.anotherLayer, declared, configured) }
    guard let state = checkpoint.place?.hiddenState else {
      return Note(.anotherLayerOfHook, declared, hook, configured)
    }
    return Note(
      state == configured ? .layerCountedAsState : .anotherLayerOfPlace, declared, hook, configured, state)
  }

  /// What the checkpoint reads against what the states' file says it holds, where the numbers of layers agree.
  func placeDoubt(_ states: AtlasConfiguration.StatesEntry) -> Note? {
    guard layerDoubt == nil, let place = checkpoint?.place, let hook = checkpoint?.hook,
      let name = LayerName(ofStates: states)
    else { return nil }
    if name.isHiddenState {
      guard place.hiddenState != name.number else { return nil }
    } else {
      guard let other = ModelPlace(name.text), !place.isSame(as: other), other.block == place.block else { return nil }
    }
    let said = name.isHiddenState ? "hidden_states[\(name.number)]" : name.text
    return place.hiddenState.map { Note(.anotherPlace, hook, $0, said, name.source) }
      ?? Note(.anotherPlaceInside, hook, said, name.source)
  }
}

extension AtlasConfiguration.StatesEntry {
  /// What the states' file says of its layer against the layer that the configuration lists it under; nil if they agree.
  var layerDoubt: Note? {
    guard let name = LayerName(ofStates: self), name.number != layer else { return nil }
    // hidden_states[L + 1] is what block L puts out.
    if name.isHiddenState, name.number == layer + 1 { return nil }
    if let state = name.isHiddenState ? nil : ModelPlace(name.text)?.hiddenState {
      return Note(.statesOfAnotherPlace, layer, name.number, name.source, name.text, state)
    }
    return Note(.statesOfAnotherLayer, layer, name.number, name.source)
  }
}

/// A layer as the name or the metadata of a file tells it.
struct LayerName {
  var number: Int
  /// Whether it is an index into Hugging Face's `hidden_states` and not the number of a block.
  var isHiddenState = false
  /// The words that say it: `layer6.safetensors`, `blocks.4.hook_resid_post`.
  var text: String
  /// Where they stand: a part of the path, `FILE: KEY` of metadata.
  var source: String

  /// Folders above the file that are looked at.
  private static let nearest = 4

  /// What the file's metadata say, else its name, else the folders above it; nil where a layer is chosen inside the file.
  init?(ofStates states: AtlasConfiguration.StatesEntry) {
    guard states.options.layer == nil else { return nil }
    if let found = LayerName(inMetadataOf: states.path) ?? LayerName(inColumnsOf: states.path)
      ?? LayerName(inPath: states.path)
    {
      self = found
    } else {
      return nil
    }
  }

  /// The nearest part of the path that names one layer.
  init?(inPath path: String) {
    for part in path.split(separator: "/").reversed().prefix(LayerName.nearest) {
      if let found = LayerName(word: String(part), source: String(part)) {
        self = found
        return
      }
    }
    return nil
  }

  /// `layer`, `hook_name` or `hidden_state` among the free texts of a safetensors file.
  private init?(inMetadataOf path: String) {
    guard path.hasSuffix(".safetensors"), let container = try? TensorFile.open(path) else { return nil }
    for key in ["hook_name", "hook_point", "hook", "hidden_state", "hidden_states", "layer"] {
      guard let text = container.metadata[key], !text.isEmpty else { continue }
      let source = "\(Paths.name(of: path)): \(key)"
      if let number = Int(text), number >= 0, !key.hasPrefix("hook") {
        self.init(number: number, isHiddenState: key.hasPrefix("hidden"), text: text, source: source)
        return
      }
      if let found = LayerName(word: text, source: source) {
        self = found
        return
      }
    }
    return nil
  }

  /// The hook that a data set of SAELens has as the name of its column.
  private init?(inColumnsOf path: String) {
    let file = Paths.join(path, "dataset_info.json")
    guard Paths.isFile(file), let content = try? MappedFile(file), content.count <= 1 << 20,
      case .object(let columns)? = (try? content.withBytes { try JSONParser.parse($0) })?["features"]
    else { return nil }
    let found = columns.compactMap { LayerName(word: $0.key, source: "dataset_info.json: \($0.key)") }
    guard found.count == 1 else { return nil }
    self = found[0]
  }

  private init(number: Int, isHiddenState: Bool, text: String, source: String) {
    (self.number, self.isHiddenState, self.text, self.source) = (number, isHiddenState, text, source)
  }

  /// `layer6`, `layer_12`, `blocks.20.hook_resid_post`, `hidden_states_5`; nil where several numbers follow.
  private init?(word: String, source: String) {
    let parts = word.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    var found: Set<Int> = []
    var isHidden = false
    for (index, part) in parts.enumerated() {
      let letters = part.prefix { $0.isLetter }
      guard ["layer", "layers", "block", "blocks", "states", "state"].contains(String(letters)) else { continue }
      let isState = letters.hasPrefix("state")
      if isState, index == 0 || parts[index - 1] != "hidden" { continue }
      let digits = part.dropFirst(letters.count)
      var next = index + 1
      var number = Int(digits)
      if digits.isEmpty {
        number = next < parts.count ? Int(parts[next]) : nil
        next += 1
      }
      guard let number, number >= 0 else { continue }
      // Two numbers in a row are a range, or of something else.
      if next < parts.count, Int(parts[next]) != nil { return nil }
      found.insert(number)
      isHidden = isState
    }
    guard found.count == 1, let number = found.first else { return nil }
    self.init(number: number, isHiddenState: isHidden, text: LayerName.hook(in: word) ?? word, source: source)
  }

  /// The hook inside a longer file name: `5_hist_fig_ismale_blocks.20.hook_resid_post.pt`.
  private static func hook(in word: String) -> String? {
    guard let range = word.firstRange(of: "blocks.") else { return nil }
    let tail = word[range.lowerBound...]
    let ending = [".pt", ".npy", ".npz", ".safetensors", ".pth"].first { tail.hasSuffix($0) } ?? ""
    return String(tail.dropLast(ending.count))
  }
}

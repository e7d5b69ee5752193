import TensorFiles

/// A file of weights that a family is to be recognised in: its name, its tensors, the wrappers around them.
struct WeightFile {
  /// What training scripts put around a state_dict.
  private static let wrappers = [
    "", "state_dict.", "model_state_dict.", "autoencoder.state_dict.", "sae.", "model.", "state_dict.sae_model.",
    "sae_model.",
  ]

  let name: String
  let container: any TensorContainer
  private let names: Set<String>

  init(name: String, container: any TensorContainer) {
    self.name = name
    self.container = container
    names = Set(container.tensors.map(\.name))
  }

  /// Whether names of tensors speak of an encoder or decoder.
  static func looksLikeAutoencoder(_ container: any TensorContainer) -> Bool {
    container.tensors.contains { entry in
      let name = entry.name.lowercased()
      return entry.shape.count == 2 && (name.contains("enc") || name.contains("dec") || name == "w_e" || name == "w_d")
    }
  }

  /// The prefix under which all of `wanted` and none of `unwanted` are found; nil if there is none.
  func prefix(holding wanted: [String], without unwanted: [String] = []) -> String? {
    WeightFile.wrappers.first { prefix in
      wanted.allSatisfy { names.contains(prefix + $0) } && !unwanted.contains { names.contains(prefix + $0) }
    }
  }

  /// Whether all of `wanted` and none of `unwanted` are there, without a wrapper.
  func holds(_ wanted: [String], without unwanted: [String] = []) -> Bool {
    wanted.allSatisfy(names.contains) && !unwanted.contains(where: names.contains)
  }

  func shape(_ name: String) -> [Int]? { container.entry(name)?.shape }

  /// The saved tree, for torch files.
  var root: PickleValue? { (container as? TorchFile)?.root }
  var isTorch: Bool { container is TorchFile }
}

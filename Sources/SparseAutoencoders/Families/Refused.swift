import Diagnostics
import TensorFiles

/// Families that are recognised so that they can be refused with the reason.
extension CheckpointFamily {
  static let temporal = CheckpointFamily(
    name: "temporal", title: "Temporal SAE", options: [], source: "TemporalSAE (conf.yaml, latest_ckpt.safetensors)",
    detect: { source in
      guard let file = try source.soleWeights(), file.holds(["D", "E", "b"]),
        file.container.tensors.contains(where: { $0.name.hasPrefix("attn_layers.") })
      else { return nil }
      return Note(.familyOfTensors, file.name, ["D", "E", "b", "attn_layers"])
    },
    read: { source in
      throw AtlasError(
        path: source.path,
        "this is a temporal autoencoder, which cannot be evaluated: its features depend on the order of tokens (attention "
          + "over positions), which stored rows do not keep",
        hint: "encode with its own library and give the features")
    })
}

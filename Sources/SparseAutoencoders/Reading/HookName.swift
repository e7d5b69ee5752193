/// What a hook's name says: `blocks.8.hook_resid_post`, `model.layers.20`, `encoder.layer.5.output`.
enum HookName {
  /// The number after the name of the list of blocks; nil if there is none.
  static func layer(_ hook: String) -> Int? {
    let parts = hook.split(separator: ".")
    for (word, number) in zip(parts, parts.dropFirst()) {
      if ["blocks", "layers", "layer", "h", "resblocks"].contains(word), let layer = Int(number), layer >= 0 {
        return layer
      }
    }
    return nil
  }
}

/// What a hook's name says: `blocks.8.hook_resid_post`, `model.layers.20`, `resid_post_layer_4`.
enum HookName {
  /// The number after the name of the list of blocks; nil if there is none.
  static func layer(_ hook: String) -> Int? {
    let parts = hook.split { ".[]/".contains($0) }
    for (word, number) in zip(parts, parts.dropFirst()) {
      if ["blocks", "layers", "layer", "h", "resblocks", "block"].contains(word), let layer = Int(number), layer >= 0 {
        return layer
      }
    }
    return parts.lazy.compactMap(numberAfterLayer).first
  }

  /// `resid_post_layer_4`, `layer_20`: the number after the word.
  private static func numberAfterLayer(_ part: Substring) -> Int? {
    let words = part.split(separator: "_")
    for (word, number) in zip(words, words.dropFirst()) where word == "layer" || word == "block" {
      if let layer = Int(number), layer >= 0 { return layer }
    }
    return nil
  }
}

import Diagnostics
import TensorFiles

extension CheckpointOptions {
  /// Other words for the same option, as configurations of the families write them.
  private static let synonyms = [
    "norm-scaling-factor": "scale", "scaling-factor": "scale", "apply-b-dec-to-input": "apply-b-dec", "top-k": "k",
    "dict-class": "class", "architecture": "class",
  ]

  /// With one spelling for each option: `apply_b_dec_to_input` is `apply-b-dec`.
  var normalised: CheckpointOptions {
    var copy = self
    copy.options = [:]
    for key in options.keys.sorted() {
      let plain = key.replacing("_", with: "-").lowercased()
      copy.options[CheckpointOptions.synonyms[plain] ?? plain] = options[key]
    }
    return copy
  }
}

/// What the user said with `options:` or `--option KEY=VALUE`, as values.
extension CheckpointOptions {
  func integer(_ key: String) throws -> Int? {
    guard let text = options[key] else { return nil }
    guard let value = Int(text) else { throw wrong(key, text, "a whole number") }
    return value
  }

  func number(_ key: String) throws -> Double? {
    guard let text = options[key] else { return nil }
    guard let value = Double(text), value.isFinite else { throw wrong(key, text, "a number") }
    return value
  }

  func bool(_ key: String) throws -> Bool? {
    guard let text = options[key] else { return nil }
    switch text {
    case "true", "yes": return true
    case "false", "no": return false
    default: throw wrong(key, text, "true or false")
    }
  }

  private func wrong(_ key: String, _ text: String, _ what: String) -> AtlasError {
    AtlasError(.input, "the option \(key) is \(quoted(text)), where \(what) is needed", hint: "say \(key)=…")
  }
}

import Files

/// Which of several checkpoints are steps of one run: `run/100` and `run/final_1000`, `trainer_0/ae.pt` and
/// `trainer_0/checkpoints/ae_1000.pt`.
struct RunSteps {
  private var lasts: [String: String] = [:]

  init(_ checkpoints: [FoundAutoencoder]) {
    for found in checkpoints {
      guard let run = Self.run(of: found) else { continue }
      lasts[run] = lasts[run].map { Self.later($0, found.path) } ?? found.path
    }
  }

  /// The last step of its run; nil for what is no step.
  func last(of found: FoundAutoencoder) -> String? { Self.run(of: found).flatMap { lasts[$0] } }

  private static func run(of found: FoundAutoencoder) -> String? {
    var parts = found.path.split(separator: "/")
    guard let name = parts.popLast(), isStep(name) || name == "ae.pt" else { return nil }
    if parts.last == "checkpoints" { parts.removeLast() }
    return parts.joined(separator: "/") + "|\(found.dimension)|\(found.featureCount)"
  }

  /// `100`, `final_1000`, `step_20`, `ae_1000.pt`, `checkpoint-3`.
  private static func isStep(_ name: Substring) -> Bool {
    let stem = name.prefix { $0 != "." }
    if stem.hasPrefix("final") || Int(stem) != nil { return true }
    return ["step", "ae", "checkpoint", "ckpt", "epoch"].contains { word in
      stem.hasPrefix(word) && Int(stem.dropFirst(word.count).drop { "_-=".contains($0) }) != nil
    }
  }

  /// What is called final, or is the model itself, is the last.
  private static func later(_ a: String, _ b: String) -> String {
    func rank(_ path: String) -> Int { Paths.name(of: path).hasPrefix("final") || path.hasSuffix("ae.pt") ? 1 : 0 }
    if rank(a) != rank(b) { return rank(a) > rank(b) ? a : b }
    return a.naturallyPrecedes(b) ? b : a
  }

  /// A name for a checkpoint: its own, after that of its folder where it says nothing.
  static func name(of path: String) -> String {
    let parts = path.split(separator: "/")
    guard let last = parts.last else { return path }
    let stem = String(last.prefix { $0 != "." })
    let saysNothing = isStep(last) || ["sae", "ae", "params", "checkpoint", "model", "sae_weights"].contains(stem)
    guard saysNothing, parts.count > 1 else { return String(stem.prefix(40)) }
    return String("\(parts[parts.count - 2])-\(stem)".suffix(40))
  }
}

import Findings

/// What an arm sees and where it was taken from, in words.
struct ArmWords {
  let words: Words

  /// `which features fired`.
  func representation(_ arm: ProbeArm) -> String { words.code("representation", arm.representation) }

  /// `layer 6, max pooling`, `l6-w512, max pooling, above 0`; of an arm that is another one in every fold, which it is most
  /// often; empty where there is nothing to say.
  func place(_ arm: ProbeArm) -> String {
    if !arm.chosenFrom.isEmpty { return chosen(arm) }
    var parts: [String] = []
    if let checkpoint = arm.checkpoint {
      parts.append(checkpoint)
    } else if let layer = arm.layer {
      parts.append(words.format(.armLayer, "\(layer)"))
    }
    if let pooling = arm.pooling { parts.append(words.format(.armPooling, pooling)) }
    if let top = arm.top { parts.append(words.format(.armTop, "\(top)")) }
    if let threshold = arm.threshold { parts.append(self.threshold(threshold)) }
    return words.series(parts)
  }

  /// `most often binarized l6-w512 max >1, in 9 of 15 folds`; empty for arms that are not derived.
  func chosen(_ arm: ProbeArm) -> String {
    guard let first = arm.chosenFrom.first else { return "" }
    let all = arm.chosenFrom.reduce(0) { $0 + $1.count }
    return words.format(.armChosen, first.name, "\(first.count)", "\(all)")
  }

  private func threshold(_ code: String) -> String {
    switch code {
    case "auto": words[.armAuto]
    case "otsu": words[.armOtsu]
    default: words.format(.armAbove, code)
    }
  }
}

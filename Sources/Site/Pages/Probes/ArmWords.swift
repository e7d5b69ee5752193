import Findings

/// What an arm sees and where it was taken from, in words.
struct ArmWords {
  let words: Words

  /// `which features fired`.
  func representation(_ key: ArmKey) -> String { words.code("representation", key.representation.name) }

  /// `layer 6, max pooling`, `l6-w512, max pooling, above 0`; of an arm that is another one in every fold, which it is most
  /// often; empty where there is nothing to say.
  func place(_ key: ArmKey, _ usual: UsualArm? = nil) -> String {
    if let usual { return chosen(usual) }
    var parts: [String] = []
    if let checkpoint = key.checkpoint {
      parts.append(checkpoint)
    } else if let layer = key.layer {
      parts.append(words.format(.armLayer, "\(layer)"))
    }
    if let pooling = key.pooling { parts.append(words.format(.armPooling, pooling)) }
    if let top = key.top { parts.append(words.format(.armTop, "\(top)")) }
    if let threshold = key.threshold { parts.append(self.threshold(threshold)) }
    return words.series(parts)
  }

  /// `most often binarized l6-w512 max >1, in 9 of 15 folds`.
  func chosen(_ usual: UsualArm) -> String {
    words.format(.armChosen, usual.key.name, "\(usual.count)", "\(usual.splits)")
  }

  private func threshold(_ choice: ThresholdChoice) -> String {
    switch choice {
    case .automatic: words[.armAuto]
    case .otsu: words[.armOtsu]
    case .quantile: words[.armQuantile]
    case .fixed: words.format(.armAbove, choice.text)
    }
  }
}

import Findings

extension RepresentationKind {
  /// What tests without a laboratory know of representations, by name.
  public static func sample(_ name: String) -> RepresentationKind {
    switch name {
    case "majority": RepresentationKind(name, .baseline, needs: .nothing)
    case "tf-idf": RepresentationKind(name, .text, needs: .text, part: .words)
    case "hidden": RepresentationKind(name, .state, needs: .state, part: .state)
    case "continuous": RepresentationKind(name, .features, needs: .allFeatures, part: .values, weighsFeatures: true)
    case "binarized": RepresentationKind(name, .features, needs: .allFeatures, part: .bits, weighsFeatures: true)
    case "top-n":
      RepresentationKind(name, .features, needs: .chosenFeatures, weighsFeatures: true, makesLibrary: true)
    case "random-dictionary": RepresentationKind(name, .control, needs: .allFeatures)
    case "best-features":
      RepresentationKind(name, .features, needs: .allFeatures, part: .bestFeatures, isDerived: true)
    case "best-hidden": RepresentationKind(name, .state, needs: .state, part: .bestStates, isDerived: true)
    default: RepresentationKind(name, .features, needs: .allFeatures)
    }
  }
}

extension MetricKind {
  public static let samples = [
    MetricKind("macro_f1", isCompared: true), MetricKind("accuracy"),
    MetricKind("auroc", chance: 0.5, isCompared: true), MetricKind("average_precision"),
    MetricKind("brier", isBetterWhenHigher: false), MetricKind("log_loss", highest: nil, isBetterWhenHigher: false),
  ]
}

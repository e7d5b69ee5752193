import Findings
import Probing

extension AtlasConfiguration.Probes: ConfigurationMapping {
  static var defaults: Self { Self() }

  static var keys: [ConfigurationKey<Self>] {
    [
      .init(
        "representations", .list(.word(ProbeOptions.knownRepresentations)), \.representations,
        "inputs of the probes, as described in the README; an empty list leaves the probes out"),
      .init(
        "thresholds", .filled(.threshold), \.thresholds,
        "above which a feature counts as fired: a number, chosen on inner folds (`auto`), or found per feature without "
          + "labels (`otsu`)"),
      .init(
        "criteria", .filled(.word(ProbeOptions.knownCriteria)), \.criteria, "how `top-n` ranks the features",
        limit: { $0.unless(["top-n"]) }),
      .init(
        "top", .filled(.int(1...1_000_000)), \.top, "numbers of features to select",
        limit: { $0.unless(["top-n", "token-top-n", "random-features", "pca"]) }),
      .init("c", .filled(.number(1e-9...1e9)), \.c, "inverse strengths of the penalty, chosen on inner folds"),
      .init(
        "examples", .int(20...1_000_000_000), optional: \.examples,
        "at most so many examples to train and test on, a seeded sample with whole clusters; default: all"),
      .init("folds", .int(2...100), \.folds, "folds of the cross-validation"),
      .init("repeats", .int(1...1000), \.repeats, "repeats of the cross-validation, each with new folds"),
      .init(
        "training-rates", .filled(.number(0.0001...1)), \.trainingRates,
        "shares of the training rows, for the learning curve"),
      .init(
        "non-inferiority-margin", .number(0...0.999_999), \.nonInferiorityMargin,
        "largest loss of a metric that still counts as no worse"),
      .init(
        "positive", .text("a class"), optional: \.positiveClass,
        "the positive class of AUROC, calibration, selection rate, TPR, FPR, F1 and φ; default: the last by name"),
    ]
  }

  /// What to say of a key that only these representations look at.
  private func unless(_ users: [String]) -> String? {
    representations.contains(where: users.contains)
      ? nil : "does nothing without one of the representations " + users.joined(separator: ", ")
  }
}

extension ValueKind where Value == ThresholdChoice {
  static var threshold: Self {
    let number = ValueKind<Double>.number(0...1e30)
    return ValueKind(
      summary: number.summary + ", `auto` or `otsu`",
      write: {
        switch $0 {
        case .automatic: "auto"
        case .otsu: "otsu"
        case .quantile: "quantile"
        case .fixed(let value): number.write(value)
        }
      },
      read: { node in
        switch try node.string {
        case "auto": .automatic
        case "otsu": .otsu
        default: .fixed(try number.read(node))
        }
      })
  }
}

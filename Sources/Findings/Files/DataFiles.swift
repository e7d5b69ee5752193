/// Where the machine-readable files of a site lie; pages link to them and the analysis writes them.
public enum DataFiles {
  /// What went in and what came out, see `Manifest`.
  public static let manifest = "data/manifest.json"
  /// What each stage took, see `Timings`.
  public static let timings = "data/timings.json"
  /// Numbers of no other table, see `Fact`.
  public static let facts = "data/facts.csv"
  /// What the report says, with the row that each figure comes from.
  public static let claims = "data/claims.json"
  /// One row per pair of datasets × arm × metric.
  public static let transfer = "data/transfer.csv"
  /// One row per pair × arm × number of labelled examples of the test dataset.
  public static let transferCurve = "data/transfer.curve.csv"
  /// One row per pair × arm × dataset tested on.
  public static let transferJoint = "data/transfer.joint.csv"
  /// One row per left-out dataset × arm × metric.
  public static let leftOut = "data/transfer.left-out.csv"

  /// One row per feature.
  public static func features(_ dataset: String, _ checkpoint: String) -> String {
    folder(dataset, checkpoint) + "features.csv"
  }

  /// The strongest examples, one row per feature × rank.
  public static func examples(_ dataset: String, _ checkpoint: String) -> String {
    folder(dataset, checkpoint) + "examples.csv"
  }

  /// One row per feature × kind × rank.
  public static func neighbours(_ dataset: String, _ checkpoint: String) -> String {
    folder(dataset, checkpoint) + "neighbours.csv"
  }

  /// One row per feature × rank.
  public static func words(_ dataset: String, _ checkpoint: String) -> String {
    folder(dataset, checkpoint) + "words.csv"
  }

  /// Examples from the whole range, one row per feature × bin.
  public static func spread(_ dataset: String, _ checkpoint: String) -> String {
    folder(dataset, checkpoint) + "spread.csv"
  }

  /// Tokens that features promote and suppress, one row per feature × effect × rank.
  public static func tokenEffects(_ dataset: String, _ checkpoint: String) -> String {
    folder(dataset, checkpoint) + "token-effects.csv"
  }

  /// One row per example × repeat.
  public static func folds(_ dataset: String) -> String { folder(dataset) + "folds.csv" }
  /// One row per arm × repeat × fold.
  public static func probes(_ dataset: String) -> String { folder(dataset) + "probes.csv" }
  /// One row per arm of the headline × example × repeat.
  public static func predictions(_ dataset: String) -> String { folder(dataset) + "predictions.csv" }
  /// One row per pair of examples that are alike.
  public static func nearDuplicates(_ dataset: String) -> String { folder(dataset) + "near-duplicates.csv" }
  /// One row per pair of arms × metric.
  public static func comparisons(_ dataset: String) -> String { folder(dataset) + "comparisons.csv" }
  /// One row per checkpoint × pooling × threshold.
  public static func thresholds(_ dataset: String) -> String { folder(dataset) + "thresholds.csv" }
  /// One row per arm × group.
  public static func calibration(_ dataset: String) -> String { folder(dataset) + "calibration.csv" }
  /// One row per arm × group × bin.
  public static func reliability(_ dataset: String) -> String { folder(dataset) + "reliability.csv" }
  /// One row per arm, on the split of the data.
  public static func split(_ dataset: String) -> String { folder(dataset) + "split.csv" }
  /// One row per pair of arms, on the split of the data.
  public static func splitComparisons(_ dataset: String) -> String { folder(dataset) + "split-comparisons.csv" }
  /// One row per arm × class × feature.
  public static func weights(_ dataset: String) -> String { folder(dataset) + "weights.csv" }
  /// One row per example × reason.
  public static func explanations(_ dataset: String) -> String { folder(dataset) + "explanations.csv" }
  /// Counterfactual twins: one row per arm or feature × pair of groups.
  public static func pairs(_ dataset: String) -> String { folder(dataset) + "pairs.csv" }
  /// Features that a task needs, see `FeatureLibraries`.
  public static func library(_ dataset: String) -> String { folder(dataset) + "feature-library.json" }
  /// One row per arm that selects features.
  public static func stability(_ dataset: String) -> String { folder(dataset) + "stability.csv" }
  /// Features chosen, one row per arm × repeat × fold.
  public static func selections(_ dataset: String) -> String { folder(dataset) + "selections.csv" }

  /// Claims of the features of one checkpoint; those of the whole report lie in `claims`.
  public static func featureClaims(_ dataset: String, _ checkpoint: String) -> String {
    "data/\(dataset)/\(checkpoint)/claims.json"
  }

  /// One row per feature.
  public static func bias(_ dataset: String, _ checkpoint: String, _ attribute: String) -> String {
    folder(dataset, checkpoint) + "bias.\(FileName.part(attribute)).csv"
  }

  /// One row per feature × group × label.
  public static func biasGroups(_ dataset: String, _ checkpoint: String, _ attribute: String) -> String {
    folder(dataset, checkpoint) + "bias.\(FileName.part(attribute)).groups.csv"
  }

  /// One row per arm × group.
  public static func biasProbe(_ dataset: String, _ attribute: String) -> String {
    folder(dataset) + "bias.\(FileName.part(attribute)).probe.csv"
  }

  /// How far groups are apart in decisions, one row per arm × measure × group.
  public static func biasGaps(_ dataset: String, _ attribute: String) -> String {
    folder(dataset) + "bias.\(FileName.part(attribute)).gaps.csv"
  }

  /// Decisions of the leading arm in the columns of New York's Local Law 144, one row per category.
  public static func biasLL144(_ dataset: String, _ attribute: String) -> String {
    folder(dataset) + "bias.\(FileName.part(attribute)).ll144.csv"
  }

  /// One row per set of features.
  public static func biasAblation(_ dataset: String, _ attribute: String) -> String {
    folder(dataset) + "bias.\(FileName.part(attribute)).ablation.csv"
  }

  /// One row per arm × group × label × feature.
  public static func biasAttribution(_ dataset: String, _ attribute: String) -> String {
    folder(dataset) + "bias.\(FileName.part(attribute)).attribution.csv"
  }

  /// Features that a remedy drops, one row per checkpoint × feature.
  public static func biasDropped(_ dataset: String, _ attribute: String) -> String {
    folder(dataset) + "bias.\(FileName.part(attribute)).dropped.csv"
  }

  /// Probes on the features that are left, see `FeatureLibraries`.
  public static func biasWithout(_ dataset: String, _ attribute: String, _ checkpoint: String) -> String {
    folder(dataset) + "bias.\(FileName.part(attribute)).without.\(FileName.part(checkpoint)).json"
  }

  /// One row per feature.
  public static func transferFeatures(_ train: String, _ test: String, _ checkpoint: String) -> String {
    "data/transfer.\(FileName.parts([train, test, checkpoint])).features.csv"
  }

  /// One row per labelled example of either dataset.
  public static func transferRows(_ train: String, _ test: String) -> String {
    "data/transfer.\(FileName.parts([train, test])).rows.csv"
  }

  /// What single features say in both, one row per checkpoint.
  public static func transferAgreement(_ train: String, _ test: String) -> String {
    "data/transfer.\(FileName.parts([train, test])).agreement.csv"
  }

  /// Probes on the features that separate the classes in both, see `FeatureLibraries`.
  public static func transferLibrary(_ train: String, _ test: String, _ checkpoint: String) -> String {
    "data/transfer.\(FileName.parts([train, test, checkpoint])).library.json"
  }

  /// One row per checkpoint × reason.
  public static func transferReasons(_ train: String, _ test: String) -> String {
    "data/transfer.\(FileName.parts([train, test])).reasons.csv"
  }

  /// Labelled examples of either dataset behind the row of a left-out dataset.
  public static func leftOutRows(_ test: String) -> String {
    "data/transfer.\(FileName.part(test)).left-out-rows.csv"
  }

  private static func folder(_ dataset: String) -> String { "data/\(FileName.part(dataset))/" }

  private static func folder(_ dataset: String, _ checkpoint: String) -> String {
    folder(dataset) + FileName.part(checkpoint) + "/"
  }
}

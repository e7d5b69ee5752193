/// Where the machine-readable files of a site lie; pages link to them and the analysis writes them.
public enum DataFiles {
  public static let manifest = "data/manifest.json"
  public static let timings = "data/timings.json"
  public static let facts = "data/facts.csv"
  public static let claims = "data/claims.json"
  public static let transfer = "data/transfer.csv"

  public static func features(_ dataset: String, _ checkpoint: String) -> String {
    folder(dataset, checkpoint) + "features.csv"
  }

  public static func examples(_ dataset: String, _ checkpoint: String) -> String {
    folder(dataset, checkpoint) + "examples.csv"
  }

  public static func neighbours(_ dataset: String, _ checkpoint: String) -> String {
    folder(dataset, checkpoint) + "neighbours.csv"
  }

  public static func words(_ dataset: String, _ checkpoint: String) -> String {
    folder(dataset, checkpoint) + "words.csv"
  }

  public static func spread(_ dataset: String, _ checkpoint: String) -> String {
    folder(dataset, checkpoint) + "spread.csv"
  }

  public static func folds(_ dataset: String) -> String { folder(dataset) + "folds.csv" }
  public static func probes(_ dataset: String) -> String { folder(dataset) + "probes.csv" }
  public static func nearDuplicates(_ dataset: String) -> String { folder(dataset) + "near-duplicates.csv" }
  public static func comparisons(_ dataset: String) -> String { folder(dataset) + "comparisons.csv" }
  public static func thresholds(_ dataset: String) -> String { folder(dataset) + "thresholds.csv" }
  public static func calibration(_ dataset: String) -> String { folder(dataset) + "calibration.csv" }
  public static func reliability(_ dataset: String) -> String { folder(dataset) + "reliability.csv" }
  public static func split(_ dataset: String) -> String { folder(dataset) + "split.csv" }
  public static func splitComparisons(_ dataset: String) -> String { folder(dataset) + "split-comparisons.csv" }
  public static func weights(_ dataset: String) -> String { folder(dataset) + "weights.csv" }
  public static func explanations(_ dataset: String) -> String { folder(dataset) + "explanations.csv" }
  public static func library(_ dataset: String) -> String { folder(dataset) + "feature-library.json" }
  public static func stability(_ dataset: String) -> String { folder(dataset) + "stability.csv" }
  public static func selections(_ dataset: String) -> String { folder(dataset) + "selections.csv" }

  /// Claims of the features of one checkpoint; those of the whole report lie in `claims`.
  public static func featureClaims(_ dataset: String, _ checkpoint: String) -> String {
    "data/\(dataset)/\(checkpoint)/claims.json"
  }

  public static func bias(_ dataset: String, _ checkpoint: String, _ attribute: String) -> String {
    folder(dataset, checkpoint) + "bias.\(FileName.part(attribute)).csv"
  }

  public static func biasGroups(_ dataset: String, _ checkpoint: String, _ attribute: String) -> String {
    folder(dataset, checkpoint) + "bias.\(FileName.part(attribute)).groups.csv"
  }

  public static func biasProbe(_ dataset: String, _ attribute: String) -> String {
    folder(dataset) + "bias.\(FileName.part(attribute)).probe.csv"
  }

  public static func biasAblation(_ dataset: String, _ attribute: String) -> String {
    folder(dataset) + "bias.\(FileName.part(attribute)).ablation.csv"
  }

  public static func transferFeatures(_ train: String, _ test: String, _ checkpoint: String) -> String {
    "data/transfer.\(FileName.parts([train, test, checkpoint])).features.csv"
  }

  private static func folder(_ dataset: String) -> String { "data/\(FileName.part(dataset))/" }

  private static func folder(_ dataset: String, _ checkpoint: String) -> String {
    folder(dataset) + FileName.part(checkpoint) + "/"
  }
}

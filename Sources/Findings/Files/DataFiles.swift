/// Where the machine-readable files of a site lie; pages link to them and the analysis writes them.
public enum DataFiles {
  public static let manifest = "data/manifest.json"
  public static let timings = "data/timings.json"
  public static let facts = "data/facts.csv"
  public static let claims = "data/claims.json"
  public static let transfer = "data/transfer.csv"

  public static func features(_ dataset: String, _ checkpoint: String) -> String {
    "data/\(dataset)/\(checkpoint)/features.csv"
  }

  public static func examples(_ dataset: String, _ checkpoint: String) -> String {
    "data/\(dataset)/\(checkpoint)/examples.csv"
  }

  public static func neighbours(_ dataset: String, _ checkpoint: String) -> String {
    "data/\(dataset)/\(checkpoint)/neighbours.csv"
  }

  public static func words(_ dataset: String, _ checkpoint: String) -> String {
    "data/\(dataset)/\(checkpoint)/words.csv"
  }

  public static func spread(_ dataset: String, _ checkpoint: String) -> String {
    "data/\(dataset)/\(checkpoint)/spread.csv"
  }

  public static func folds(_ dataset: String) -> String { "data/\(dataset)/folds.csv" }
  public static func probes(_ dataset: String) -> String { "data/\(dataset)/probes.csv" }
  public static func nearDuplicates(_ dataset: String) -> String { "data/\(dataset)/near-duplicates.csv" }
  public static func comparisons(_ dataset: String) -> String { "data/\(dataset)/comparisons.csv" }
  public static func thresholds(_ dataset: String) -> String { "data/\(dataset)/thresholds.csv" }
  public static func calibration(_ dataset: String) -> String { "data/\(dataset)/calibration.csv" }
  public static func reliability(_ dataset: String) -> String { "data/\(dataset)/reliability.csv" }
  public static func split(_ dataset: String) -> String { "data/\(dataset)/split.csv" }
  public static func splitComparisons(_ dataset: String) -> String { "data/\(dataset)/split-comparisons.csv" }
  public static func weights(_ dataset: String) -> String { "data/\(dataset)/weights.csv" }
  public static func explanations(_ dataset: String) -> String { "data/\(dataset)/explanations.csv" }
  public static func library(_ dataset: String) -> String { "data/\(dataset)/feature-library.json" }
  public static func stability(_ dataset: String) -> String { "data/\(dataset)/stability.csv" }
  public static func selections(_ dataset: String) -> String { "data/\(dataset)/selections.csv" }

  /// Claims of the features of one checkpoint; those of the whole report lie in `claims`.
  public static func featureClaims(_ dataset: String, _ checkpoint: String) -> String {
    "data/\(dataset)/\(checkpoint)/claims.json"
  }

  public static func bias(_ dataset: String, _ checkpoint: String, _ attribute: String) -> String {
    "data/\(dataset)/\(checkpoint)/bias.\(fileName(attribute)).csv"
  }

  public static func biasGroups(_ dataset: String, _ checkpoint: String, _ attribute: String) -> String {
    "data/\(dataset)/\(checkpoint)/bias.\(fileName(attribute)).groups.csv"
  }

  public static func biasProbe(_ dataset: String, _ attribute: String) -> String {
    "data/\(dataset)/bias.\(fileName(attribute)).probe.csv"
  }

  public static func biasAblation(_ dataset: String, _ attribute: String) -> String {
    "data/\(dataset)/bias.\(fileName(attribute)).ablation.csv"
  }

  public static func transferFeatures(_ train: String, _ test: String, _ checkpoint: String) -> String {
    "data/transfer.\(train).\(test).\(checkpoint).features.csv"
  }

  /// A column's name as part of a file name: ASCII letters, digits, `-`, `_` and `.` stay, `×` becomes `+`, the rest `_`.
  public static func fileName(_ name: String) -> String {
    let mapped = String(
      name.unicodeScalars.map { scalar -> Character in
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "-", "_", ".", "+": Character(scalar)
        case "×": "+"
        default: "_"
        }
      })
    return mapped.hasPrefix(".") ? "_" + mapped.dropFirst() : mapped
  }
}

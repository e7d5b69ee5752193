/// From which pooled value on a feature counts as fired.
public enum ThresholdChoice: Hashable, Codable, Sendable {
  /// 1 where the value is above this number (≥ 0).
  case fixed(Double)
  /// Chosen on the inner folds.
  case automatic
  /// Of every feature its own, from the distribution of its values in the training rows, without labels (Otsu 1979).
  case otsu
  /// Of every feature its own: this quantile of its values above 0 in the data trained on, without labels.
  case quantile(Double)

  /// The number, where it was given and not found.
  public var number: Double? { if case .fixed(let value) = self { value } else { nil } }

  /// `fixed`, `auto`, `otsu` or `quantile`: a code that languages put into words.
  public var kind: String {
    switch self {
    case .fixed: "fixed"
    case .automatic: "auto"
    case .otsu: "otsu"
    case .quantile: "quantile"
    }
  }

  /// As in the column `threshold` of `probes.csv`: `1`, `auto`, `otsu`.
  public var text: String {
    if case .quantile(let share) = self { return "quantile \(shortDescription(share))" }
    return number.map(shortDescription) ?? kind
  }
}

/// `2` rather than `2.0`.
public func shortDescription(_ number: Double) -> String {
  number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : number.description
}

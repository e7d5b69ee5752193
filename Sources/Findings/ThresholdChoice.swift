/// From which pooled value on a feature counts as fired.
public enum ThresholdChoice: Hashable, Codable, Sendable {
  /// 1 where the value is above this number (≥ 0).
  case fixed(Double)
  /// Chosen on the inner folds.
  case automatic
  /// Of every feature its own, from the distribution of its values in the training rows, without labels (Otsu 1979).
  case otsu

  /// The number, where it was given and not found.
  public var number: Double? { if case .fixed(let value) = self { value } else { nil } }

  /// `fixed`, `auto` or `otsu`: a code that languages put into words.
  public var kind: String {
    switch self {
    case .fixed: "fixed"
    case .automatic: "auto"
    case .otsu: "otsu"
    }
  }

  /// As in the column `threshold` of `probes.csv`: `1`, `auto`, `otsu`.
  public var text: String { number.map(shortDescription) ?? kind }
}

/// `2` rather than `2.0`.
public func shortDescription(_ number: Double) -> String {
  number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : number.description
}

/// What differs between two datasets and may be why a probe does not carry over; measured, with what a difference by chance
/// would be.
public struct TransferReason: Codable, Sendable {
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// Active values are larger or smaller: test / train, median over features.
    case scale
    /// Share of the probe's absolute weight on features that are silent in the test dataset.
    case coverage
    /// Share of the class whose share differs most: test − train.
    case labels = "label-shift"
    /// AUROC of telling the datasets apart among examples of one class.
    case gap = "modality-gap"
    /// Fraction of the variance of the test dataset's states that the checkpoint leaves unexplained.
    case unexplained = "reconstruction"
  }

  /// Id of the checkpoint, as the training dataset names it.
  public var checkpoint: String
  public var kind: Kind
  /// As `kind` says.
  public var value: Double
  /// 95 % interval; nil for what is counted, not estimated.
  public var low: Double?
  public var high: Double?
  /// What the same measure is, or is expected to be, between examples of the training dataset; nil where it is 1, 0 or ½.
  public var expected: Double?
  /// How far from what is expected counts as a reason.
  public var limit: Double
  /// Whether it does, by its interval.
  public var isNamed: Bool
  /// Whether its interval shows that it does not; neither where that is not settled.
  public var isCleared: Bool
  /// Of a shift of labels the class.
  public var classLabel: String?
  /// Of a shift of labels what the macro-F1 of the continuous features gains where probabilities are corrected for the class
  /// shares of the test dataset.
  public var gain: Double?

  public init(
    checkpoint: String, kind: Kind, value: Double, low: Double? = nil, high: Double? = nil, expected: Double? = nil,
    limit: Double, isNamed: Bool, isCleared: Bool, classLabel: String? = nil, gain: Double? = nil
  ) {
    self.checkpoint = checkpoint
    self.kind = kind
    self.value = value
    self.low = low
    self.high = high
    self.expected = expected
    self.limit = limit
    self.isNamed = isNamed
    self.isCleared = isCleared
    self.classLabel = classLabel
    self.gain = gain
  }

  static let table = CSVTable<TransferReason> { table in
    table.text("checkpoint", "as the training dataset names it") { $0.checkpoint }
    table.text("reason", "“scale”, “coverage”, “label-shift”, “modality-gap” or “reconstruction”") { $0.kind.rawValue }
    table.real(
      "value",
      "scale: active values, test / train; coverage: share of |weight| on silent features; label-shift: share of the class, "
        + "test − train; modality-gap: AUROC of telling the datasets apart within classes; reconstruction: variance "
        + "unexplained"
    ) { $0.value }
    table.real("ci_low", "95 % interval") { $0.low }
    table.real("ci_high", "95 % interval") { $0.high }
    table.real("expected", "the same between examples of the training dataset") { $0.expected }
    table.real("limit", "difference from what is expected (scale: ratio to it) that counts") { $0.limit }
    table.flag("named", "whether it is larger than that, by its interval") { $0.isNamed }
    table.text("class", "of a label-shift the class") { $0.classLabel ?? "" }
    table.real("gain", "of a label-shift the macro-F1 gained by correcting for class shares") { $0.gain }
    table.flag("cleared", "whether it is smaller than limit, by its interval; neither where that is not settled") {
      $0.isCleared
    }
  }
}

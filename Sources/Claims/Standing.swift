/// Where a claim stands for somebody who decides.
public enum Standing: Sendable, Equatable {
  /// The data settle it, one way or the other.
  case found
  /// The data do not settle it.
  case open
}

extension Verdict {
  /// nil where there is nothing to settle: counts, and how something was done.
  public var standing: Standing? {
    switch self {
    case .some, .better, .worse, .equivalent, .notWorse, .more, .fewer, .above, .below, .beyondMargin, .differs,
      .composition, .kept, .partly, .lost, .go, .stop:
      .found
    case .none, .open, .openAfterCorrection, .notShown, .notDefined, .depends, .insufficient, .withheld, .noGap: .open
    case .stated, .either, .rounded, .sound, .poor, .fewTokens, .drawn, .given, .sameSource, .byID, .byIDMoved,
      .byTokens, .notChecked, .noTexts, .unlikeTexts, .withinLabel, .withinClusters, .wholeClusters, .everybody,
      .internalOnly, .auto, .otsu, .positive, .topLabel, .falseAlarms, .misses:
      nil
    }
  }
}

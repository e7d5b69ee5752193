import Findings

/// What people said of features: whether they agree with one another, and with the pages.
public enum ReviewClaims {
  /// Krippendorff's customary bound (2004, Human Communication Research 30:411): below it, verdicts say little.
  public static let leastAlpha = 0.667

  public static func all(_ study: ReviewStudy?) -> [Claim] {
    (study?.agreement ?? []).flatMap { share($0) + agreement($0) }
  }

  /// How many verdicts agree with what the pages say.
  public static func share(_ row: ReviewAgreement) -> [Claim] {
    let evidence = row.evidence
    guard
      let share = Figure(
        "share", row.share, low: row.shareLow, high: row.shareHigh, .share, .percent,
        evidence.at("share", low: "share_low", high: "share_high"))
    else { return [] }
    let verdict: Verdict =
      if let low = share.low, let high = share.high { low > 0.5 ? .more : high < 0.5 ? .fewer : .open } else {
        .insufficient
      }
    return [claim(.reviewShare, row, verdict, share)]
  }

  /// How far raters agree beyond chance.
  public static func agreement(_ row: ReviewAgreement) -> [Claim] {
    guard row.raters > 1 else { return [] }
    let alpha = Figure(
      "alpha", row.alpha, low: row.alphaLow, high: row.alphaHigh, .score, .fixed(2),
      row.evidence.at("alpha", low: "alpha_low", high: "alpha_high"))
    guard let alpha, let low = alpha.low, let high = alpha.high else {
      return [claim(.reviewAgreement, row, .notDefined, nil)]
    }
    return [claim(.reviewAgreement, row, low > leastAlpha ? .above : high < leastAlpha ? .below : .open, alpha)]
  }

  /// The answers to one feature; nothing where nobody answered.
  public static func feature(_ study: ReviewStudy?, _ checkpoint: String, _ feature: Int, path: [String]) -> [Claim] {
    let reviews = study?.reviews(of: checkpoint, feature) ?? []
    guard !reviews.isEmpty else { return [] }
    let key = [("checkpoint", checkpoint), ("feature", "\(feature)")]
    let figures = ReviewAnswer.allCases.map { answer in
      Figure(
        answer.rawValue, count: reviews.count { $0.answer == answer }, .examples,
        .count(DataFiles.reviews, key + [("answer", answer.rawValue)]))
    }
    let raters = Figure("raters", count: reviews.count, .examples, .count(DataFiles.reviews, key))
    return [Claim(.featureReview, path, .stated, figures: (figures + [raters]).compactMap { $0 })]
  }

  private static func claim(_ kind: ClaimKind, _ row: ReviewAgreement, _ verdict: Verdict, _ figure: Figure?) -> Claim {
    let counts = [
      Figure("raters", count: row.raters, .examples, row.evidence.at("raters")),
      Figure("features", count: row.features, .features, row.evidence.at("features")),
      Figure("compared", count: row.compared, .features, row.evidence.at("compared")),
      Figure("verdicts", count: row.agrees + row.disagrees, .examples, row.evidence.at("verdicts")),
    ].filter { $0.map { kind.slots.contains($0.name) } ?? false }
    return Claim(
      kind, [row.checkpoint], verdict, subjects: [Subject("checkpoint", row.checkpoint)],
      figures: ([figure] + counts).compactMap { $0 })
  }
}

extension ReviewAgreement {
  fileprivate var evidence: Evidence { Evidence(DataFiles.reviewAgreement, [("checkpoint", checkpoint)]) }
}

/// What people said of features, and how far they agree: with one another, and with what the pages say.
public struct ReviewStudy: Codable, Sendable, Equatable {
  /// By checkpoint in configuration order, feature and rater.
  public var reviews: [FeatureReview]
  /// One per checkpoint that was judged, in configuration order.
  public var agreement: [ReviewAgreement]

  public init(reviews: [FeatureReview], agreement: [ReviewAgreement]) {
    self.reviews = reviews
    self.agreement = agreement
  }

  /// Of one feature.
  public func reviews(of checkpoint: String, _ feature: Int) -> [FeatureReview] {
    reviews.filter { $0.feature == feature && $0.checkpoint == checkpoint }
  }
}

/// Whether a person agrees with what the page of a feature says of it.
public enum ReviewAnswer: String, Codable, Sendable, CaseIterable {
  case agrees, disagrees, unsure
}

/// The answer of one person to one feature.
public struct FeatureReview: Codable, Sendable, Equatable {
  public var checkpoint: String
  public var feature: Int
  /// From 1, in the order of the files: names of raters are not published.
  public var rater: Int
  public var answer: ReviewAnswer
  /// As written; may be empty.
  public var meaning: String

  public init(checkpoint: String, feature: Int, rater: Int, answer: ReviewAnswer, meaning: String) {
    self.checkpoint = checkpoint
    self.feature = feature
    self.rater = rater
    self.answer = answer
    self.meaning = meaning
  }
}

/// How far people agree on the features of a checkpoint.
public struct ReviewAgreement: Codable, Sendable, Equatable {
  public var checkpoint: String
  /// Features with an answer.
  public var features: Int
  public var raters: Int
  public var agrees: Int
  public var disagrees: Int
  public var unsure: Int
  /// agrees / (agrees + disagrees), 0 to 1; nil without either.
  public var share: Double?
  /// 95 % interval over features; nil with fewer than two.
  public var shareLow: Double?
  public var shareHigh: Double?
  /// Features on which two or more raters decided.
  public var compared: Int
  /// Krippendorff's α of agrees and disagrees, at most 1; nil where it is not defined.
  public var alpha: Double?
  /// 95 % bootstrap interval over features.
  public var alphaLow: Double?
  public var alphaHigh: Double?

  public init(checkpoint: String, features: Int, raters: Int, agrees: Int, disagrees: Int, unsure: Int, compared: Int) {
    self.checkpoint = checkpoint
    self.features = features
    self.raters = raters
    self.agrees = agrees
    self.disagrees = disagrees
    self.unsure = unsure
    self.compared = compared
  }
}

extension FeatureReview {
  /// `reviews.csv`: one row per feature and rater.
  static let table = CSVTable<FeatureReview> { table in
    table.text("checkpoint", "whose feature it is") { $0.checkpoint }
    table.integer("feature", "number from 0") { $0.feature }
    table.integer("rater", "number of the person from 1; names are not published") { $0.rater }
    table.text("answer", "`agrees`, `disagrees` or `unsure`: with what the page of the feature says") {
      $0.answer.rawValue
    }
    table.text("meaning", "what the person says that the feature means; may be empty") { $0.meaning }
  }
}

extension ReviewAgreement {
  /// `reviews.agreement.csv`: one row per checkpoint.
  static let table = CSVTable<ReviewAgreement> { table in
    table.text("checkpoint", "whose features were judged") { $0.checkpoint }
    table.integer("features", "features with an answer") { $0.features }
    table.integer("raters", "people who answered") { $0.raters }
    table.integer("agrees", "answers that agree with the page") { $0.agrees }
    table.integer("disagrees", "answers that do not") { $0.disagrees }
    table.integer("unsure", "answers that leave it open") { $0.unsure }
    table.integer("verdicts", "agrees + disagrees") { $0.agrees + $0.disagrees }
    table.real("share", "agrees / (agrees + disagrees), 0 to 1") { $0.share }
    table.real("share_low", "95 % interval over features") { $0.shareLow }
    table.real("share_high", "95 % interval over features") { $0.shareHigh }
    table.integer("compared", "features on which two or more raters decided") { $0.compared }
    table.real("alpha", "Krippendorff's α of the raters (nominal), at most 1; 0 is chance") { $0.alpha }
    table.real("alpha_low", "95 % bootstrap interval over features") { $0.alphaLow }
    table.real("alpha_high", "95 % bootstrap interval over features") { $0.alphaHigh }
  }
}

extension DataFiles {
  /// One row per feature × rater.
  public static let reviews = "data/reviews.csv"
  /// One row per checkpoint.
  public static let reviewAgreement = "data/reviews.agreement.csv"
}

extension ReviewStudy {
  /// - Parameter widths: features of each checkpoint.
  func check(_ check: FindingsCheck, widths: [String: Int]) throws {
    for review in reviews {
      guard let width = widths[review.checkpoint] else { throw check.failure("no checkpoint “\(review.checkpoint)”") }
      try check.index("feature", review.feature, below: width)
      try check.count("rater", review.rater)
    }
    for row in agreement {
      try check.require(widths[row.checkpoint] != nil, "no checkpoint “\(row.checkpoint)”")
      for (name, value) in [
        ("features", row.features), ("raters", row.raters), ("agrees", row.agrees), ("disagrees", row.disagrees),
        ("unsure", row.unsure), ("compared", row.compared),
      ] { try check.count(name, value) }
      for share in [row.share, row.shareLow, row.shareHigh].compactMap({ $0 }) { try check.share("share", share) }
    }
  }
}

import Diagnostics

/// What changes where only the group of an attribute is exchanged: twins of an example, told by a column of pairs.
public struct PairStudy: Codable, Sendable {
  /// Column whose rows of one value are twins.
  public var column: String
  /// Pairs that differ in the attribute, in no other attribute, and share the label.
  public var pairs: Int
  /// Clusters that these pairs lie in; without clusters as many as pairs.
  public var clusters: Int
  /// The arms of the headline first, the leading one before all; an arm has a row for each pair of groups.
  public var arms: [PairRow]
  /// How many of `arms` are of the headline.
  public var headlineRows: Int
  /// One per checkpoint.
  public var checkpoints: [PairCheckpointSummary] = []
  /// Pairs left out, and what to keep in mind.
  public var notes: [Note] = []

  public init(column: String, pairs: Int, clusters: Int, arms: [PairRow] = [], headlineRows: Int = 0) {
    (self.column, self.pairs, self.clusters) = (column, pairs, clusters)
    (self.arms, self.headlineRows) = (arms, headlineRows)
  }
}

/// How the features of one checkpoint fire in twins.
public struct PairCheckpointSummary: Codable, Sendable {
  /// Id of the checkpoint.
  public var checkpoint: String
  /// Features and pairs of groups that were looked at.
  public var tested: Int
  /// Those that fire more often for one of the groups: q at most the false discovery rate of the study.
  public var flagged: Int
  /// The flagged ones with the largest change, at most ten.
  public var top: [PairRow]

  public init(checkpoint: String, tested: Int, flagged: Int, top: [PairRow]) {
    (self.checkpoint, self.tested, self.flagged, self.top) = (checkpoint, tested, flagged, top)
  }
}

/// `pairs.csv`: an arm or a feature in the twins of two groups.
public struct PairRow: Codable, Sendable {
  /// What answers for both twins.
  public enum Subject: Codable, Sendable, Equatable {
    /// Place among the arms of the study.
    case arm(Int)
    /// Index in the checkpoint.
    case feature(Int32)
  }

  public var subject: Subject
  /// nil for arms that see no features.
  public var checkpoint: String?
  /// The first twin's group.
  public var groupA: String
  /// The second twin's group: the reference where it is one of the two.
  public var groupB: String
  /// Pairs in which both twins were decided.
  public var pairs: Int
  /// Pairs whose twins differ: in the decision, or in whether the feature fires.
  public var flipped: Int
  /// flipped / pairs with an interval; nil without pairs.
  public var share: Interval?
  /// Mean over pairs of the first twin's value less the second's: the probability of the positive class, or 1 where the
  /// feature fires. nil without pairs, and of arms where there are not two classes.
  public var change: Interval?
  /// Of features: p that it fires as often for either twin; nil for fewer clusters than can be judged by.
  public var p: Double?
  /// Benjamini–Hochberg q over the features, and pairs of groups, of the checkpoint whose p could become small enough.
  public var q: Double?

  public init(
    subject: Subject, checkpoint: String?, groupA: String, groupB: String, pairs: Int, flipped: Int, share: Interval?,
    change: Interval?, p: Double? = nil, q: Double? = nil
  ) {
    (self.subject, self.checkpoint, self.groupA, self.groupB) = (subject, checkpoint, groupA, groupB)
    (self.pairs, self.flipped, self.share, self.change, self.p, self.q) = (pairs, flipped, share, change, p, q)
  }
}

extension BiasStudy {
  /// As in the column `subject` of `pairs.csv`.
  public func name(of row: PairRow) -> String {
    switch row.subject {
    case .arm(let place): arms[place].name
    case .feature(let feature): "\(feature)"
    }
  }
}

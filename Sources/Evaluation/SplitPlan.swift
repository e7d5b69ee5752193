import Classifiers

/// One fold of one repeat: rows to train on, rows to test on, and where to choose in between.
public struct Split: Sendable {
  /// A part of the training rows that is held back to choose by.
  public struct InnerFold: Sendable, Equatable {
    /// Which of the plan's inner sets was trained without it.
    public var set: Int
    /// Places in what that set scores that lie in this part: a set may serve several splits.
    public var places: [Int]

    public init(set: Int, places: [Int]) {
      self.set = set
      self.places = places
    }
  }

  public var repeatIndex: Int
  public var fold: Int
  /// Ascending.
  public var training: [Int]
  public var test: [Int]
  /// Empty where there is nothing to choose.
  public var inner: [InnerFold]

  public init(repeatIndex: Int = 0, fold: Int, training: [Int], test: [Int], inner: [InnerFold] = []) {
    self.repeatIndex = repeatIndex
    self.fold = fold
    self.training = training
    self.test = test
    self.inner = inner
  }
}

/// Splits that are fitted together.
public struct SplitPlan: Sendable {
  /// All rows that any of them trains on, ascending.
  public var rows: [Int]
  public var splits: [Split]
  /// What is fitted to choose only.
  public var innerSets: [TrainingSet]

  public init(rows: [Int], splits: [Split] = [], innerSets: [TrainingSet] = []) {
    self.rows = rows
    self.splits = splits
    self.innerSets = innerSets
  }

  /// Inner folds of a split: parts of its training rows, each held back in turn.
  ///
  /// - Parameters:
  ///   - parts: the part of each training row, 0 ..< `count`.
  ///   - tolerance: of the fits that choose; where two values of C do alike, it decides between them.
  public mutating func addInner(
    to split: inout Split, parts: [Int32], count: Int, tolerance: Double = TrainingSet.roughTolerance
  ) {
    for part in 0..<Int32(count) {
      let kept = split.training.indices.filter { parts[$0] != part }.map { split.training[$0] }
      let scored = split.training.indices.filter { parts[$0] == part }.map { split.training[$0] }
      if kept.isEmpty || scored.isEmpty { continue }
      split.inner.append(Split.InnerFold(set: innerSets.count, places: Array(scored.indices)))
      innerSets.append(TrainingSet(rows: kept, scored: scored, tolerance: tolerance))
    }
  }

  /// Of every split the set to test, then the inner ones. Where there is a choice the former are as rough as the latter,
  /// to be finished once it is made.
  public var trainingSets: [TrainingSet] { splits.map(outer) + innerSets }

  /// The set of a split that is to be tested.
  public func outer(_ split: Split) -> TrainingSet {
    TrainingSet(rows: split.training, scored: split.test, tolerance: tolerance)
  }

  /// Of all rows.
  public var whole: TrainingSet { TrainingSet(rows: rows, scored: [], tolerance: tolerance) }

  private var tolerance: Double { innerSets.isEmpty ? TrainingSet.closeTolerance : TrainingSet.roughTolerance }

  public var withoutInner: SplitPlan {
    var result = self
    result.innerSets = []
    for index in splits.indices { result.splits[index].inner = [] }
    return result
  }
}

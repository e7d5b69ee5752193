import Datasets
import Diagnostics
import Evaluation

/// A class of which nothing can be estimated, and why.
public struct SmallClass: Sendable, Equatable {
  public var name: String
  public var count: Int
  public var reason: Reason

  public enum Reason: Sendable, Equatable {
    case belowFolds(Int)
    case single
    /// All of one value of that column, so that none is tested by a fit that was trained on another.
    case inOneCluster(column: String)
  }

  public var note: Note {
    switch reason {
    case .belowFolds(let folds): Note(.classBelowFolds, name, count, folds)
    case .single: Note(.classOfOne, name, count)
    case .inOneCluster(let column): Note(.classInOneCluster, name, count, column)
    }
  }
}

extension ExampleTable {
  /// Folds that these examples are parted into: those that the data names, else as many as asked for, but no more than there
  /// are clusters.
  func foldCount(asked: Int) -> Int {
    if let given = givenFolds { return given.values.count }
    guard let clusters else { return asked }
    return min(asked, FoldAssignment.groupCount(clusters.codes, rows: foldedRows))
  }

  /// Classes that no study can take up: with fewer examples than folds, or all in one value of the cluster column, so that
  /// none is tested by a fit that was taught another. Where fewer than two classes would remain, only those of a single
  /// example; where even then, none.
  ///
  /// - Parameter folds: as asked for; nil where no probe is trained, which leaves single examples.
  public func smallClasses(folds: Int?) -> [SmallClass] {
    let least = folds.map { max(2, foldCount(asked: $0)) } ?? 2
    let members = classes.indices.map { label in labels.indices.filter { labels[$0] == Int32(label) } }
    func small(least: Int, partsClusters: Bool) -> [SmallClass] {
      classes.indices.compactMap { label in
        let count = members[label].count
        if count == 0 { return nil }
        if count < least {
          return SmallClass(name: classes[label], count: count, reason: least > 2 ? .belowFolds(least) : .single)
        }
        guard partsClusters, let clusters, FoldAssignment.groupCount(clusters.codes, rows: members[label]) < 2 else {
          return nil
        }
        return SmallClass(name: classes[label], count: count, reason: .inOneCluster(column: clusters.name))
      }
    }
    let present = members.count { !$0.isEmpty }
    for found in [small(least: least, partsClusters: folds != nil), small(least: 2, partsClusters: false)]
    where present - found.count >= 2 { return found }
    return []
  }

  /// Why no probe can be trained, or nil.
  public func unprobeable(folds: Int) -> Note? {
    let counts = classes.indices.map { label in labels.count { $0 == Int32(label) } }
    if counts.count(where: { $0 > 0 }) < 2 { return Note(.fewerThanTwoClasses) }
    let least = foldCount(asked: folds)
    guard let smallest = counts.filter({ $0 > 0 }).min(), smallest < max(2, least) else { return nil }
    return Note(.classTooSmall, smallest, max(2, least))
  }
}

extension ProbeLaboratory {
  /// What the folds of these examples cannot show, said before anything is computed.
  public static func foldWarnings(_ examples: ExampleTable, options: ProbeOptions) throws -> [Note] {
    let design = try FoldDesignMaker(examples, options: try options.validated())
    return FoldCoverage(design.plan, examples).warnings(examples)
  }
}

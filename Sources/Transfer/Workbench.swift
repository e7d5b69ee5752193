import Classifiers
import Findings
import Statistics

/// All fits of one arm to one side: made once, whatever pairs the side is in.
struct Workbench: Sendable {
  /// What a side has to give.
  struct Orders: Sendable {
    /// Whether something is trained on all of it.
    var trains = false
    /// Parts of it that are trained on.
    var matched: Set<Parts> = []
    /// Sizes of the training sets of its cross-validations.
    var ceilings: Set<Int> = []
    /// Whether metrics without an exact floor are wanted.
    var permutes = true
    /// Examples that few-shot probes are given; nil: there are none.
    var draws: FewShotDraws?

    var wantsFits: Bool { trains || !matched.isEmpty || !ceilings.isEmpty || draws != nil }
  }

  /// Places of C among the candidates.
  struct Choices: Sendable {
    var whole: Int
    var folds: [Int]
  }

  /// Parts of the rows of a size, as many as the folds that they are compared with.
  struct Parts: Hashable, Comparable {
    var size: Int
    var folds: Int

    static func < (a: Parts, b: Parts) -> Bool { (a.size, a.folds) < (b.size, b.folds) }
  }

  /// Probabilities out of fold.
  struct Ceiling: Sendable {
    /// [fold]: [row of the fold · classes + class].
    var folds: [[Double]?]
    /// [replicate][fold]: of the replicates; nil where one lacks a class.
    var replicates: [[[Double]?]]
    /// Rows trained on, of each fold.
    var counts: [Int]
    /// What `scores` answers, made once for all pairs: of all rows, then of each replicate. Empty: not made.
    var scored: [Scored?] = []
  }

  /// Chosen on all rows.
  var c = 0
  /// Of each fold of the cross-validation.
  var ceilingC: [Int] = []
  var whole: Lesson?
  var matched: [Parts: Lesson] = [:]
  var permuted: (fits: [LogisticFit], space: TransferArm.Space)?
  var ceilings: [Int: Ceiling] = [:]
  var alone: FewShotAlone?

  /// - Parameters:
  ///   - known: C of each fold as the probe study chose it.
  ///   - chosen: what is not to be chosen again.
  init(
    _ arm: TransferArm, _ side: TransferSide, _ orders: Orders, known: [Double]? = nil, chosen: Choices? = nil,
    _ options: TransferOptions
  ) throws {
    if let chosen, !orders.wantsFits {
      (c, ceilingC) = (chosen.whole, chosen.folds)
      return
    }
    let teacher = try ArmTeacher(arm, side, options)
    let choices = try chosen ?? teacher.choices()
    c = choices.whole
    ceilingC = choices.folds
    if let known, known.count == side.folds.count, side.hasGivenFolds {
      let places = known.compactMap { options.c.firstIndex(of: $0) }
      if places.count == known.count { ceilingC = places }
    }
    if orders.trains {
      whole = try teacher.lesson([side.rows], c: [options.c[c]], thirds: side.thirds)
      if orders.permutes { permuted = try teacher.permuted(c: options.c[c]) }
    }
    for parts in orders.matched.sorted() {
      let bases = (0..<parts.folds).map { side.part(side.rows, count: parts.size, fold: $0, seed: options.seed) }
      // Where the parts are training sets of the side's own cross-validation, their fits serve both.
      let isOwn = bases == side.folds.indices.map { side.training($0) }
      matched[parts] = try teacher.lesson(
        bases, c: bases.map { _ in options.c[c] }, scored: isOwn ? side.folds : nil, thirds: side.thirds)
    }
    for count in orders.ceilings.sorted() {
      let bases = side.folds.indices.map { fold in
        side.part(side.training(fold), count: count, fold: fold, seed: options.seed)
      }
      ceilings[count] = try teacher.ceiling(
        bases, c: ceilingC.map { options.c[$0] }, thirds: side.thirds)
    }
    if let draws = orders.draws {
      alone = try FewShotAlone(arm, side, draws, c: ceilingC.map { options.c[$0] })
    }
  }
}

extension ArmTeacher {
  /// A cross-validation with these training rows; nil where some lack a class: what is not taught cannot be decided.
  func ceiling(_ bases: [[Int]], c: [Double], thirds: Thirds) throws -> Workbench.Ceiling? {
    guard bases.count >= 2, bases.allSatisfy({ side.hasAllClasses($0) }) else { return nil }
    let lesson = try lesson(bases, c: c, scored: side.folds, weighs: false, thirds: thirds)
    func probabilities(_ fit: LogisticFit) -> [Double] { fit.probabilities(classCount: side.classCount) }
    var result = Workbench.Ceiling(
      folds: lesson.fits.map(probabilities),
      replicates: (0..<LeftOutThirds.replicates).map { replicate in
        bases.indices.map { lesson.replicates[$0][replicate].map(probabilities) }
      },
      counts: bases.map(\.count))
    let metrics = FoldMetrics(side: side)
    result.scored = ([nil] + (0..<LeftOutThirds.replicates).map { $0 }).map { result.scores(metrics, $0) }
    return result
  }
}

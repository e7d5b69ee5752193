import Classifiers
import Findings
import LinearAlgebra
import Parallel
import Statistics

/// One fold of the ablation, of one input: fits on its training rows, scores of its test rows.
struct FoldAblation: Sendable {
  struct Result: Sendable {
    /// Test rows; every list of scores below is in their order.
    var test: [Int]
    /// Mean size of the random sets.
    var controlSize: Double
    /// Decision values for class 1.
    var all: [Double]
    /// By method.
    var flagged: [AblationMethod: [Double]]
    var controls: [AblationMethod: [[Double]]]
    /// By dose.
    var doses: [[Double]]
    /// [dose][control]: random sets of as many, matched with the features of the dose.
    var doseControls: [[[Double]]]
    /// How the group is told, by target: see `GroupTargets`.
    var groupsAll: [[Double]?]
    var groupsFlagged: [[Double]?]
    var groupsDoses: [[[Double]?]]
    /// [permutation]: with the groups exchanged.
    var nullAll: [[[Double]?]]
    var nullFlagged: [[[Double]?]]
  }

  let study: AblationStudy
  let values: SparseMatrix
  let gram: GramMatrix?
  let fold: Int32
  /// The largest difference on the training rows first.
  let flagged: [Int]
  /// Doses that leave some of the flagged features.
  let doses: [Int]
  /// Groups of all rows, exchanged.
  let permuted: [[Int32]]

  /// Most rows for which the Gram matrix of all is made.
  static var mostRows: Int { ReducedRegression.mostRows }

  /// Rows of a fold that may teach, and rows that it tests.
  static func rows(_ study: AblationStudy, fold: Int32) -> (training: [Int], test: [Int]) {
    let folds = study.folds
    let training = folds.indices.filter { folds[$0] >= 0 && folds[$0] != fold && study.labels[$0] >= 0 }
    // Where one class alone is taught, nothing is decided.
    let isTaught = Set(training.map { study.labels[$0] }).isSuperset(of: [0, 1])
    return (training, isTaught ? folds.indices.filter { folds[$0] == fold && study.labels[$0] >= 0 } : [])
  }

  func run() throws -> Result {
    let (training, test) = Self.rows(study, fold: fold)
    let probe = ReducedProbe(values, training: training, gram: gram, c: study.ablation.c)
    let targets = training.map { study.labels[$0] }
    let base = try probe.fit(targets)
    func scores(_ fit: ReducedProbe.Fit?) -> [Double] {
      fit?.scores(values, test) ?? [Double](repeating: 0, count: test.count)
    }
    let drawn = controlSets(base, training)
    let sets = drawn.map { $0.sorted() }
    let means = means(training)
    var result = Result(
      test: test, controlSize: Double(sets.reduce(0) { $0 + $1.count }) / Double(max(1, sets.count)), all: scores(base),
      flagged: [:], controls: [:], doses: [], doseControls: [], groupsAll: [], groupsFlagged: [], groupsDoses: [],
      nullAll: [],
      nullFlagged: [])
    for (method, means) in [(AblationMethod.zero, nil), (.mean, means)] {
      result.flagged[method] = scores(base?.taking(away: flagged, means: means))
      result.controls[method] = sets.map { scores(base?.taking(away: $0, means: means)) }
    }
    let absent = [flagged] + sets + doses.map { Array(flagged.prefix($0)) }
    let refitted = try parallelMap(absent.count, threads: study.options.threads) { index in
      try probe.fit(targets, without: absent[index], from: base).map { $0.scores(values, test) }
        ?? [Double](repeating: 0, count: test.count)
    }
    result.flagged[.drop] = refitted[0]
    result.controls[.drop] = Array(refitted[1..<1 + sets.count])
    result.doses = Array(refitted[(1 + sets.count)...])
    result.doseControls = try doseControls(drawn, probe.nearby(targets, base), test)
    try tellGroups(&result, probe, training, test)
    return result
  }

  /// The first of every random set, as many as a dose has.
  private func doseControls(
    _ drawn: [[Int]], _ fit: @Sendable ([Int]) throws -> ReducedProbe.Fit?, _ test: [Int]
  ) throws -> [[[Double]]] {
    let jobs = doses.flatMap { dose in drawn.map { $0.prefix(dose).sorted() } }
    let found = try parallelMap(jobs.count, threads: study.options.threads) { index in
      try fit(jobs[index])?.scores(values, test) ?? [Double](repeating: 0, count: test.count)
    }
    return doses.indices.map { Array(found[$0 * drawn.count..<($0 + 1) * drawn.count]) }
  }

  private func controlSets(_ base: ReducedProbe.Fit?, _ training: [Int]) -> [[Int]] {
    guard !flagged.isEmpty else { return [] }
    var counts = [Int](repeating: 0, count: values.columnCount)
    for row in training {
      for position in values.range(ofRow: row) where values.values[position] > 0 {
        counts[Int(values.indices[position])] += 1
      }
    }
    let weights = base?.weights ?? [Double](repeating: 0, count: values.columnCount)
    let controls = MatchedControls(flagged: flagged, weights: weights, counts: counts)
    return (0..<study.ablation.controls).map { control in
      var generator = SeededGenerator(
        seed: study.options.seed, stream: 0xab1a, UInt64(truncatingIfNeeded: fold), UInt64(control))
      return controls.draw(&generator)
    }
  }

  private func means(_ training: [Int]) -> [Double] {
    var sums = [Double](repeating: 0, count: values.columnCount)
    for row in training {
      for position in values.range(ofRow: row) {
        sums[Int(values.indices[position])] += Double(values.values[position])
      }
    }
    return sums.map { $0 / Double(max(1, training.count)) }
  }

  /// Fits that tell the groups, with all features and without the flagged ones.
  private func tellGroups(_ result: inout Result, _ probe: ReducedProbe, _ training: [Int], _ test: [Int]) throws {
    let codes = [study.groups.codes] + permuted
    let width = study.targets.count
    let absent = [[]] + (flagged.isEmpty ? [] : [flagged] + doses.map { Array(flagged.prefix($0)) })
    // Doses with the groups as they are only.
    let jobs = codes.indices.flatMap { code in
      (0..<width).map { (code: code, target: $0) }
    }
    let found = try parallelMap(jobs.count, threads: study.options.threads) { index -> [[Double]?] in
      let job = jobs[index]
      let targets = training.map { study.targets.target(job.target, ofGroup: codes[job.code][$0]) }
      let first = try probe.fit(targets)
      return try (job.code == 0 ? absent : Array(absent.prefix(2))).enumerated().map { place, set in
        (place == 0 ? first : try probe.fit(targets, without: set, from: first))?.scores(values, test)
      }
    }
    func scores(_ code: Int, _ place: Int) -> [[Double]?] {
      (0..<width).map { found[code * width + $0][place] }
    }
    result.groupsAll = scores(0, 0)
    result.nullAll = permuted.indices.map { scores(1 + $0, 0) }
    if flagged.isEmpty {
      (result.groupsFlagged, result.nullFlagged) = (result.groupsAll, result.nullAll)
      result.groupsDoses = doses.map { _ in result.groupsAll }
      return
    }
    result.groupsFlagged = scores(0, 1)
    result.nullFlagged = permuted.indices.map { scores(1 + $0, 1) }
    result.groupsDoses = doses.indices.map { scores(0, 2 + $0) }
  }
}

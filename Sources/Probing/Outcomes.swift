import Classifiers
import Findings

/// What the classifiers of one arm gave, split by split.
struct Outcomes: Sendable {
  struct Fold: Sendable {
    /// [test row · classes + class].
    var probabilities: [Double]
    var c: Double?
    var threshold: Double?
    var featureCount: Int
    /// What was fitted, for arms that weigh features.
    var model: FoldModel?
  }

  var folds: [Fold]
  var weights: [ClassWeights]
  var solver: String
  var fits: Int
  /// Features chosen for each split; empty for arms that do not choose.
  var selections: [[Int32]] = []
  /// C chosen in most folds.
  var c: Double?
}

extension ArmRunner {
  /// Shares of the classes among the training rows.
  func prior(_ splits: [Split], _ labels: [Int32]) -> Outcomes {
    let folds = splits.map { split in
      var shares = [Double](repeating: 0, count: classes.count)
      for row in split.training { shares[Int(labels[row])] += 1 / Double(split.training.count) }
      return Outcomes.Fold(
        probabilities: split.test.flatMap { _ in shares }, c: nil, threshold: nil, featureCount: 0)
    }
    return Outcomes(folds: folds, weights: [], solver: "shares of the classes among the training rows", fits: 0)
  }

  /// Every candidate at every C on all sets at once; per split the pair of least mean log loss on its inner folds.
  func choose(
    _ candidates: [Arm.Candidate], _ splits: [Split], _ labels: [Int32], keepsWeights: Bool
  ) throws -> Outcomes {
    let splits = candidates.count * options.c.count > 1 ? splits : splits.map(\.withoutInner)
    let sets = splits.flatMap { $0.trainingSets(keepsWeights: keepsWeights) }
    var best = [(score: Double, fold: Outcomes.Fold, c: Int)?](repeating: nil, count: splits.count)
    var wholes: [[LogisticFit]] = []
    var solver = ""
    for candidate in candidates {
      let model = LogisticRegression(candidate.matrix, labels: labels)
      let result = try model.fit(sets, candidates: options.c, threads: options.threads)
      solver = model.solver
      wholes.append(result.whole)
      var start = 0
      for (index, split) in splits.enumerated() {
        let own = Array(result.sets[start..<start + 1 + split.inner.count])
        start += 1 + split.inner.count
        let choice = leastLoss(own.dropFirst(), split, labels)
        // Of several thresholds one whose loss varies between the inner folds pays for it with its standard error.
        let score = candidates.count > 1 ? choice.score + choice.standardError : choice.score
        if let known = best[index], known.score <= score { continue }
        let fold = Outcomes.Fold(
          probabilities: own[0][choice.c].probabilities(classCount: classes.count), c: options.c[choice.c],
          threshold: candidate.threshold, featureCount: candidate.matrix.featuresUsed(in: split.training),
          model: keepsWeights ? FoldModel(own[0][choice.c], matrix: candidate.matrix, columns: nil) : nil)
        best[index] = (score, fold, choice.c)
      }
    }
    let folds = best.compactMap { $0?.fold }
    let (c, threshold) = mostFrequentChoice(folds)
    let place = candidates.firstIndex { $0.threshold == threshold } ?? 0
    let weights = wholes.indices.contains(place) ? wholes[place][options.c.firstIndex(of: c) ?? 0] : nil
    return Outcomes(
      folds: folds, weights: weights.map { largestWeights($0, columns: nil) } ?? [], solver: solver,
      fits: candidates.count * options.c.count * (sets.count + 1), c: c)
  }

  /// Matrices made from the training rows; `sharesInner` says whether the inner folds use that of their split.
  func fitted(
    _ make: @Sendable ([Int]) throws -> Arm.FittedMatrix, _ splits: [Split], _ labels: [Int32], sharesInner: Bool
  ) throws -> Outcomes {
    var result = Outcomes(folds: [], weights: [], solver: "", fits: 0)
    for split in options.c.count > 1 ? splits : splits.map(\.withoutInner) {
      let own = try make(split.training)
      let model = LogisticRegression(own.matrix, labels: labels)
      let outer = TrainingSet(rows: split.training, scored: split.test)
      let fits = try model.fit(sharesInner ? split.inner : [], whole: outer, candidates: options.c, threads: 1)
      let inner =
        sharesInner
        ? fits.sets
        : try split.inner.map { set in
          try LogisticRegression(make(set.rows).matrix, labels: labels)
            .fit([], whole: set, candidates: options.c, threads: 1).whole
        }
      let choice = leastLoss(inner[...], split, labels)
      result.folds.append(
        Outcomes.Fold(
          probabilities: fits.whole[choice.c].probabilities(classCount: classes.count), c: options.c[choice.c],
          threshold: nil, featureCount: own.matrix.featuresUsed(in: split.training),
          model: own.columns.map { FoldModel(fits.whole[choice.c], matrix: own.matrix, columns: $0) }))
      result.fits += options.c.count * (1 + split.inner.count)
      result.solver = model.solver
      if !sharesInner, let columns = own.columns { result.selections.append(columns) }
    }
    let all = labels.indices.filter { labels[$0] >= 0 }
    let matrix = try make(all)
    if let columns = matrix.columns {
      let c = mostFrequentChoice(result.folds).c
      result.c = c
      let whole = try LogisticRegression(matrix.matrix, labels: labels).fit([], candidates: [c], threads: 1).whole[0]
      result.weights = largestWeights(whole, columns: columns)
      result.fits += 1
    }
    return result
  }

  /// The C (place in the options) of least mean log loss over the rows of the inner folds; of several the smallest. The
  /// standard error is that of the inner folds' own means.
  private func leastLoss(
    _ inner: ArraySlice<[LogisticFit]>, _ split: Split, _ labels: [Int32]
  ) -> (c: Int, score: Double, standardError: Double) {
    var best = (c: 0, score: Double.infinity, standardError: 0.0)
    if split.inner.isEmpty { return best }
    for c in options.c.indices {
      var probabilities: [Double] = []
      var truth: [Int32] = []
      var means: [Double] = []
      for (fits, set) in zip(inner, split.inner) {
        let own = fits[c].probabilities(classCount: classes.count)
        let ownTruth = set.scored.map { labels[$0] }
        means.append(meanLogLoss(own, ownTruth))
        probabilities += own
        truth += ownTruth
      }
      let score = meanLogLoss(probabilities, truth)
      if score < best.score { best = (c, score, standardError(means)) }
    }
    return best
  }

  /// Of a mean; 0 for fewer than two values.
  private func standardError(_ values: [Double]) -> Double {
    let count = Double(values.count)
    guard count >= 2 else { return 0 }
    let mean = values.reduce(0, +) / count
    return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1) / count).squareRoot()
  }

  /// C, and threshold, chosen in most folds; of several the smallest.
  private func mostFrequentChoice(_ folds: [Outcomes.Fold]) -> (c: Double, threshold: Double?) {
    var counts: [(c: Double, threshold: Double?, count: Int)] = []
    for fold in folds {
      guard let c = fold.c else { continue }
      if let place = counts.firstIndex(where: { $0.c == c && $0.threshold == fold.threshold }) {
        counts[place].count += 1
      } else {
        counts.append((c, fold.threshold, 1))
      }
    }
    counts.sort { ($1.count, $0.threshold ?? 0, $0.c) < ($0.count, $1.threshold ?? 0, $1.c) }
    return counts.first.map { ($0.c, $0.threshold) } ?? (options.c[0], nil)
  }

  /// The 50 largest weights per class, as features of the data; one entry, of the positive class, where there are two.
  private func largestWeights(_ fit: LogisticFit, columns: [Int32]?) -> [ClassWeights] {
    fit.weights.enumerated().map { column, weights in
      let isPair = fit.classes.count == 2
      let name = classes[isPair ? positive : fit.classes[column]]
      let sign: Double = isPair && positive == fit.classes[0] ? -1 : 1
      let order = weights.indices.filter { weights[$0] != 0 }.sorted {
        (abs(weights[$1]), $0) < (abs(weights[$0]), $1)
      }.prefix(50)
      return ClassWeights(
        className: name, features: order.map { columns?[$0] ?? Int32($0) }, weights: order.map { sign * weights[$0] })
    }
  }
}

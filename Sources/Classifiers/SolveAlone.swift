import LinearAlgebra

extension RegularisationPath {
  /// Whether a training set can be cut out of the design.
  var canSolveAlone: Bool { design.sharedGram != nil }

  /// Every C on the training rows alone, through their own block of the Gram matrix.
  func solveAlone(_ set: TrainingSet, candidates: [Double]) throws -> [Solution] {
    guard let gram = design.sharedGram else { return [] }
    let local = RegularisationPath<GramDesign<Double>>(
      design: GramDesign(gram.selecting(set.rows)), labels: set.rows.map { labels[$0] })
    let whole = TrainingSet(rows: Array(set.rows.indices), scored: [])
    let solutions = try local.fit([], whole: whole, candidates: candidates, threads: 1).whole
    return solutions.map { solution in
      var fit = solution.fit
      fit.scoredCount = set.scored.count
      fit.scores = fit.intercepts.indices.flatMap { column in
        set.scored.map { scored in
          var sum = fit.intercepts[column]
          for (place, row) in set.rows.enumerated() {
            sum += gram.values[scored * gram.count + row] * solution.coefficients[column * set.rows.count + place]
          }
          return sum
        }
      }
      var coefficients = [Double](repeating: 0, count: fit.intercepts.count * gram.count)
      for column in fit.intercepts.indices {
        for (place, row) in set.rows.enumerated() {
          coefficients[column * gram.count + row] = solution.coefficients[column * set.rows.count + place]
        }
      }
      return Solution(fit: fit, coefficients: coefficients)
    }
  }
}

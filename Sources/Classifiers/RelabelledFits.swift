import LinearAlgebra
import Parallel

extension LogisticRegression {
  /// The same rows at one C under several labellings, say permuted ones: one Gram matrix and one model of the second
  /// derivatives, near that of rows which are told apart no better than their shares, serve them all.
  ///
  /// Where the labels are many and the rows few of the data, or the method has no Gram matrix, each is a problem of its
  /// own.
  ///
  /// - Parameters:
  ///   - labellings: each one label per row of the data.
  ///   - rows: to train on, ascending; all of them labelled.
  ///   - tolerance: as in `TrainingSet`.
  ///   - warm: of fits to these rows with the regression's own labels.
  /// - Returns: one fit each, with weights.
  public func fits(
    _ labellings: [[Int32]], rows: [Int], c: Double, tolerance: Double, threads: Int, warm: WarmStarts? = nil
  ) throws -> [LogisticFit] {
    let shared =
      try method == .sampleSpace
      ? sharedFits(labellings, rows: rows, c: c, tolerance: tolerance, warm: warm ?? WarmStarts()) : nil
    if let shared { return shared.map(weighing) }
    return try parallelMap(labellings.count, threads: threads) { index in
      let own = relabelled(labellings[index])
      let whole = TrainingSet(rows: rows, scored: [], tolerance: tolerance)
      return own.weighing(try own.fit([], whole: whole, candidates: [c], threads: 1).whole[0])
    }
  }

  /// nil where some fit is not reached this way.
  private func sharedFits(
    _ labellings: [[Int32]], rows: [Int], c: Double, tolerance: Double, warm: WarmStarts
  ) throws -> [LogisticFit]? {
    guard let path = samplePath(rows: rows, warm: warm) else { return nil }
    let set = path.inner(TrainingSet(rows: rows, scored: [], tolerance: tolerance))
    let relabelled = labellings.map { labels in PathLabels(labels: path.own(labels)) }
    let losses = relabelled.compactMap { $0.loss(set.rows, c: c) }
    guard losses.count == relabelled.count, let first = losses.first else { return nil }
    let start = SolverState(first, design: path.rough, tolerance: tolerance)
    path.rough.refreshScores([start])
    start.evaluateHere()
    let curvature = start.loss.rowCurvature(residuals: start.residuals.pointer)
    // That of the fit with the regression's own labels serves where its second derivatives are much the same.
    let known = warm.starts[c].map(\.model).flatMap { model in
      model.distance(to: curvature, rows: set.rows) < SampleSpacePath<Float>.near ? model : nil
    }
    guard let model = known ?? path.rough.model(curvature: curvature),
      let restriction = model.restrictions([start.isTraining])?.first
    else { return nil }
    var fits: [LogisticFit] = []
    for block in evenBlocks(losses.count, atMost: max(1, 24 / max(1, first.columns))) {
      let states = block.map { SolverState(losses[$0], design: path.rough, tolerance: tolerance) }
      path.rough.run(
        states, model: model, restrictions: states.map { _ in restriction }, limit: 200)
      guard states.allSatisfy({ $0.isConverged || $0.isStalled }) else { return nil }
      for (state, place) in zip(states, block) {
        var fit = relabelled[place].solution(state, set, gradientNorm: .nan, isConverged: true)
        path.uncentre(&fit, trainedOn: set.rows)
        fits.append(path.scoring(fit, TrainingSet(rows: rows, scored: [], tolerance: tolerance)))
      }
    }
    return fits
  }
}

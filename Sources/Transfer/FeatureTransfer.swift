import Features
import Findings
import LinearAlgebra
import Parallel
import Statistics

/// What single features say in both datasets: those that separate the classes in both, those that turn around.
struct FeatureTransfer: Sendable {
  let train: TransferSide
  let test: TransferSide
  let options: TransferOptions

  /// AUROC and q of the positive class where there are two, else of the class whose training AUROC is farthest from ½ (its
  /// p then multiplied by the number of classes looked at). Features that fire in fewer than two labelled examples of
  /// a side have no AUROC and q there.
  func table(
    _ own: PooledFeatures, _ other: PooledFeatures
  ) throws -> (TransferCheckpointSummary, TransferTable) {
    let trained = try Columns(own.matrix, side: train, threads: options.threads)
    let tested = try Columns(other.matrix, side: test, threads: options.threads)
    let features = own.matrix.columnCount
    var table = TransferTable(train: train.dataset.id, test: test.dataset.id, checkpoint: own.checkpoint)
    table.densityTrain = trained.density
    table.densityTest = tested.density
    table.aurocTrain = [Double](repeating: .nan, count: features)
    table.aurocTest = table.aurocTrain
    var pTrain = table.aurocTrain
    var pTest = table.aurocTrain
    for feature in 0..<features {
      let classes = chosenClasses(trained.separations[feature])
      if let separation = trained.separations[feature]?[classes.chosen] {
        table.aurocTrain[feature] = separation.auroc
        pTrain[feature] = min(1, separation.p * Double(classes.looked))
      }
      if let separation = tested.separations[feature]?[classes.chosen] {
        table.aurocTest[feature] = separation.auroc
        pTest[feature] = separation.p
      }
    }
    table.qTrain = FalseDiscovery.benjaminiHochberg(pTrain)
    table.qTest = FalseDiscovery.benjaminiHochberg(pTest)
    let inBoth = (0..<features).filter { !table.aurocTrain[$0].isNaN && !table.aurocTest[$0].isNaN }
    var reversed = 0
    table.shared = [Bool](repeating: false, count: features)
    for feature in inBoth
    where table.qTrain[feature] <= options.falseDiscoveryRate && table.qTest[feature] <= options.falseDiscoveryRate {
      let product = (table.aurocTrain[feature] - 0.5) * (table.aurocTest[feature] - 0.5)
      if product > 0 { table.shared[feature] = true }
      if product < 0 { reversed += 1 }
    }
    let correlation = spearmanCorrelation(
      inBoth.map { table.aurocTrain[$0] }, inBoth.map { table.aurocTest[$0] })
    let summary = TransferCheckpointSummary(
      checkpoint: own.checkpoint, rankCorrelation: correlation.isFinite ? correlation : nil,
      shared: table.shared.reduce(0) { $0 + ($1 ? 1 : 0) }, reversed: reversed, tested: inBoth.count)
    return (summary, table)
  }

  /// The class to report, and how many were looked at to find it.
  private func chosenClasses(_ separations: [ClassSeparation]?) -> (chosen: Int, looked: Int) {
    guard train.classCount > 2, let separations else { return (train.positive, 1) }
    var best = 0
    for c in separations.indices where abs(separations[c].auroc - 0.5) > abs(separations[best].auroc - 0.5) { best = c }
    return (best, separations.count)
  }

  /// Per feature of one side.
  private struct Columns {
    /// Active examples / examples, labelled or not.
    var density: [Double]
    /// Per common class; nil for features that fire in fewer than two labelled examples.
    var separations: [[ClassSeparation]?]

    init(_ matrix: SparseMatrix, side: TransferSide, threads: Int) throws {
      let columns = matrix.transposed()
      let totals = ClassSeparation.classTotals(labels: side.labels, classes: side.classCount)
      density = (0..<columns.rowCount).map {
        Double(columns.range(ofRow: $0).count) / Double(max(1, matrix.rowCount))
      }
      let chunk = 256
      separations = try parallelMap((columns.rowCount + chunk - 1) / chunk, threads: threads) { index in
        (index * chunk..<min((index + 1) * chunk, columns.rowCount)).map { feature -> [ClassSeparation]? in
          let range = columns.range(ofRow: feature)
          let rows = columns.indices[range]
          guard rows.reduce(0, { $0 + (side.labels[Int($1)] >= 0 ? 1 : 0) }) >= 2 else { return nil }
          return ClassSeparation.oneVersusRest(
            DescendingColumn(rows: rows, values: columns.values[range]), labels: side.labels, totals: totals)
        }
      }.flatMap { $0 }
    }
  }
}

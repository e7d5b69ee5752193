import Datasets
import Diagnostics
import Features
import Findings
import LinearAlgebra
import Parallel
import Statistics

/// What becomes of a probe without the features that stand for a group: its AUROC, its gaps between groups, and how
/// well the group can still be told within the label. Features are flagged on the training folds only; random sets of the
/// same firing density and weight show what losing any features does.
///
/// Limits: zeroing a weight leaves what correlated features carry, and a new fit may find it again; a gap that closes
/// says nothing of a person's treatment. The largest of several differences is biased upwards, in samples more so.
struct AblationStudy: Sendable {
  let features: PooledFeatures
  let groups: GroupColumn
  let labels: [Int32]
  /// The class that is selected, 0 or 1.
  let positive: Int
  let options: BiasOptions
  let ablation: AblationOptions
  /// Cluster of each example; nil where they are independent.
  let clusters: [Int32]?
  /// Fold of each example, in this order.
  let folds: [Int32]
  let targets: GroupTargets
  let progress: Progress?

  /// - Parameter ids: of the examples: rows are taken in their order, so that the order of the file leaves no trace.
  init(
    features: PooledFeatures, groups: GroupColumn, examples: ExampleTable, options: BiasOptions,
    ablation: AblationOptions, progress: Progress? = nil
  ) {
    let order = examples.ids.indices.sorted { examples.ids[$0] < examples.ids[$1] }
    self.features = PooledFeatures(
      checkpoint: features.checkpoint, layer: features.layer, pooling: features.pooling,
      matrix: features.matrix.selectingRows(order))
    var groups = groups
    groups.codes = order.map { groups.codes[$0] }
    self.groups = groups
    labels = order.map { examples.labels[$0] }
    positive = examples.positive
    self.options = options
    self.ablation = ablation
    clusters = examples.clusters.map { column in order.map { column.codes[$0] } }
    folds = order.map { ablation.folds[$0] }
    self.progress = progress
    let cells = CellDesign(
      group: groups.codes, groups: groups.values.count, labels: labels, classes: 2, minimumCell: options.minimumCell)
    targets = GroupTargets(groups: cells.testedGroups)
  }

  func design(_ labels: [Int32]) -> CellDesign {
    CellDesign(
      group: groups.codes, groups: groups.values.count, labels: labels, classes: 2, minimumCell: options.minimumCell,
      clusters: clusters)
  }

  /// The rows of one checkpoint: of both inputs, without any sets where fewer than half of the training folds flag any
  /// feature; empty where fewer than two groups are large enough.
  func rows() throws -> [AblationRow] {
    let folds = Array(Set(self.folds).subtracting([-1])).sorted()
    guard folds.count >= 2, targets.groups >= 2 else { return [] }
    let columns = features.matrix.transposed()
    let inputs = AblationInput.allCases.map { values($0) }
    let grams = inputs.map { features.matrix.rowCount <= FoldAblation.mostRows ? GramMatrix(sparse: $0) : nil }
    let found = try parallelMap(folds.count, threads: options.threads) { index in
      defer { progress?.advance() }
      return try flags(fold: folds[index], firing: inputs[0], gram: grams[0], columns)
    }
    let isFlagged = 2 * found.count(where: { !$0.isEmpty }) >= found.count
    let flagged = isFlagged ? found : found.map { _ in [] }
    let size = flagged.reduce(0) { $0 + $1.count } / flagged.count
    let doses = ablation.doses.filter { $0 < size }
    let design = design(labels)
    let permuted = permutedGroups(design, ablation.leakagePermutations, stream: 0x1eaf)
    let jobs = inputs.indices.flatMap { input in folds.indices.map { (input: input, fold: $0) } }
    let results = try parallelMap(jobs.count, threads: options.threads) { index in
      let job = jobs[index]
      return try FoldAblation(
        study: self, values: inputs[job.input], gram: grams[job.input], fold: folds[job.fold],
        flagged: flagged[job.fold], doses: doses, permuted: permuted
      ).run()
    }
    return try AblationSummary(
      study: self, design: design,
      byInput: inputs.indices.map { input in
        Array(results[input * folds.count..<(input + 1) * folds.count])
      }, flagged: size, isFlagged: isFlagged, doses: doses, permuted: permuted
    ).rows()
  }

  /// Features that follow the group on the training rows of a fold.
  private func flags(fold: Int32, firing: SparseMatrix, gram: GramMatrix?, _ columns: SparseMatrix) throws -> [Int] {
    let training = FoldAblation.rows(self, fold: fold).training
    let isTaught = Set(training)
    let fit = try ReducedProbe(firing, training: training, gram: gram, c: ablation.c).fit(training.map { labels[$0] })
    return try FoldFlags(
      design: design(labels.indices.map { isTaught.contains($0) ? labels[$0] : -1 }), options: options,
      columns: columns, leaned: AblationOptions.leaned
    ).flagged(fit?.weights).map(\.feature)
  }

  func values(_ input: AblationInput) -> SparseMatrix {
    switch input {
    case .binarized: features.matrix.firing
    case .continuous: features.matrix
    }
  }

  /// Groups of all rows, exchanged as the tests of features permute them; −1 for rows that are not tested.
  func permutedGroups(_ design: CellDesign, _ count: Int, stream: UInt64) -> [[Int32]] {
    (0..<count).map { permutation in
      var generator = SeededGenerator(seed: options.seed, stream: stream, UInt64(permutation))
      return design.permuted(&generator).cells.map { $0 < 0 ? -1 : $0 / Int32(design.classCount) }
    }
  }
}

import Datasets
import Findings

/// Compares two published runs.
struct RunComparison {
  /// Features whose change is listed, at most, of all datasets and checkpoints.
  static let mostFeatures = 1000

  let before: PublishedRun
  let after: PublishedRun

  /// - Throws: `AtlasError` for a table that cannot be read.
  func difference() throws -> RunDifference {
    let old = Dictionary(before.claims.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let new = Dictionary(after.claims.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let datasets = try before.datasets.filter { pair in after.datasets.contains { $0.id == pair.id } }.map {
      try dataset($0.id)
    }
    var features: [RunDifference.Features] = []
    var changes: [RunDifference.Change] = []
    for dataset in datasets {
      let others = after.datasets.first { $0.id == dataset.dataset }?.checkpoints ?? []
      for checkpoint in before.datasets.first(where: { $0.id == dataset.dataset })?.checkpoints ?? []
      where others.contains(checkpoint) {
        guard
          let found = try FeatureComparison(before: before, after: after, dataset: dataset, old: old, new: new)
            .compare(checkpoint)
        else { continue }
        features.append(found.summary)
        changes += found.changes
      }
    }
    BeyondChance.adjust(&changes)
    for index in features.indices {
      let name = FeatureComparison.name(features[index].dataset, features[index].checkpoint)
      features[index].changed = changes.count { $0.of == name && $0.isChanged }
    }
    let changed = changes.filter(\.isChanged).sorted {
      ($0.difference.magnitude, $1.of ?? "", $1.subject) > ($1.difference.magnitude, $0.of ?? "", $0.subject)
    }
    return RunDifference(
      before: before.run, after: after.run, datasets: datasets,
      verdicts: before.claims.compactMap { claim in
        new[claim.id].flatMap { $0.verdict == claim.verdict ? nil : statement(claim, $0) }
      },
      appeared: after.claims.filter { old[$0.id] == nil }.map { statement(nil, $0) },
      gone: before.claims.filter { new[$0.id] == nil }.map { statement($0, nil) },
      figures: figures(new), arms: try datasets.filter(\.sameFolds).flatMap { try arms($0.dataset) },
      features: features, changedFeatures: Array(changed.prefix(Self.mostFeatures)))
  }

  private func statement(_ old: ClaimRecord?, _ new: ClaimRecord?) -> RunDifference.Statement {
    func said(_ claim: ClaimRecord?) -> RunDifference.Said? {
      claim.map { .init(verdict: $0.verdict, text: $0.text) }
    }
    return .init(id: (old ?? new)?.id ?? "", kind: (old ?? new)?.kind ?? "", before: said(old), after: said(new))
  }

  private func dataset(_ id: String) throws -> RunDifference.Dataset {
    let columns = ["example", "repeat", "fold"]
    let old = try before.table(DataFiles.folds(id), columns: columns)
    let new = try after.table(DataFiles.folds(id), columns: columns)
    guard let old, let new else {
      return .init(dataset: id, before: nil, after: nil, sameExamples: false, sameFolds: false)
    }
    let (first, second) = (Set(old.columns[0]), Set(new.columns[0]))
    return .init(
      dataset: id, before: first.count, after: second.count, sameExamples: first == second,
      sameFolds: old.columns == new.columns)
  }

  /// Figures with intervals of claims that both runs make.
  private func figures(_ new: [String: ClaimRecord]) -> [RunDifference.Change] {
    var changes: [RunDifference.Change] = []
    for claim in before.claims {
      for figure in claim.figures {
        guard let other = new[claim.id]?.figures.first(where: { $0.name == figure.name && $0.unit == figure.unit }),
          let low = figure.low, let high = figure.high, let otherLow = other.low, let otherHigh = other.high
        else { continue }
        var change = RunDifference.Change(
          subject: claim.id, figure: figure.name, before: figure.value, after: other.value)
        // Equal runs need no test.
        if figure.value != other.value || low != otherLow || high != otherHigh {
          let test = BeyondChance.independent((figure.value, low, high), (other.value, otherLow, otherHigh))
          (change.low, change.high, change.p) = (test?.low, test?.high, test?.p)
        } else {
          change.p = 1
        }
        changes.append(change)
      }
    }
    BeyondChance.adjust(&changes)
    return changes
  }

  /// AUROC of the arms of both runs, where every example is in the same fold of both.
  private func arms(_ dataset: String) throws -> [RunDifference.Change] {
    let columns = ["arm", "repeat", "fold", "auroc", "n_train", "n_test"]
    guard let old = try before.table(DataFiles.probes(dataset), columns: columns),
      let new = try after.table(DataFiles.probes(dataset), columns: columns)
    else { return [] }
    let rows = Dictionary(
      (0..<new.rowCount).map { ([new.columns[0][$0], new.columns[1][$0], new.columns[2][$0]], $0) },
      uniquingKeysWith: { first, _ in first })
    struct Pairs {
      var old: [Double] = []
      var new: [Double] = []
      var ratio = 0.0
      var folds: Set<String> = []
    }
    var order: [String] = []
    var pairs: [String: Pairs] = [:]
    for row in 0..<old.rowCount {
      let arm = old.columns[0][row]
      guard let other = rows[[arm, old.columns[1][row], old.columns[2][row]]], let a = Double(old.columns[3][row]),
        let b = Double(new.columns[3][other]), let train = Double(old.columns[4][row]),
        let test = Double(old.columns[5][row]), train > 0
      else { continue }
      if pairs[arm] == nil { order.append(arm) }
      pairs[arm, default: Pairs()].old.append(a)
      pairs[arm]?.new.append(b)
      pairs[arm]?.ratio += test / train
      pairs[arm]?.folds.insert(old.columns[2][row])
    }
    var changes = order.compactMap { arm -> RunDifference.Change? in
      guard let own = pairs[arm], own.old.count > 1 else { return nil }
      let count = Double(own.old.count)
      var change = RunDifference.Change(
        subject: arm, of: dataset, figure: "auroc", before: own.old.reduce(0, +) / count,
        after: own.new.reduce(0, +) / count)
      let test = BeyondChance.paired(
        zip(own.old, own.new).map { $1 - $0 }, folds: own.folds.count, testToTrain: own.ratio / count)
      (change.low, change.high, change.p) = (test?.low, test?.high, test?.p)
      return change
    }
    BeyondChance.adjust(&changes)
    return changes
  }
}

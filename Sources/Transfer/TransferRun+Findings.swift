import Diagnostics
import Features
import Findings
import Parallel

/// What all arms gave, pair by pair.
extension TransferRun {
  func findings() throws -> [(TransferFinding, [TransferTable])] {
    let measured = try featureSides()
    return try parallelMap(pairs.count, threads: options.threads) { try finding($0, measured) }
  }

  private struct FeatureKey: Hashable {
    var side: SideKey
    var checkpoint: String
    var pooling: String
  }

  /// Checkpoints that both have with the same features, the first pooling of each.
  private func sharedFeatures(_ pair: Pair) -> [(train: PooledFeatures, test: PooledFeatures)] {
    var seen: Set<String> = []
    return TransferNotes.sharedFeatures(train: datasets[pair.train], test: datasets[pair.test]).filter {
      $0.train.matrix.columnCount == $0.test.matrix.columnCount && seen.insert($0.train.checkpoint).inserted
    }
  }

  /// What features say of one side, for all pairs that it is in.
  private func featureSides() throws -> [FeatureKey: FeatureSide] {
    var result: [FeatureKey: FeatureSide] = [:]
    for pair in pairs where pair.overlap != nil {
      for (own, other) in sharedFeatures(pair) {
        for (key, features) in [(pair.own, own), (pair.other, other)] {
          let key = FeatureKey(side: key, checkpoint: features.checkpoint, pooling: features.pooling.rawValue)
          guard result[key] == nil, let side = sides[key.side] else { continue }
          result[key] = try FeatureSide(features.matrix, side: side, threads: options.threads)
        }
      }
    }
    return result
  }

  private func finding(
    _ index: Int, _ measured: [FeatureKey: FeatureSide]
  ) throws -> (TransferFinding, [TransferTable]) {
    let pair = pairs[index]
    let (train, test) = (datasets[pair.train], datasets[pair.test])
    var finding = TransferFinding(train: train.id, test: test.id, classes: pair.common)
    (finding.trainLabel, finding.label) = (pair.pair.trainLabel, pair.pair.testLabel)
    finding.notes = TransferNotes(train: train, test: test, pair: pair.pair, common: pair.common).all
    guard let own = sides[pair.own], let other = sides[pair.other], let overlap = pair.overlap else {
      finding.notes.append(Note(.fewerThanTwoCommon))
      return (finding, [])
    }
    finding.notes += TransferNotes.of(overlap, train: train.id, test: test.id)
    if pair.common.count == 2 { finding.positiveClass = pair.common[own.positive] }
    finding.rows = rows[index]
    finding.reasons = reasons[index]
    finding.curve = curves[index]
    finding.joint = joint[index]
    finding.uses = PairRows(own, other, overlap, options)
      .uses(curve: draws[pair.own].flatMap { ownDraws in draws[pair.other].map { (ownDraws, $0) } }, overlap)
    if options.hasOwnThresholds { finding.notes.append(Note(.ownThresholds)) }
    let shared = TransferNotes.shared(train: train, test: test)
    finding.notes += shared.notes
    if shared.isNothing {
      finding.notes.append(Note(.nothingShared))
    } else if rows[index].isEmpty {
      finding.notes.append(Note(.nothingLeftToTrainOn))
    }
    let ranked = finding.rows.indices.filter {
      finding.rows[$0].metric == "auroc" && finding.rows[$0].classLabel == nil
    }
    finding.lead = Self.leading(ranked) { finding.rows[$0].arm }
    if let lead = finding.lead, finding.rows[lead].arm == decisions[index]?.arm { finding.decisions = decisions[index] }
    var tables: [TransferTable] = []
    let linked = overlap.isEmpty ? nil : overlap.thirds(train: own, test: other, seed: options.seed)
    for (features, counterpart) in sharedFeatures(pair) {
      func side(_ key: SideKey, _ features: PooledFeatures) -> FeatureSide? {
        measured[FeatureKey(side: key, checkpoint: features.checkpoint, pooling: features.pooling.rawValue)]
      }
      guard let train = side(pair.own, features), let test = side(pair.other, counterpart) else { continue }
      var (summary, table) = try FeaturePairs(
        checkpoint: features.checkpoint, train: train, test: test, options: options
      ).findings(of: (finding.train, finding.test), classNames: pair.common, positive: own.positive, linked: linked)
      if let libraries = try SharedLibrary(
        train: own, test: other, own: features, other: counterpart, table: table, classNames: pair.common,
        options: options
      ).libraries() {
        summary.hasLibrary = true
        finding.libraries.append((features.checkpoint, libraries))
      }
      finding.checkpoints.append(summary)
      tables.append(table)
    }
    return (finding, tables)
  }
}

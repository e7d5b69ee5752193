import BiasAudit
import Findings

extension TransferFinding {
  /// Adds whether what was found on the groups of attributes that both datasets have is found in the test dataset.
  mutating func compareGroups(_ tasks: [AnalysedDataset.Task], options: BiasOptions) throws {
    // Another label's groups were not audited.
    guard label == nil, let own = tasks.first(where: { $0.encoded.id == train }),
      let other = tasks.first(where: { $0.encoded.id == test })
    else { return }
    for audit in other.audits {
      guard let first = own.audits.first(where: { $0.study.attribute == audit.study.attribute }) else { continue }
      let names = Set(first.study.groups.map(\.name))
      guard audit.study.groups.count(where: { names.contains($0.name) }) >= 2 else { continue }
      var across = BiasAcross(attribute: audit.study.attribute)
      for table in first.tables {
        guard let counterpart = audit.tables.first(where: { $0.checkpoint == table.checkpoint }),
          counterpart.featureCount == table.featureCount,
          let features = own.encoded.features.first(where: { $0.checkpoint == table.checkpoint })
        else { continue }
        var density = [Double](repeating: 0, count: table.featureCount)
        for feature in features.matrix.indices { density[Int(feature)] += 1 / Double(max(1, features.matrix.rowCount)) }
        let found = try FeatureReplication(of: table, density: density, other: counterpart, options: options)
          .run(audit.attributes, in: other.encoded)
        across.features.append(found.summary)
        biasRows += found.rows
      }
      if let decisions = transferred(to: other) {
        across.arm = decisions.arm
        let gaps = try DecisionsAcross(
          other.encoded, audit.attributes, study: audit.study, own: other.predictions, options: options
        ).gaps([decisions])[0]
        across.gaps = gaps ?? []
        across.areDecisionsWithheld = gaps == nil
      }
      bias.append(across)
    }
  }

  /// The decisions of the leading probe with the classes of the test dataset.
  private func transferred(to task: AnalysedDataset.Task) -> ProbePredictions? {
    guard let decisions else { return nil }
    let all = task.encoded.examples.classes
    let places = classes.map { all.firstIndex(of: $0) ?? 0 }
    var probabilities = [Double](repeating: 0, count: decisions.predicted.count * all.count)
    for example in decisions.predicted.indices {
      for (common, place) in places.enumerated() {
        probabilities[example * all.count + place] = decisions.probabilities[example * classes.count + common]
      }
    }
    return ProbePredictions(
      arm: decisions.arm, predicted: decisions.predicted.map { $0 < 0 ? -1 : Int32(places[Int($0)]) },
      probabilities: probabilities)
  }
}

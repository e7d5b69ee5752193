import BiasAudit
import Findings

extension [TransferFinding] {
  /// Adds whether what was found on the groups of attributes that both datasets of a pair have is found in the test dataset.
  mutating func compareGroups(_ tasks: [AnalysedDataset.Task], options: BiasOptions) throws {
    for place in indices { try self[place].compareFeatures(tasks, options: options) }
    for task in tasks {
      for audit in task.audits {
        let attribute = audit.study.attribute
        let places = indices.filter { place in
          self[place].test == task.encoded.id && self[place].bias.contains { $0.attribute == attribute }
        }
        // All that decide the same examples at once: what is published of them is checked together.
        let decisions = places.map { self[$0].transferred(to: task) }
        let given = decisions.compactMap { $0 }
        if given.isEmpty { continue }
        var found = try DecisionsAcross(
          task.encoded, audit.attributes, study: audit.study, own: task.predictions, options: options
        ).gaps(given)[...]
        for (place, own) in zip(places, decisions) {
          guard let own, let item = self[place].bias.firstIndex(where: { $0.attribute == attribute }) else { continue }
          let gaps = found.removeFirst()
          self[place].bias[item].arm = own.arm
          self[place].bias[item].gaps = gaps ?? []
          self[place].bias[item].areDecisionsWithheld = gaps == nil
        }
      }
    }
  }
}

extension TransferFinding {
  /// Whether features that follow a group do so in the test dataset.
  fileprivate mutating func compareFeatures(_ tasks: [AnalysedDataset.Task], options: BiasOptions) throws {
    // Another label's groups were not audited.
    guard label == nil, trainLabel == nil, let own = tasks.first(where: { $0.encoded.id == train }),
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
      bias.append(across)
    }
  }

  /// The decisions of the leading probe with the classes of the test dataset.
  fileprivate func transferred(to task: AnalysedDataset.Task) -> ProbePredictions? {
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

import Findings
import Parallel

/// Probes trained on all datasets but one.
extension TransferRun {
  /// Of every dataset that several others are tested on, one finding: trained on all of these together.
  func leftOut() throws -> [TransferFinding] {
    guard options.hasCurves else { return [] }
    var groups: [Int: [Int]] = [:]
    for (index, pair) in pairs.enumerated() where pair.common.count >= 2 && !headline[index].isEmpty {
      groups[pair.test, default: []].append(index)
    }
    let several = groups.filter { Set($0.value.map { pairs[$0].train }).count >= 2 }.sorted { $0.key < $1.key }
    return try parallelMap(several.count, threads: options.threads) { [self] place in
      try leftOut(several[place].key, several[place].value, unions: several.count)
    }.compactMap { $0 }
  }

  private func leftOut(_ test: Int, _ members: [Int], unions: Int) throws -> TransferFinding? {
    let known = members.map { pairs[$0] }
    let common = known.dropFirst().reduce(known[0].common) { shared, pair in
      shared.filter { pair.common.contains($0) }
    }
    guard common.count >= 2 else { return nil }
    func side(_ key: SideKey) -> TransferSide {
      let given = key.place == test ? probed[datasets[test].id]?.folds : nil
      return TransferSide(
        datasets[key.place], place: key.place, common: common, names: key.names, given: given, options: options)
    }
    let other = common == known[0].common ? sides[known[0].other] ?? side(known[0].other) : side(known[0].other)
    let parts = known.map { pair in common == pair.common ? sides[pair.own] ?? side(pair.own) : side(pair.own) }
    let largest = TrainingUnion.largest(
      unions: unions, rows: parts.reduce(0) { $0 + $1.rows.count }, inside: other.trainingSize)
    let union = TrainingUnion(parts, largest: largest, place: datasets.count, options: options)
    let overlap = Overlap(
      parts.indices.map { index in
        (Overlap(train: parts[index], test: other, content: content), union.units[index])
      })
    var finding = TransferFinding(
      train: parts.map(\.dataset.id).joined(separator: " + "), test: other.dataset.id, classes: common)
    if common.count == 2 { finding.positiveClass = common[other.positive] }
    finding.notes = TransferNotes.of(overlap, train: finding.train, test: finding.test)
    for index in HeadlineArms(arms: arms).places(of: parts.map(\.place) + [test]) {
      let arm = arms[index]
      let used = members.compactMap { index in
        rows[index].first { $0.arm == arm.key && $0.metric == "auroc" && $0.classLabel == nil }
      }
      guard let c = TrainingUnion.usual(used.compactMap(\.c)), let place = options.c.firstIndex(of: c),
        let first = used.first
      else { continue }
      let ceilingC = first.ceilingC.compactMap { options.c.firstIndex(of: $0) }
      guard ceilingC.count == other.folds.count else { continue }
      finding.rows += try union.rows(
        arm, other, overlap, c: Workbench.Choices(whole: place, folds: ceilingC), classes: common,
        ceiling: common == known[0].common
          ? ceilings[index]?[known[0].other].map { (other.largestTraining, $0) } : nil, options)
    }
    finding.lead = Self.leading(finding.rows.indices) { finding.rows[$0].arm }
    finding.uses = PairRows(union.side, other, overlap, options).uses(curve: nil, overlap)
    return finding.rows.isEmpty ? nil : finding
  }
}

import Datasets
import Diagnostics
import Evaluation
import Features
import Findings
import Parallel

/// Probes trained on one dataset and tested on another that shares its features.
///
/// Nothing leaks: where datasets share ids, clusters, texts, near-copies or states, every fold of the test dataset has a probe
/// that was trained without what is linked to it. Like is compared with like: the ceiling is one cross-validation inside the
/// test dataset whose training sets have the size that the training dataset gives; where that is larger, parts of it are
/// trained on for the comparison. Figures are means over the folds of the test dataset, as those of the probes are.
///
/// Intervals hold for other training and test examples, whole clusters at a time, C and folds staying what they are. What
/// other test examples would change follows from the influence of each; for what other training examples would change,
/// everything is fitted again without a third of them (`LeftOutThirds`). Of the ratio by Fieller's theorem.
public enum TransferStudy {
  /// One pair alone.
  ///
  /// - Returns: the finding, and one table per shared checkpoint (its first shared pooling).
  /// - Throws: `AtlasError` when the options allow no cross-validation.
  public static func run(
    train: EncodedDataset, test: EncodedDataset, options: TransferOptions, progress: Progress? = nil
  ) throws -> (TransferFinding, [TransferTable]) {
    try run(
      [train, test], pairs: [TransferPair(train: train.id, test: test.id)], options: options, progress: progress)[0]
  }

  /// All pairs together: what is fitted to a dataset serves every pair that it is in.
  ///
  /// - Parameters:
  ///   - probed: by the ids of datasets.
  ///   - relabelled: examples with the labels of another column, by dataset and column.
  /// - Returns: for every pair its finding, and one table per shared checkpoint.
  /// - Throws: `AtlasError` when the options allow no cross-validation, or a pair names no dataset.
  public static func run(
    _ datasets: [EncodedDataset], pairs: [TransferPair], probed: [String: ProbedDataset] = [:],
    relabelled: [String: [String: ExampleTable]] = [:], options: TransferOptions, progress: Progress? = nil
  ) throws -> [(TransferFinding, [TransferTable])] {
    try all(
      datasets, pairs: pairs, probed: probed, relabelled: relabelled, options: options, progress: progress
    ).pairs
  }

  /// The same, with probes that are trained on all datasets but one.
  public static func all(
    _ datasets: [EncodedDataset], pairs: [TransferPair], probed: [String: ProbedDataset] = [:],
    relabelled: [String: [String: ExampleTable]] = [:], options: TransferOptions, progress: Progress? = nil
  ) throws -> (pairs: [(TransferFinding, [TransferTable])], leftOut: [TransferFinding]) {
    guard options.folds >= 2, !options.c.isEmpty, options.permutations >= 1 else {
      throw AtlasError(.input, "transfer needs at least 2 folds, one value of C and one permutation")
    }
    var run = try TransferRun(datasets, pairs, probed, relabelled, options)
    try run.measure(progress)
    return (try run.findings(), try run.leftOut())
  }
}

/// What all pairs of a run share.
private struct TransferRun {
  /// A dataset with the classes that it has in common with another.
  private struct SideKey: Hashable {
    var place: Int
    var common: [String]
    var names: [String: String]
  }

  private struct Pair {
    var pair: TransferPair
    var train: Int
    var test: Int
    var common: [String]
    var own: SideKey
    var other: SideKey
    var overlap: Overlap?
  }

  private let datasets: [EncodedDataset]
  private let options: TransferOptions
  private let probed: [String: ProbedDataset]
  private let content: SharedContent
  private var pairs: [Pair]
  private var sides: [SideKey: TransferSide] = [:]
  private var rows: [[TransferRow]]
  /// Of every pair, by checkpoint: reasons why it may not carry over.
  private var reasons: [[TransferReason]]
  private var curves: [[TransferCurvePoint]]
  private var joint: [[TransferJointRow]]
  /// Of sides that curves are about.
  private var draws: [SideKey: FewShotDraws] = [:]
  /// Of the arms that curves are drawn of, by their places: cross-validations that train on all that a fold leaves.
  private var ceilings: [Int: [SideKey: Workbench.Ceiling]] = [:]
  private var arms: [TransferArm] = []
  /// Of every pair: places of the arms that curves are drawn of.
  private var headline: [[Int]] = []
  /// Of every pair the arm that speaks for it where it can be applied, and what it decides.
  private var leads: [ArmKey?] = []
  private var decisions: [TransferDecisions?]

  init(
    _ given: [EncodedDataset], _ pairs: [TransferPair], _ probed: [String: ProbedDataset],
    _ relabelled: [String: [String: ExampleTable]], _ options: TransferOptions
  ) throws {
    var datasets = given
    self.options = options
    self.probed = probed
    self.pairs = try pairs.map { pair in
      guard var train = given.firstIndex(where: { $0.id == pair.train }),
        var test = given.firstIndex(where: { $0.id == pair.test })
      else { throw AtlasError(.input, "transfer names an unknown dataset") }
      /// Another dataset for this pair alone.
      func add(_ dataset: EncodedDataset) -> Int {
        datasets.append(dataset)
        return datasets.count - 1
      }
      if let label = pair.label {
        train = add(try given[train].relabelled(label, relabelled))
        test = add(try given[test].relabelled(label, relabelled))
      }
      if pair.isSameSpace { test = add(datasets[test].named(as: datasets[train])) }
      let common = pair.common(
        TransferSide.classesPresent(datasets[train].examples), TransferSide.classesPresent(datasets[test].examples))
      return Pair(
        pair: pair, train: train, test: test, common: common,
        own: SideKey(place: train, common: common, names: pair.labelMap),
        other: SideKey(place: test, common: common, names: [:]))
    }
    self.datasets = datasets
    rows = pairs.map { _ in [] }
    reasons = pairs.map { _ in [] }
    curves = pairs.map { _ in [] }
    joint = pairs.map { _ in [] }
    decisions = pairs.map { _ in nil }
    for pair in self.pairs where pair.common.count >= 2 {
      for key in [pair.own, pair.other] where sides[key] == nil {
        let id = datasets[key.place].id
        sides[key] = TransferSide(
          datasets[key.place], place: key.place, common: key.common, names: key.names,
          given: key.place < given.count ? probed[id]?.folds : nil,
          options: options)
      }
    }
    let content = SharedContent(datasets)
    self.content = content
    let known = self.pairs
    let sides = self.sides
    let overlaps = try parallelMap(known.count, threads: options.threads) { index -> Overlap? in
      guard let own = sides[known[index].own], let other = sides[known[index].other] else { return nil }
      return Overlap(train: own, test: other, content: content)
    }
    for (index, overlap) in overlaps.enumerated() { self.pairs[index].overlap = overlap }
  }

  mutating func measure(_ progress: Progress?) throws {
    let arms = try TransferArms(datasets: datasets, options: options).all()
    self.arms = arms
    planCurves()
    let pairs = self.pairs
    let sides = self.sides
    func active(_ arm: TransferArm) -> [Int] {
      pairs.indices.filter { index in
        pairs[index].common.count >= 2 && arm.places.contains(pairs[index].train)
          && arm.places.contains(pairs[index].test)
      }
    }
    progress?.expect(arms.reduce(0) { $0 + active($1).count })
    leads = pairs.indices.map { pair in
      let own = arms.filter { active($0).contains(pair) }
      return (own.first { $0.key.representation.part == .bits } ?? own.first)?.key
    }
    let block = max(1, options.threads)
    for start in stride(from: 0, to: arms.count, by: block) {
      let own = Array(arms[start..<min(arms.count, start + block)])
      try measure(own, own.map(active), sides, progress, first: start)
    }
  }

  /// Which arms curves are drawn of, and how much they use.
  private mutating func planCurves() {
    let headlines = HeadlineArms(arms: arms)
    headline = pairs.map { pair in
      options.hasCurves && pair.common.count >= 2 ? headlines.places(of: [pair.train, pair.test]) : []
    }
    let sizes = pairs.indices.flatMap { index -> [(train: Int, test: Int)] in
      guard let own = sides[pairs[index].own], let other = sides[pairs[index].other] else { return [] }
      return headline[index].map { _ in (own.rows.count, other.rows.count) }
    }
    let plan = FewShotPlan.chosen(sizes, folds: options.folds)
    for (index, pair) in pairs.enumerated() where !headline[index].isEmpty {
      for key in [pair.own, pair.other] where draws[key] == nil {
        draws[key] = sides[key].map { FewShotDraws($0, plan, seed: options.seed) }
      }
    }
  }

  /// Some arms: first what each side gives, then the pairs.
  private mutating func measure(
    _ arms: [TransferArm], _ active: [[Int]], _ sides: [SideKey: TransferSide], _ progress: Progress?,
    first: Int
  ) throws {
    struct Task: Sendable {
      var arm: Int
      var side: SideKey
      var orders: Workbench.Orders
    }
    let pairs = self.pairs
    var tasks: [Task] = []
    for arm in arms.indices {
      var orders: [SideKey: Workbench.Orders] = [:]
      var order: [SideKey] = []
      for index in active[arm] {
        let pair = pairs[index]
        guard let own = sides[pair.own], let other = sides[pair.other] else { continue }
        for key in [pair.own, pair.other] where orders[key] == nil {
          orders[key] = Workbench.Orders()
          order.append(key)
        }
        orders[pair.own]?.trains = true
        if pair.overlap?.isEmpty ?? true {
          let sizes = PairTransfer.sizes(own, other)
          if let matched = sizes.matched { orders[pair.own]?.matched.insert(matched) }
          orders[pair.other]?.ceilings.insert(sizes.ceiling)
        }
        if headline[index].contains(first + arm) {
          orders[pair.own]?.ceilings.insert(own.largestTraining)
          orders[pair.other]?.ceilings.insert(other.largestTraining)
          orders[pair.other]?.draws = draws[pair.other]
        }
      }
      for key in order { tasks.append(Task(arm: arm, side: key, orders: orders[key] ?? Workbench.Orders())) }
    }
    let (options, probed, datasets, headline, draws) = (
      self.options, self.probed, self.datasets, self.headline, self.draws
    )
    let leads = self.leads
    let work = tasks
    let benches = try parallelMap(work.count, threads: options.threads) { index -> Workbench? in
      let task = work[index]
      guard let side = sides[task.side] else { return nil }
      let isWhole = side.classCount == TransferSide.classesPresent(side.dataset.examples).count
      let known = isWhole ? probed[datasets[task.side.place].id]?.c[arms[task.arm].key] : nil
      return try Workbench(arms[task.arm], side, task.orders, known: known, options)
    }
    var byTask: [Int: [SideKey: Workbench]] = [:]
    for (task, bench) in zip(tasks, benches) { byTask[task.arm, default: [:]][task.side] = bench }
    for arm in arms.indices {
      for index in active[arm] where headline[index].contains(first + arm) {
        let key = pairs[index].other
        if let side = sides[key], let found = byTask[arm]?[key]?.ceilings[side.largestTraining] {
          ceilings[first + arm, default: [:]][key] = found
        }
      }
    }
    let jobs = arms.indices.flatMap { arm in active[arm].map { (arm: arm, pair: $0) } }
    let made = byTask
    let found = try parallelMap(jobs.count, threads: options.threads) { index -> Found in
      defer { progress?.advance() }
      let (arm, pair) = (arms[jobs[index].arm], pairs[jobs[index].pair])
      guard let own = sides[pair.own], let other = sides[pair.other], let overlap = pair.overlap,
        let bench = made[jobs[index].arm]?[pair.own], let otherBench = made[jobs[index].arm]?[pair.other]
      else { return Found() }
      var found = Found()
      found.rows = try PairTransfer(
        arm: arm, train: own, test: other, overlap: overlap, options: options, classes: pair.common
      ).rows(bench, otherBench)
      found.reasons = Self.reasons(arm, pair, own, other, overlap, bench, options)
      if arm.key == leads[jobs[index].pair], !other.dataset.examples.groups.isEmpty {
        found.decisions = try DecidedRows(
          arm: arm, train: own, test: other, overlap: overlap, options: options
        ).decisions(bench)
      }
      if headline[jobs[index].pair].contains(first + jobs[index].arm), let alone = otherBench.alone,
        let drawn = draws[pair.own], let ceiling = bench.ceilings[own.largestTraining],
        let otherCeiling = otherBench.ceilings[other.largestTraining]
      {
        (found.curve, found.joint) = try FewShotPair(
          arm: arm, train: own, test: other, overlap: overlap, options: options
        ).measure(
          alone: alone, own: drawn, ceilings: (ceiling, otherCeiling), c: options.c[bench.c],
          aloneC: (bench.ceilingC.map { options.c[$0] }, otherBench.ceilingC.map { options.c[$0] }))
      }
      return found
    }
    for (job, own) in zip(jobs, found) {
      rows[job.pair] += own.rows
      curves[job.pair] += own.curve
      joint[job.pair] += own.joint
      if let decided = own.decisions { decisions[job.pair] = decided }
      for reason in own.reasons
      where !reasons[job.pair].contains(where: { $0.checkpoint == reason.checkpoint && $0.kind == reason.kind }) {
        reasons[job.pair].append(reason)
      }
    }
  }

  /// What one arm gives a pair.
  private struct Found: Sendable {
    var rows: [TransferRow] = []
    var reasons: [TransferReason] = []
    var curve: [TransferCurvePoint] = []
    var joint: [TransferJointRow] = []
    var decisions: TransferDecisions?
  }

  /// Of an arm of values of features; none of others.
  private static func reasons(
    _ arm: TransferArm, _ pair: Pair, _ own: TransferSide, _ other: TransferSide, _ overlap: Overlap,
    _ bench: Workbench, _ options: TransferOptions
  ) -> [TransferReason] {
    guard arm.key.representation == .continuous,
      let (features, counterpart) = TransferNotes.sharedFeatures(train: own.dataset, test: other.dataset).first(where: {
        $0.train.checkpoint == arm.key.checkpoint && $0.train.pooling.rawValue == arm.key.pooling
      })
    else { return [] }
    return PairReasons(
      train: own, test: other, overlap: overlap, classes: pair.common, own: features, other: counterpart,
      options: options
    ).all(bench.whole?.fits.first)
  }

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
    finding.label = pair.pair.label
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
    finding.lead = ranked.first { finding.rows[$0].arm.representation.part == .bits } ?? ranked.first
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

  // MARK: Left-out datasets

  /// Of every dataset that several others are tested on, one finding: trained on all of these together.
  func leftOut() throws -> [TransferFinding] {
    guard options.hasCurves else { return [] }
    var groups: [Int: [Int]] = [:]
    for (index, pair) in pairs.enumerated() where pair.common.count >= 2 && !headline[index].isEmpty {
      groups[pair.test, default: []].append(index)
    }
    let several = groups.filter { Set($0.value.map { pairs[$0].train }).count >= 2 }.sorted { $0.key < $1.key }
    let largest = TrainingUnion.largest(unions: several.count)
    return try parallelMap(several.count, threads: options.threads) { [self] place in
      try leftOut(several[place].key, several[place].value, largest: largest)
    }.compactMap { $0 }
  }

  private func leftOut(_ test: Int, _ members: [Int], largest: Int) throws -> TransferFinding? {
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
    finding.lead =
      finding.rows.indices.first { finding.rows[$0].arm.representation.part == .bits } ?? finding.rows.indices.first
    finding.uses = PairRows(union.side, other, overlap, options).uses(curve: nil, overlap)
    return finding.rows.isEmpty ? nil : finding
  }
}

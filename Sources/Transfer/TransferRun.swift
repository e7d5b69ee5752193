import Datasets
import Diagnostics
import Evaluation
import Features
import Findings
import Parallel

/// What all pairs of a run share.
struct TransferRun {
  /// A dataset with the classes that it has in common with another.
  struct SideKey: Hashable {
    var place: Int
    var common: [String]
    var names: [String: String]
  }

  struct Pair {
    var pair: TransferPair
    var train: Int
    var test: Int
    var common: [String]
    var own: SideKey
    var other: SideKey
    var overlap: Overlap?
  }

  let datasets: [EncodedDataset]
  let options: TransferOptions
  let probed: [String: ProbedDataset]
  let content: SharedContent
  private(set) var pairs: [Pair]
  private(set) var sides: [SideKey: TransferSide] = [:]
  private(set) var rows: [[TransferRow]]
  /// Of every pair, by checkpoint: reasons why it may not carry over.
  private(set) var reasons: [[TransferReason]]
  private(set) var curves: [[TransferCurvePoint]]
  private(set) var joint: [[TransferJointRow]]
  /// Of sides that curves are about.
  private(set) var draws: [SideKey: FewShotDraws] = [:]
  /// Of the arms that curves are drawn of, by their places: cross-validations that train on all that a fold leaves.
  private(set) var ceilings: [Int: [SideKey: Workbench.Ceiling]] = [:]
  private(set) var arms: [TransferArm] = []
  /// Of every pair: places of the arms that curves are drawn of.
  private(set) var headline: [[Int]] = []
  /// Of every pair the arm that speaks for it where it can be applied, and what it decides.
  private var leads: [ArmKey?] = []
  private(set) var decisions: [TransferDecisions?]

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
      if let label = pair.trainLabel { train = add(try given[train].relabelled(label, relabelled)) }
      if let label = pair.testLabel { test = add(try given[test].relabelled(label, relabelled)) }
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
    let content = try SharedContent(
      datasets, pairs: self.pairs.map { ($0.train, $0.test) }, threads: options.threads)
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
    let measured = arms.indices.filter { twin(of: arms[$0]) == nil }
    progress?.expect(measured.reduce(0) { $0 + active(arms[$1]).count })
    leads = pairs.indices.map { pair in
      let own = arms.filter { active($0).contains(pair) }
      return Self.leading(own.indices) { own[$0].key }.map { own[$0].key }
    }
    let block = max(1, options.threads)
    for start in stride(from: 0, to: measured.count, by: block) {
      let own = Array(measured[start..<min(measured.count, start + block)])
      try measure(own.map { arms[$0] }, own.map { active(arms[$0]) }, sides, progress, places: own)
    }
    addTwins()
  }

  /// The arm that is measured in place of another; nil: it is measured itself. Where the probe study chose C, both must have
  /// the same.
  private func twin(of arm: TransferArm) -> ArmKey? {
    arm.twin.flatMap { twin in probed.values.allSatisfy { $0.c[arm.key] == $0.c[twin] } ? twin : nil }
  }

  /// Rows of arms that were not measured themselves, in the order of the arms.
  private mutating func addTwins() {
    for arm in arms {
      guard let twin = twin(of: arm) else { continue }
      for pair in rows.indices {
        rows[pair] += rows[pair].filter { $0.arm == twin }.map { row in
          var row = row
          row.arm = arm.key
          return row
        }
      }
    }
    let order = Dictionary(arms.enumerated().map { ($1.key, $0) }, uniquingKeysWith: min)
    for pair in rows.indices {
      let places = rows[pair].map { order[$0.arm] ?? 0 }
      // Those of one arm stay in their order.
      rows[pair] = rows[pair].indices.sorted { (places[$0], $0) < (places[$1], $1) }.map { rows[pair][$0] }
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
    places: [Int]
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
        if headline[index].contains(places[arm]) {
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
      for index in active[arm] where headline[index].contains(places[arm]) {
        let key = pairs[index].other
        if let side = sides[key], let found = byTask[arm]?[key]?.ceilings[side.largestTraining] {
          ceilings[places[arm], default: [:]][key] = found
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
      if headline[jobs[index].pair].contains(places[jobs[index].arm]), let alone = otherBench.alone,
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

  /// The place that speaks for others: the first whose arm sees which features fired, else the first.
  static func leading(_ places: some Sequence<Int>, _ arm: (Int) -> ArmKey) -> Int? {
    let places = Array(places)
    return places.first { arm($0).representation.part == .bits } ?? places.first
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
}

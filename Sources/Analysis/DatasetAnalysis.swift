import BiasAudit
import Datasets
import Diagnostics
import Features
import Findings
import Probing
import Transfer

/// What a dataset gave: findings, and what the run goes on with.
struct AnalysedDataset {
  /// A label of it, which transfer needs whole.
  struct Task {
    var encoded: EncodedDataset
    var probed: ProbedDataset?
    var study: DatasetStudy
    /// One per attribute, where it is in a pair.
    var audits: [Audit] = []
    /// Of its probes, out of fold.
    var predictions: [ProbePredictions] = []
  }

  /// What was found on the groups of an attribute.
  struct Audit {
    var attributes: [String]
    var study: BiasStudy
    /// One per checkpoint.
    var tables: [GroupTable]
  }

  /// Over all labels where there are several, then label by label.
  var findings: [DatasetFinding] = []
  /// One per label.
  var tasks: [Task] = []
  /// One per checkpoint of its layers.
  var fits: [CheckpointFit] = []
  /// What the arms of the probes took.
  var timings: [Timings.Arm] = []
}

/// One dataset with all its labels: read through every checkpoint of its layers, then studied label by label. Tables are
/// written as soon as they are known, so that only one of them is held.
struct DatasetAnalysis {
  let context: RunContext
  let inputs: OpenedInputs
  /// One per checkpoint.
  let geometries: [CheckpointGeometry?]
  /// One per checkpoint.
  let effects: [TokenEffects?]
  /// Statistics that other machines have measured; nil: measured here.
  let ranges: FeatureRanges?
  let dataset: OpenedDataset
  let writer: ResultsWriter
  /// What pages will show of the findings.
  let site: SiteOptions

  private var options: AnalysisOptions { context.options }
  private var disclosure: Disclosure { options.bias.disclosure }

  func run() throws -> AnalysedDataset {
    let tasks = dataset.tasks
    var result = AnalysedDataset()
    var findings = tasks.map { dataset.description($0, for: disclosure) }
    var encoded = tasks.map { EncodedDataset(id: $0.id, examples: $0.examples) }
    var shown = ShownExamples()
    // By the place of their layer.
    var pooled: [Int: [PooledStates]] = [:]
    let sample = ProfileSample(
      ids: dataset.examples.ids, limit: options.profiledExamples, seed: options.probes.seed)
    let words = try words(of: sample)
    for (index, loaded) in inputs.checkpoints.enumerated() {
      guard let layer = dataset.place(ofLayer: loaded.layer) else { continue }
      // The states are pooled as the first checkpoint of their layer reads them.
      let pass = try CheckpointPass(
        loaded, at: index, geometry: geometries[index], effects: effects[index], dataset.states[layer].opened,
        pooling: pooled[layer] == nil ? emptyStates(layer) : [], of: dataset, words: words, sample: sample,
        context)
      if !pass.states.isEmpty { pooled[layer] = pass.states }
      result.fits.append(pass.fit)
      for (place, task) in tasks.enumerated() {
        let measured = try pass.measured(dataset, task, ranges: ranges, context)
        let paged = measured.table.paged(limit: site.pages)
        shown.add(measured.table.strongest, features: paged)
        shown.add(pass.profiles.spread.examples, features: paged)
        try write(pass, measured.table, task)
        findings[place].checkpoints.append(measured.summary)
        encoded[place].features += measured.pooled
        encoded[place].tokenTop += measured.tokenTop
        encoded[place].controls += pass.controls
      }
    }
    let states = try pooledStates(pooled)
    for (place, task) in tasks.enumerated() {
      encoded[place].states = states
      let study = DatasetStudy(
        encoded: encoded[place], fits: result.fits, drop: dataset.drop(ofLayer:), options: options)
      let probes = try probe(study, task)
      findings[place].probes = probes?.study
      findings[place].warnings += probes?.warnings ?? []
      if let study = probes?.study { shown.add(study) }
      let audits = try audit(study, probes)
      findings[place].bias = audits.map(\.study)
      result.timings += probes.map(study.timings) ?? []
      var kept = AnalysedDataset.Task(
        encoded: encoded[place], probed: probes.flatMap { ProbedDataset($0.study) }, study: study)
      if inputs.transfers.contains(where: { $0.train == task.id || $0.test == task.id }) {
        kept.audits = audits
        kept.predictions = DatasetStudy.predictions(probes)
      }
      result.tasks.append(kept)
    }
    let pictures = try PictureMaking(dataset, of: inputs.datasets, writer, context).pictures(of: shown)
    for task in tasks { try writer.write(dataset.exampleList(task, for: disclosure, pictures: pictures)) }
    result.findings = try overLabels(findings, pictures) + findings
    return result
  }

  private func words(of sample: ProfileSample) throws -> DistinctiveWords? {
    guard inputs.checkpoints.contains(where: { dataset.states(ofLayer: $0.layer) != nil }) else { return nil }
    return try context.stage("profiles", "words of \(dataset.id)") { _ in
      try DistinctiveWords(dataset.examples, tokens: dataset.tokenWords, of: sample, threads: options.threads)
    }
  }

  private func write(_ pass: CheckpointPass, _ table: FeatureTable, _ task: DatasetTask) throws {
    var profiles = pass.profiles
    profiles.dataset = task.id
    try writer.write(profiles, ids: dataset.examples.ids)
    try writer.write(try inputs.named(table), ids: dataset.examples.ids)
  }

  /// With room for the states of the layer at `place`; none where shards have pooled them.
  private func emptyStates(_ place: Int) throws -> [PooledStates] {
    let (layer, opened) = dataset.states[place]
    guard case .states(let source) = opened.activations, !(source is RecordedStates) else { return [] }
    return try PooledStates.empty(
      layer: layer, poolings: options.statePoolings(source), dimension: source.dimension, examples: source.exampleCount)
  }

  /// - Parameter known: those that were pooled already, by the place of their layer.
  private func pooledStates(_ known: [Int: [PooledStates]]) throws -> [PooledStates] {
    try context.stage("encode", "pooling the states of \(dataset.id)", of: dataset.states.count) { progress in
      try dataset.states.enumerated().flatMap { place, states -> [PooledStates] in
        defer { progress.advance() }
        if let known = known[place] { return known }
        guard case .states(let source) = states.opened.activations else { return [] }
        return try PooledStates.pool(
          source, layer: states.layer, poolings: options.statePoolings(source), threads: options.threads)
      }
    }
  }

  private func probe(_ study: DatasetStudy, _ task: DatasetTask) throws -> ProbeLaboratory.Result? {
    // Why there is no probe was said when the inputs were read.
    guard !options.probes.representations.isEmpty, task.unprobeable(folds: options.probes.folds) == nil else {
      return nil
    }
    return try context.stage("probes", "probing \(task.id)", unit: "fits") { progress in
      let result = try study.probed(progress)
      for warning in result.warnings { context.reporter.warning(warning.about(.dataset, task.id)) }
      try writer.write(result.study, dataset: task.id, ids: dataset.examples.ids)
      try writer.write(result.selections, dataset: task.id)
      try writer.write(
        result.predictions, dataset: task.id, ids: dataset.examples.ids, classes: task.examples.classes)
      return result
    }
  }

  private func audit(_ study: DatasetStudy, _ probes: ProbeLaboratory.Result?) throws -> [AnalysedDataset.Audit] {
    let id = study.encoded.id
    var pairs: [PairTable] = []
    let studies = try dataset.audits.map { attributes -> AnalysedDataset.Audit in
      try context.stage("bias", "auditing \(id) by \(attributes.joined(separator: " × "))") { progress in
        let (found, tables, extras) = try study.audited(by: attributes, probes, progress)
        for table in tables { try writer.write(table) }
        try writer.write(found, dataset: id)
        try writer.write(extras.gaps, of: found, dataset: id)
        try writer.write(found.ll144 ?? [], dataset: id, attribute: found.attribute)
        try writer.write(extras.attributions, dataset: id, attribute: found.attribute)
        pairs += [extras.pairs].compactMap { $0 }
        try writer.write(extras.remedy, dataset: id, attribute: found.attribute)
        return AnalysedDataset.Audit(attributes: attributes, study: found, tables: tables)
      }
    }
    try writer.write(pairs, dataset: id)
    return studies
  }

  /// Of a dataset whose examples may have several labels: the mean of the studies of its labels.
  private func overLabels(_ parts: [DatasetFinding], _ pictures: [ExamplePicture?]?) throws -> [DatasetFinding] {
    guard let sets = dataset.examples.labelSets else { return [] }
    var finding = dataset.description(of: sets, for: disclosure)
    try writer.write(dataset.exampleList(of: sets, for: disclosure, pictures: pictures))
    let studies = zip(sets.names, parts).compactMap { name, part in part.probes.map { (name: name, study: $0) } }
    if !studies.isEmpty {
      let study = ProbeStudy.mean(over: studies, margin: options.probes.nonInferiorityMargin)
      try writer.write(study, dataset: finding.id, ids: dataset.examples.ids)
      finding.probes = study
    }
    return [finding]
  }
}

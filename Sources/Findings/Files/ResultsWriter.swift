import Files
import Synchronization

/// Writes a results folder, table by table, so that no table need be kept.
public struct ResultsWriter: Sendable {
  private let folder: RecordedFolder

  private let pictures = WrittenPictures()

  public init(_ folder: StagedFolder) { self.folder = RecordedFolder(folder) }

  /// A picture that pages show; equal ones are one file.
  ///
  /// - Returns: where it lies, from the root of the site.
  public func write(picture bytes: [UInt8], fileExtension: String) throws -> String {
    let path = ExamplePicture.path(digest: SHA256Digest.hex(of: bytes), fileExtension: fileExtension)
    if pictures.isNew(path) { try folder.write(path, bytes) }
    return path
  }

  /// `features.csv`, `examples.csv` and the table to render from.
  ///
  /// - Parameter ids: of the examples, in their order.
  public func write(_ table: FeatureTable, ids: [String]) throws {
    var table = table
    let coder = ColumnCoder()
    try table.columns(coder)
    try folder.write(ResultsFolder.featuresPath(table.dataset, table.checkpoint), try coder.bytes())
    try folder.write(DataFiles.features(table.dataset, table.checkpoint), table.featuresCSV())
    try folder.write(DataFiles.examples(table.dataset, table.checkpoint), table.examplesCSV(ids: ids))
  }

  /// `neighbours.csv`, `words.csv` where words were counted, `spread.csv`, `token-effects.csv` where there is an unembedding,
  /// and the table to render from.
  ///
  /// - Parameter ids: of the examples, in their order.
  public func write(_ profiles: FeatureProfiles, ids: [String]) throws {
    var profiles = profiles
    let coder = ColumnCoder()
    try profiles.columns(coder)
    let (dataset, checkpoint) = (profiles.dataset, profiles.checkpoint)
    try folder.write(ResultsFolder.profilesPath(dataset, checkpoint), try coder.bytes())
    try folder.write(DataFiles.neighbours(dataset, checkpoint), profiles.neighboursCSV())
    if !profiles.words.unit.isEmpty { try folder.write(DataFiles.words(dataset, checkpoint), profiles.wordsCSV()) }
    try folder.write(DataFiles.spread(dataset, checkpoint), profiles.spreadCSV(ids: ids))
    if !profiles.effects.isEmpty {
      try folder.write(DataFiles.tokenEffects(dataset, checkpoint), profiles.effects.csv())
    }
  }

  /// `bias.ATTRIBUTE.csv`, `bias.ATTRIBUTE.groups.csv`, and the table to render from.
  public func write(_ table: GroupTable) throws {
    var table = table
    let coder = ColumnCoder()
    try table.columns(coder)
    try folder.write(ResultsFolder.groupsPath(table.dataset, table.checkpoint, table.attribute), try coder.bytes())
    try folder.write(DataFiles.bias(table.dataset, table.checkpoint, table.attribute), table.biasCSV())
    try folder.write(DataFiles.biasGroups(table.dataset, table.checkpoint, table.attribute), table.groupsCSV())
  }

  /// `transfer.TRAIN.TEST.CHECKPOINT.features.csv`, and the table to render from.
  public func write(_ table: TransferTable) throws {
    var table = table
    let coder = ColumnCoder()
    try table.columns(coder)
    try folder.write(ResultsFolder.transferPath(table.train, table.test, table.checkpoint), try coder.bytes())
    try folder.write(DataFiles.transferFeatures(table.train, table.test, table.checkpoint), table.featuresCSV())
  }

  func write(_ path: String, _ bytes: [UInt8]) throws { try folder.write(path, bytes) }

  /// The examples to render from.
  public func write(_ examples: ExampleList) throws {
    try folder.write(ResultsFolder.examplesPath(examples.dataset), try FindingsJSON.encode(examples))
  }

  /// A report with nothing in it has no file.
  public func write(_ study: ProbeStudy, dataset: String, ids: [String]) throws {
    try folder.write(DataFiles.folds(dataset), study.foldsCSV(ids: ids))
    if let duplicates = study.nearDuplicates, !duplicates.pairs.isEmpty {
      try folder.write(DataFiles.nearDuplicates(dataset), duplicates.pairsCSV(ids: ids))
    }
    try folder.write(DataFiles.probes(dataset), study.probesCSV())
    try folder.write(DataFiles.comparisons(dataset), study.comparisonsCSV())
    if let errors = study.errors { try folder.write(DataFiles.errors(dataset), study.errorsCSV(errors)) }
    if !study.thresholds.isEmpty { try folder.write(DataFiles.thresholds(dataset), study.thresholdsCSV()) }
    if !study.stability.isEmpty { try folder.write(DataFiles.stability(dataset), study.stabilityCSV()) }
    if !study.calibration.isEmpty { try folder.write(DataFiles.calibration(dataset), study.calibrationCSV()) }
    if study.calibration.contains(where: { !$0.bins.isEmpty }) {
      try folder.write(DataFiles.reliability(dataset), study.reliabilityCSV())
    }
    if let split = study.split {
      try folder.write(DataFiles.split(dataset), split.armsCSV(study))
      try folder.write(DataFiles.splitComparisons(dataset), split.pairsCSV(study))
    }
    if study.arms.contains(where: { $0.key.checkpoint != nil && !$0.weights.isEmpty }) {
      try folder.write(DataFiles.weights(dataset), study.weightsCSV())
    }
    if !study.explanations.isEmpty {
      try folder.write(DataFiles.explanations(dataset), study.explanationsCSV(ids: ids))
    }
    if !study.libraries.isEmpty {
      try folder.write(DataFiles.library(dataset), try FindingsJSON.encode(FeatureLibraries(study.libraries)))
    }
  }

  /// `selections.csv`; no file where there are none.
  public func write(_ selections: [FoldSelection], dataset: String) throws {
    if !selections.isEmpty { try folder.write(DataFiles.selections(dataset), FoldSelection.table.bytes(selections)) }
  }

  /// `bias.ATTRIBUTE.probe.csv`, and `bias.ATTRIBUTE.ablation.csv` where there are ablations.
  public func write(_ study: BiasStudy, dataset: String) throws {
    try folder.write(DataFiles.biasProbe(dataset, study.attribute), study.probeCSV())
    if !study.ablations.isEmpty {
      try folder.write(DataFiles.biasAblation(dataset, study.attribute), study.ablationCSV())
    }
  }

  /// `bias.ATTRIBUTE.dropped.csv`, and `bias.ATTRIBUTE.without.CHECKPOINT.json` where there are libraries.
  public func write(_ remedy: RemedyExport, dataset: String, attribute: String) throws {
    if !remedy.dropped.isEmpty {
      try folder.write(DataFiles.biasDropped(dataset, attribute), DroppedFeature.table.bytes(remedy.dropped))
    }
    for (checkpoint, libraries) in remedy.libraries {
      try folder.write(DataFiles.biasWithout(dataset, attribute, checkpoint), try FindingsJSON.encode(libraries))
    }
  }

  /// Writes what is left: transfer, timings, the findings themselves, and the digests of all.
  public func finish(_ findings: AtlasFindings, timings: Timings) throws {
    if !findings.transfers.isEmpty { try folder.write(DataFiles.transfer, TransferFinding.csv(findings.transfers)) }
    if findings.transfers.contains(where: { !$0.curve.isEmpty }) {
      try folder.write(DataFiles.transferCurve, TransferCurvePoint.csv(findings.transfers))
    }
    if findings.transfers.contains(where: { !$0.joint.isEmpty }) {
      try folder.write(DataFiles.transferJoint, TransferJointRow.csv(findings.transfers))
    }
    if !findings.leftOut.isEmpty { try folder.write(DataFiles.leftOut, TransferFinding.csv(findings.leftOut)) }
    for pair in findings.leftOut where !pair.uses.isEmpty {
      try folder.write(DataFiles.leftOutRows(pair.test), TransferUse.csv(pair.uses))
    }
    for pair in findings.transfers where !pair.uses.isEmpty {
      try folder.write(DataFiles.transferRows(pair.train, pair.test), TransferUse.csv(pair.uses))
    }
    for pair in findings.transfers where !pair.checkpoints.isEmpty {
      try folder.write(
        DataFiles.transferAgreement(pair.train, pair.test), TransferCheckpointSummary.table.bytes(pair.checkpoints))
    }
    for pair in findings.transfers {
      try writeBias(of: pair)
      for (checkpoint, libraries) in pair.libraries {
        try folder.write(
          DataFiles.transferLibrary(pair.train, pair.test, checkpoint), try FindingsJSON.encode(libraries))
      }
    }
    for pair in findings.transfers where !pair.reasons.isEmpty {
      try folder.write(DataFiles.transferReasons(pair.train, pair.test), TransferReason.table.bytes(pair.reasons))
    }
    if let reviews = findings.reviews {
      try folder.write(DataFiles.reviews, FeatureReview.table.bytes(reviews.reviews))
      try folder.write(DataFiles.reviewAgreement, ReviewAgreement.table.bytes(reviews.agreement))
    }
    try folder.write(DataFiles.facts, Fact.csv(Fact.all(findings)))
    try folder.write(DataFiles.timings, try timings.encoded())
    try folder.write(ResultsFolder.findingsPath, try FindingsJSON.encode(findings))
    try folder.write(Checksums.name, Checksums.bytes(of: folder.written))
  }
}

/// Which pictures were written.
private final class WrittenPictures: Sendable {
  private let paths = Mutex<Set<String>>([])

  func isNew(_ path: String) -> Bool { paths.withLock { $0.insert(path).inserted } }
}

/// A published table as a reference describes it. Names in capitals stand for those of the data: DATASET, CLASS.
public struct TableDescription: Sendable {
  /// Relative to the site.
  public let file: String
  /// What there is one row for.
  public let row: String
  /// In the order of the file.
  public let columns: [(name: String, meaning: String)]

  private init<Row>(_ file: String, _ row: String, _ table: CSVTable<Row>) {
    self.file = file
    self.row = row
    columns = table.columns.map { ($0.name, $0.meaning) }
  }

  /// Every table that a site can hold.
  ///
  /// - Parameter metrics: by which arms are scored.
  public static func all(_ metrics: [MetricKind]) -> [TableDescription] {
    let (dataset, checkpoint, attribute) = ("DATASET", "CHECKPOINT", "ATTRIBUTE")
    var features = FeatureTable(
      dataset: dataset, checkpoint: checkpoint, pooling: "", classes: ["CLASS"], exampleCount: 0)
    // Columns of two classes are there, too.
    features.f1 = [.nan]
    let profiles = FeatureProfiles(dataset: dataset, checkpoint: checkpoint)
    let groups = GroupTable(
      dataset: dataset, checkpoint: checkpoint, attribute: attribute, groups: [], classes: [])
    let transfer = TransferTable(train: "TRAIN", test: "TEST", checkpoint: checkpoint, classes: ["CLASS"])
    return [
      TableDescription(DataFiles.features(dataset, checkpoint), "feature", features.featuresTable),
      TableDescription(DataFiles.examples(dataset, checkpoint), "feature × rank", features.examplesTable(ids: [])),
      TableDescription(
        DataFiles.neighbours(dataset, checkpoint), "feature × kind × rank", FeatureProfiles.neighboursTable),
      TableDescription(DataFiles.words(dataset, checkpoint), "feature × rank", profiles.wordsTable),
      TableDescription(DataFiles.spread(dataset, checkpoint), "feature × bin", profiles.spreadTable(ids: [])),
      TableDescription(
        DataFiles.tokenEffects(dataset, checkpoint), "feature × effect × rank", TokenEffects.table),
      TableDescription(DataFiles.folds(dataset), "example × repeat", ProbeStudy.foldsTable),
      TableDescription(DataFiles.nearDuplicates(dataset), "pair of examples", NearDuplicateFinding.pairsTable),
      TableDescription(DataFiles.probes(dataset), "arm × repeat × fold", ProbeStudy.probesTable(metrics)),
      TableDescription(DataFiles.comparisons(dataset), "pair of arms × metric", ArmComparison.table),
      TableDescription(DataFiles.thresholds(dataset), "checkpoint × pooling × threshold", ThresholdRow.table),
      TableDescription(DataFiles.stability(dataset), "arm", StabilityRow.table),
      TableDescription(DataFiles.selections(dataset), "arm × repeat × fold", FoldSelection.table),
      TableDescription(DataFiles.weights(dataset), "arm × class × feature", ProbeStudy.weightsTable),
      TableDescription(DataFiles.explanations(dataset), "example × reason", ProbeStudy.explanationsTable),
      TableDescription(
        DataFiles.predictions(dataset), "arm of the headline × example × repeat",
        HeldOutPrediction.table(ids: [], classes: [])),
      TableDescription(DataFiles.calibration(dataset), "arm × group", CalibrationFinding.table),
      TableDescription(DataFiles.reliability(dataset), "arm × group × bin", CalibrationFinding.binsTable),
      TableDescription(DataFiles.errors(dataset), "threshold", ErrorStudy.table),
      TableDescription(DataFiles.split(dataset), "arm", SplitEvaluation.armsTable(metrics)),
      TableDescription(DataFiles.splitComparisons(dataset), "pair of arms", SplitEvaluation.pairsTable),
      TableDescription(DataFiles.bias(dataset, checkpoint, attribute), "feature", groups.biasTable),
      TableDescription(
        DataFiles.biasGroups(dataset, checkpoint, attribute), "feature × group × label", groups.groupsTable),
      TableDescription(DataFiles.biasProbe(dataset, attribute), "arm × group", ProbeGroupRow.table),
      TableDescription(DataFiles.biasGaps(dataset, attribute), "arm × measure × group", GapRow.table),
      TableDescription(DataFiles.biasLL144(dataset, attribute), "category", LL144Row.table),
      TableDescription(DataFiles.biasAblation(dataset, attribute), "set of features", AblationRow.table),
      TableDescription(
        DataFiles.biasAttribution(dataset, attribute), "arm × group × label × feature", AttributionTable.table),
      TableDescription(DataFiles.pairs(dataset), "arm or feature × pair of groups", PairTable.table),
      TableDescription(
        DataFiles.biasDropped(dataset, attribute), "checkpoint × feature", DroppedFeature.table),
      TableDescription(DataFiles.transfer, "pair × arm × metric", TransferFinding.table),
      TableDescription(
        DataFiles.transferFeatures(transfer.train, transfer.test, checkpoint), "feature × class", transfer.featuresTable
      ),
      TableDescription(
        DataFiles.transferAgreement(transfer.train, transfer.test), "checkpoint", TransferCheckpointSummary.table),
      TableDescription(
        DataFiles.transferReasons(transfer.train, transfer.test), "checkpoint × reason", TransferReason.table),
      TableDescription(
        DataFiles.transferBias(transfer.train, transfer.test), "attribute × checkpoint × feature",
        BiasReplicationRow.table),
      TableDescription(
        DataFiles.transferBiasSummary(transfer.train, transfer.test), "attribute × checkpoint", BiasAcross.table),
      TableDescription(
        DataFiles.transferGaps(transfer.train, transfer.test), "attribute × measure × group", GapAcross.table),
      TableDescription(DataFiles.transferRows(transfer.train, transfer.test), "example", TransferUse.table),
      TableDescription(DataFiles.transferCurve, "pair × arm × number of examples", TransferCurvePoint.table),
      TableDescription(DataFiles.transferJoint, "pair × arm × dataset tested on", TransferJointRow.table),
      TableDescription(DataFiles.leftOut, "dataset × arm × metric", TransferFinding.table),
      TableDescription(DataFiles.leftOutRows(transfer.test), "example", TransferUse.table),
      TableDescription(DataFiles.reviews, "feature × rater", FeatureReview.table),
      TableDescription(DataFiles.reviewAgreement, "checkpoint", ReviewAgreement.table),
      TableDescription(DataFiles.facts, "fact", Fact.table),
    ]
  }
}

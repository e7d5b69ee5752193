import Findings

/// The columns of `features.csv` as slots: `column_` and the name of the column. Those of single classes stand in the rows
/// of the classes.
struct FeatureColumns: Sendable {
  let table: FeatureTable
  let feature: Int

  static let slots: Slots<FeatureColumns> = [
    .text("column_feature") { "\($0.feature)" },
    .count("column_active_examples") { $0.table.activeExamples.at($0.feature).map(Int.init) },
    .number("column_density", .percent) { $0.table.density.at($0.feature) },
    .number("column_mean_active", .magnitude) { $0.table.meanActive.at($0.feature) },
    .number("column_max", .magnitude) { $0.table.maximum.at($0.feature) },
    .number("column_token_density", .percent) { $0.table.tokenDensity.at($0.feature) },
    .number("column_decoder_norm", .magnitude) { $0.table.decoderNorm.at($0.feature) },
    .number("column_encoder_decoder_cosine", .fixed(2)) { $0.table.encoderDecoderCosine.at($0.feature) },
    .number("column_f1", .fixed(3)) { $0.table.f1.at($0.feature) },
    .number("column_best_threshold", .magnitude) { $0.table.bestThreshold.at($0.feature) },
    .number("column_phi", .signed(3)) { $0.table.phi.at($0.feature) },
    .text("column_pooling") { $0.table.pooling },
    .text("column_name") { $0.table.names.at($0.feature) },
    .text("column_name_source") { $0.table.nameSources.at($0.feature) },
    .all(
      FeatureTable.quantileLevels.indices.map { level in
        .number("column_p\(Int((FeatureTable.quantileLevels[level] * 100).rounded()))", .magnitude) {
          $0.table.quantiles.at(level)?.at($0.feature)
        }
      }),
    .number("column_chi2", .magnitude) { $0.table.chiSquared.at($0.feature) },
    .number("column_g2", .magnitude) { $0.table.g2.at($0.feature) },
    .number("column_mutual_information", .fixed(3)) { $0.table.mutualInformation.at($0.feature) },
    .number("column_q_g2", .probability) { $0.table.g2Q.at($0.feature) },
    .number("column_f1_cv", .fixed(3)) { $0.table.crossValidatedF1.at($0.feature) },
    .text("column_kind") { $0.table.kind(of: $0.feature)?.rawValue },
    .text("column_duplicate_of") { columns in columns.table.duplicated(by: columns.feature).map(String.init) },
    .number("column_map_x", .fixed(3)) { columns in columns.table.mapX.at(columns.feature).map(Double.init) },
    .number("column_map_y", .fixed(3)) { columns in columns.table.mapY.at(columns.feature).map(Double.init) },
  ]
}

/// The columns of `features.csv` that are of one class: `auroc:CLASS` is `column_auroc`.
struct FeatureColumnsOfClass: Sendable {
  let table: FeatureTable
  let feature: Int
  let index: Int

  static let slots: Slots<FeatureColumnsOfClass> = [
    .number("column_auroc", .fixed(3)) { $0.table.auroc.at($0.index)?.at($0.feature) },
    .number("column_q", .probability) { $0.table.q.at($0.index)?.at($0.feature) },
    .number("column_label_q", .probability) { $0.table.labelQ($0.index, $0.feature) },
    .count("column_active") { row in row.table.activeByClass.at(row.index)?.at(row.feature).map(Int.init) },
    .number("column_average_precision", .fixed(3)) { $0.table.averagePrecision.at($0.index)?.at($0.feature) },
  ]
}

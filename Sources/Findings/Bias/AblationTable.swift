extension AblationRow {
  /// `bias.ATTRIBUTE.ablation.csv`: one row per set of features.
  static let table = CSVTable<AblationRow> { table in
    table.text("set", "checkpoint, what the probe sees, which features were taken away, and how") { $0.set }
    table.integer("features", "features in the set, mean over the folds") { $0.features }
    table.real("auroc", "AUROC of the probe on the test rows of the folds, 0 to 1") { $0.auroc }
    table.real("auroc_change", "auroc less that with all features") { $0.aurocChange }
    table.real("tpr_gap", "largest difference between groups of the true positive rate, 0 to 1") { $0.tprGap }
    table.real("fpr_gap", "largest difference between groups of the false positive rate, 0 to 1") { $0.fprGap }
    table.real("gap_closed", "share of the gaps beyond chance that is gone; empty if none are shown") { $0.gapClosed }
    table.real("leakage_auroc", "AUROC of telling the group within the label, 0 to 1") { $0.leakageAUROC }
    table.text("checkpoint", "id of the checkpoint") { $0.checkpoint }
    table.text("input", "“binarized” (above 0 or not) or “continuous”") { $0.input.rawValue }
    table.text("method", "“none”, “zero” (weights), “mean” (of training rows) or “drop” (and fit again)") {
      $0.method.rawValue
    }
    table.integer("dose", "most flagged features taken away, largest effects first; empty: all") { $0.dose }
    table.text("kind", "“flagged” or “control”; empty if none were taken away") { $0.kind?.rawValue }
    table.integer("controls", "random sets that the row is the mean of; empty for others") { $0.controls }
    table.real("auroc_change_ci_low", "95 % interval of auroc_change; of controls that of one of them") {
      $0.aurocChangeRange?.low
    }
    table.real("auroc_change_ci_high", "95 % interval of auroc_change; of controls that of one of them") {
      $0.aurocChangeRange?.high
    }
    table.real("gap_closed_ci_low", "95 % interval of gap_closed; of controls that of one of them") {
      $0.gapClosedRange?.low
    }
    table.real("gap_closed_ci_high", "95 % interval of gap_closed; of controls that of one of them") {
      $0.gapClosedRange?.high
    }
    table.real("versus_controls", "gap_closed less its mean over controls of the same input, method and dose") {
      $0.versusControls?.value
    }
    table.real("versus_low", "95 % interval of the difference from one control set") { $0.versusControls?.low }
    table.real("versus_high", "95 % interval of the difference from one control set") { $0.versusControls?.high }
    table.real("leakage_low", "95 % interval of leakage_auroc") { $0.leakageRange?.low }
    table.real("leakage_high", "95 % interval of leakage_auroc") { $0.leakageRange?.high }
    table.real("leakage_null", "leakage_auroc if groups are permuted within the label before the fit") {
      $0.leakageNull
    }
    table.real("gap_closed_per_point", "gap_closed per AUROC point (0.01) lost; empty if none is lost") {
      $0.gapClosedPerPoint
    }
    table.real("auroc_versus_controls", "auroc_change less its mean over those controls") {
      $0.aurocVersusControls?.value
    }
    table.real("auroc_versus_low", "95 % interval of that difference from one control set") {
      $0.aurocVersusControls?.low
    }
    table.real("auroc_versus_high", "95 % interval of that difference from one control set") {
      $0.aurocVersusControls?.high
    }
    table.real("leakage_versus_binarized", "leakage_auroc less that of the same set, binarized") {
      $0.leakageVersusBinarized?.value
    }
    table.real("leakage_versus_low", "95 % interval of leakage_versus_binarized") { $0.leakageVersusBinarized?.low }
    table.real("leakage_versus_high", "95 % interval of leakage_versus_binarized") { $0.leakageVersusBinarized?.high }
    table.real("gap_p", "share of permutations of the group with gaps as large; empty for random sets") { $0.gapP }
    table.real("gap", "tpr_gap + fpr_gap") { $0.gap }
    table.real("gap_null", "mean of gap over these permutations: what chance makes") { $0.gapNull }
  }
}

extension AblationRow {
  /// `bias.ATTRIBUTE.ablation.csv` of these rows.
  public static func csv(_ rows: [AblationRow]) -> [UInt8] { table.bytes(rows) }
}

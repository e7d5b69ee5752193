/// What the probes lean on, as CSV.
extension ProbeStudy {
  /// One row per arm × class × feature, the heaviest features of the fit on all examples.
  static let weightsTable = CSVTable<(arm: String, entry: ClassWeights, place: Int, folds: WeightOverFolds?)> {
    table in
    table.text("arm", "probe") { $0.arm }
    table.text("class", "class that a positive weight speaks for") { $0.entry.className }
    table.integer("feature", "index in the checkpoint, from 0") { $0.entry.features[$0.place] }
    table.real("weight", "weight in the fit on all examples") { $0.entry.weights[$0.place] }
    table.real("fold_mean", "mean weight over the fits of the folds; empty, like all below, if not kept") {
      $0.folds?.mean
    }
    table.real("fold_low", "quantile .025 of the weight over these fits") { $0.folds?.low }
    table.real("fold_high", "quantile .975 of the weight over these fits") { $0.folds?.high }
    table.real("sign_consistency", "share of these fits with the sign of “weight”, 0 to 1") {
      $0.folds?.signConsistency
    }
    table.real("selected_share", "share of these fits that give it a weight, 0 to 1") { $0.folds?.selected }
    table.real("auroc", "AUROC of the feature alone, class against the rest, 0 to 1") { $0.folds?.auroc }
  }

  func weightsCSV() -> [UInt8] {
    ProbeStudy.weightsTable.bytes(
      arms.lazy.filter { $0.key.checkpoint != nil }.flatMap { arm in
        arm.weights.flatMap { entry in
          entry.features.indices.map { place in
            (arm.name, entry, place, entry.overFolds.indices.contains(place) ? entry.overFolds[place] : nil)
          }
        }
      })
  }

  /// One row per explained example × reason.
  static let explanationsTable = CSVTable<(arm: String, item: Explanation, id: String, rank: Int)> { table in
    table.text("arm", "probe") { $0.arm }
    table.text("example", "id of the example") { $0.id }
    table.text("kind", "“confident and right”, “confident and wrong” or “undecided”") { $0.item.kind }
    table.text("label", "class of the example") { $0.item.label }
    table.text("decision", "class that the probe decides for") { $0.item.decision }
    table.real("probability", "of the decision, by a fit that had not seen the example, 0 to 1") {
      $0.item.probability
    }
    table.integer("rank", "1 for the largest contribution") { $0.rank + 1 }
    table.integer("feature", "index in the checkpoint, from 0") { $0.item.reasons[$0.rank].feature }
    table.real("value", "of the feature, as the classifier saw it") { $0.item.reasons[$0.rank].value }
    table.real("weight", "of the feature towards the decision") { $0.item.reasons[$0.rank].weight }
    table.real("contribution", "weight · value: above 0 for the decision, below against it") {
      $0.item.reasons[$0.rank].contribution
    }
    table.real("share", "|contribution| over the sum of these of all features, 0 to 1") {
      $0.item.reasons[$0.rank].share
    }
  }

  func explanationsCSV(ids: [String]) -> [UInt8] {
    ProbeStudy.explanationsTable.bytes(
      explanations.lazy.flatMap { item in
        item.reasons.indices.map { (arms[item.arm].name, item, ids[item.example], $0) }
      })
  }
}

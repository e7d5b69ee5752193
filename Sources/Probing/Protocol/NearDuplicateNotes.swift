import Datasets
import Findings

extension NearDuplicateFinding {
  /// Whether so many examples have a similar one in another fold that scores say more of the template than of the task.
  var isSevere: Bool {
    Double(similar.most) >= NearDuplicates.severeShare * Double(max(1, exampleCount))
  }

  /// What to know before believing a score; nil where it is not severe.
  func warning(_ dataset: String, clusters: CategoryColumn?) -> String? {
    guard isSevere else { return nil }
    return
      "\(dataset): \(similar.most) of \(exampleCount) examples have a similar text in another fold, as variants of one "
      + "template do: probes are tested on what they were half taught, and scores are too high. " + remedy(clusters)
  }

  /// Nothing where folds and split part none.
  func notes(clusters: CategoryColumn?) -> [String] {
    var notes: [String] = []
    if similar.most > 0 {
      notes.append(
        "\(said(near.parted)) of \(exampleCount) examples have a near-duplicate (Jaccard similarity of words and pairs of words "
          + "of at least \(near.similarity), or the same state) in another fold, where it can be learned by heart, and "
          + "\(said(similar.parted)) a similar text (at least \(similar.similarity)). " + remedy(clusters))
    }
    if let own = similar.acrossSplit, own > 0, let count = splitTestCount {
      notes.append(
        "Of the \(count) test rows of the data's own split \(near.acrossSplit ?? 0) have a near-duplicate among its training "
          + "rows, and \(own) a similar text.")
    }
    if !notes.isEmpty, !isComplete {
      notes.append(
        "Of more than \(AlikeTexts.window) alike texts each was compared with the \(AlikeTexts.window) before it: there may "
          + "be more near-duplicates than these.")
    }
    return notes
  }

  /// `5`, or `5 to 7` over the repeats.
  private func said(_ counts: [Int]) -> String {
    let (least, most) = (counts.min() ?? 0, counts.max() ?? 0)
    return least == most ? "\(most)" : "\(least) to \(most) (from repeat to repeat)"
  }

  private func remedy(_ clusters: CategoryColumn?) -> String {
    clusters.map { "The column \($0.name) does not hold them together." }
      ?? "A `cluster` column that names what they share (template, source, person) would keep them on one side."
  }
}

extension NearDuplicateFinding.Count {
  /// Over the repeats.
  var most: Int { parted.max() ?? 0 }
}

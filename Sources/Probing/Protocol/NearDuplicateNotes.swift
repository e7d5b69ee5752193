import Datasets
import Diagnostics
import Evaluation
import Findings

extension NearDuplicateFinding {
  /// Whether so many examples have a similar one in another fold that scores say more of the template than of the task.
  var isSevere: Bool {
    Double(similar.most) >= NearDuplicates.severeShare * Double(max(1, exampleCount))
  }

  /// What to know before believing a score; nothing where it is not severe.
  func warnings(clusters: CategoryColumn?) -> [Note] {
    isSevere ? [Note(.similarAcrossFolds, similar.most, exampleCount), remedy(clusters)] : []
  }

  /// Nothing where folds and split part none.
  func notes(clusters: CategoryColumn?) -> [Note] {
    var notes: [Note] = []
    if similar.most > 0 { notes += [partedByFolds, remedy(clusters)] }
    if let own = similar.acrossSplit, own > 0, let count = splitTestCount {
      notes.append(Note(.nearDuplicatesOfSplit, count, near.acrossSplit ?? 0, own))
    }
    if !notes.isEmpty, !isComplete { notes.append(Note(.nearDuplicatesBounded, AlikeTexts.window)) }
    return notes
  }

  /// One number each, or those of the repeats with the fewest and the most.
  private var partedByFolds: Note {
    if near.least == near.most, similar.least == similar.most {
      return Note(.nearDuplicates, near.most, exampleCount, near.similarity, similar.most, similar.similarity)
    }
    return Note(
      .nearDuplicatesVarying, near.least, near.most, exampleCount, near.similarity, similar.least, similar.most,
      similar.similarity)
  }

  private func remedy(_ clusters: CategoryColumn?) -> Note {
    clusters.map { Note(.clustersPartThem, $0.name) } ?? Note(.clustersWouldHelp)
  }
}

extension NearDuplicateFinding.Count {
  /// Over the repeats.
  var most: Int { parted.max() ?? 0 }
  fileprivate var least: Int { parted.min() ?? 0 }
}

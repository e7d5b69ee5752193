import BiasAudit
import Datasets
import Diagnostics
import Evaluation
import Features
import Findings
import Probing

/// One label of an encoded dataset: what probes and audits make of it. Nothing is written or reported here.
struct DatasetStudy {
  /// Examples with the label, and their features and states.
  let encoded: EncodedDataset
  /// One per checkpoint that the dataset was encoded with.
  let fits: [CheckpointFit]
  /// What the features do without, by layer.
  let drop: (Int?) -> TokenDrop
  let options: AnalysisOptions

  /// Trains and compares the probes.
  func probed(_ progress: Progress) throws -> ProbeLaboratory.Result {
    var result = try ProbeLaboratory.study(encoded, options: options.probes, progress: progress)
    for place in result.study.libraries.indices { complete(&result.study.libraries[place]) }
    result.study.errors = ErrorsAtThresholds(examples: probedExamples(result), decision: options.decision)
      .study(result)
    return result
  }

  /// The examples with the labels of those alone that the probes were tested on.
  private func probedExamples(_ result: ProbeLaboratory.Result) -> ExampleTable {
    var examples = encoded.examples
    guard options.probes.examples != nil, let folds = result.study.design.assignments.first else { return examples }
    for row in folds.indices where folds[row] < 0 { examples.labels[row] = -1 }
    return examples
  }

  /// What a library of this dataset must know of its features to be used elsewhere.
  func complete(_ library: inout FeatureLibrary) {
    let fit = fits.first { $0.id == library.checkpoint }
    let drop = drop(library.layer)
    library.dataset = encoded.id
    library.encoderDigest = fit?.loaded.checkpoint?.autoencoder.encoderDigest()
    library.leftOut = drop.isEmpty ? nil : drop.words
    library.unexplained = fit?.reconstruction?.fvu
    library.medianUnexplained = fit?.reconstruction?.medianUnexplained
  }

  /// What the arms of the probes took.
  func timings(_ result: ProbeLaboratory.Result) -> [Timings.Arm] {
    result.timings.map { timing in
      var arm = Timings.Arm(arm: "\(encoded.id): \(timing.arm)", fits: timing.fits, seconds: timing.seconds)
      arm.inferenceSeconds = timing.inferenceSeconds
      arm.encodingSeconds = fits.first { $0.id == timing.checkpoint }?.encodingSeconds
      arm.matrixBytes = timing.matrixBytes
      arm.modelBytes = timing.cost?.modelBytes
      arm.exampleBytes = timing.cost?.exampleBytes
      return arm
    }
  }

  /// Looks for features that follow an attribute, and compares the decisions of the probes group by group.
  func audited(
    by attributes: [String], _ probes: ProbeLaboratory.Result?, _ progress: Progress
  ) throws -> (study: BiasStudy, tables: [GroupTable], extras: AuditExtras) {
    let predictions = Self.predictions(probes)
    let lead = probes.flatMap { probes in probes.study.headline.lead.map { probes.study.arms[$0].key } }
    let isAblated = attributes.count > 1 ? options.ablatesIntersections : options.ablates
    let folds = isAblated ? probes?.study.design.assignments.first : nil
    let ablation = folds.map { AblationOptions(folds: $0) }
    var (study, tables) = try BiasAudit.study(
      encoded, attributes: attributes, predictions: predictions, lead: lead, options: options.bias,
      ablation: ablation, progress: progress)
    var extras = try extend(&study, by: attributes, tables: tables, predictions: predictions, probes)
    extras.remedy = try remedy(attributes, without: tables, ablation)
    study.dropped = extras.remedy.dropped.count
    return (study, tables, extras)
  }

  /// Decisions out of fold. The majority class says nothing of an example: its scores per group would be those of the folds.
  static func predictions(_ probes: ProbeLaboratory.Result?) -> [ProbePredictions] {
    (probes?.outOfFold ?? []).filter { $0.arm.representation.role != .baseline }.map {
      ProbePredictions(arm: $0.arm, predicted: $0.decisions, probabilities: $0.probabilities)
    }
  }

  /// Probes without the features that follow the group.
  private func remedy(
    _ attributes: [String], without tables: [GroupTable], _ ablation: AblationOptions?
  ) throws -> RemedyExport {
    guard let ablation else { return RemedyExport() }
    var remedy = try BiasAudit.remedy(
      encoded, attributes: attributes, without: tables, c: ablation.c, options: options.bias)
    for place in remedy.libraries.indices {
      for library in remedy.libraries[place].libraries.libraries.indices {
        complete(&remedy.libraries[place].libraries.libraries[library])
      }
    }
    return remedy
  }
}

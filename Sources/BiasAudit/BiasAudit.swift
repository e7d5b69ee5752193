import Datasets
import Diagnostics
import Features
import Findings
import LinearAlgebra
import Statistics

/// Which features follow a group given the label, how strongly, and what the probes do per group.
///
/// The unit is the example. A feature fires in an example where its pooled value (first pooling of the checkpoint) is
/// not 0. Examples without a label are left out where there are labels; examples without a group are counted.
public enum BiasAudit {
  /// - Parameters:
  ///   - attributes: a group column, or several for their intersection.
  ///   - predictions: out-of-fold predictions of the probes; empty for none.
  ///   - lead: the arm among them that speaks for the probes.
  ///   - ablation: folds on which the probe is taken apart where there are two classes; nil: left out.
  /// - Returns: the study, and one table per checkpoint in the order of the dataset.
  /// - Throws: `AtlasError` for an unknown column, and for tables that would not fit.
  public static func study(
    _ dataset: EncodedDataset, attributes: [String], predictions: [ProbePredictions] = [], lead: ArmKey? = nil,
    options: BiasOptions,
    ablation: AblationOptions? = nil, progress: Progress? = nil
  ) throws -> (BiasStudy, [GroupTable]) {
    let examples = dataset.examples
    let published = try published(attributes, dataset, predictions, options)
    let groups = try published?.column ?? GroupColumn(attributes, of: examples)
    let design =
      published?.design
      ?? CellDesign(
        group: groups.codes, groups: groups.values.count, labels: examples.labels, classes: examples.classes.count,
        minimumCell: options.minimumCell, clusters: examples.clusters?.codes)
    let reference = reference(groups, options: options)
    var study = BiasStudy(
      attribute: groups.name, groups: zip(groups.values, groups.counts).map { CategoryCount(name: $0, count: $1) },
      unknown: groups.unknown, reference: reference.name, referenceReason: reference.reason,
      isReferenceSet: reference.isSet, margin: options.margin,
      falseDiscoveryRate: options.falseDiscoveryRate, minimumCell: options.minimumCell)
    study.clustering = design.clusters?.finding
    study.disclosure = options.disclosure
    study.dataDates = options.dataDates
    study.roundingBase = published?.rounding.base
    if let published, let exact = study.clustering {
      study.clustering = exact.everybody(published.rounding)
    }
    study.exclusions = exclusions(
      groups: groups, design: design, clusters: study.clustering?.clusters ?? [], examples: examples, options: options)
    var tables: [GroupTable] = []
    var seen: Set<String> = []
    let steps = 1 + (ablation.map { Set($0.folds).subtracting([-1]).count } ?? 0)
    progress?.expect(steps * Set(dataset.features.map(\.checkpoint)).count)
    for features in dataset.features where seen.insert(features.checkpoint).inserted {
      let (summary, table) = try CheckpointAudit.run(
        features, dataset: dataset.id, groups: groups, design: design, classes: examples.classes,
        stream: UInt64(tables.count), published: published, options: options)
      progress?.advance()
      study.checkpoints.append(summary)
      tables.append(table)
      if let ablation, examples.classes.count == 2, ablation.folds.count == examples.count {
        study.ablations += try AblationStudy(
          features: features, groups: groups, examples: examples, options: options, ablation: ablation,
          progress: progress
        ).rows()
      }
    }
    study.arms = predictions.map(\.arm)
    study.lead = lead.flatMap { study.arms.firstIndex(of: $0) }
    let decisions = ProbesByGroup(
      groups: groups, examples: examples, reference: reference.isSet ? reference.name : nil,
      minimumCell: options.minimumCell, published: published)
    let judged = decisions.judged(predictions)
    study.probeRows = decisions.rows(judged)
    let compared = try DecisionTables(
      judged, study: study, groups: groups, examples: examples, lead: study.lead, threads: options.threads)
    study.gaps = compared.gaps
    study.ll144 = compared.ll144
    study.exclusions += compared.notes
    if let published {
      study.ablations = study.ablations.map(\.forEverybody)
      study.exclusions += published.notes(fewest: options.fewestActive)
    }
    study.exclusions += undecided(predictions, examples)
    study.exclusions += withoutRatios(study)
    return (study, tables)
  }

  /// What everybody may know of the counts; nil where figures are for those who may see the data.
  private static func published(
    _ attributes: [String], _ dataset: EncodedDataset, _ predictions: [ProbePredictions], _ options: BiasOptions
  ) throws -> PublishedGroups? {
    guard options.disclosure == .everybody else { return nil }
    var seen: Set<String> = []
    let columns = dataset.features.filter { seen.insert($0.checkpoint).inserted }.map { $0.matrix.transposed() }
    return try PublishedGroups(
      attributes, dataset: dataset, columns: columns, predictions: predictions, options: options)
  }

  private static func reference(_ groups: GroupColumn, options: BiasOptions) -> (
    name: String, reason: Note, isSet: Bool
  ) {
    guard let first = groups.values.first else { return ("", Note(.noReference), false) }
    let largest = groups.counts[0]
    guard let asked = options.reference else { return (first, Note(.largestReference, largest), false) }
    if asked == "largest" { return (first, Note(.largestReferenceAsked, largest), true) }
    if groups.values.contains(asked) { return (asked, Note(.referenceSet), true) }
    // One reference is set for all attributes; it can be a value of some of them only.
    return (first, Note(.referenceUnknown, largest, groups.name, asked), false)
  }

  /// Examples that no probe was able to decide, the most of any arm.
  private static func undecided(_ predictions: [ProbePredictions], _ examples: ExampleTable) -> [Note] {
    let most =
      predictions.map { arm in
        examples.labels.indices.count { examples.labels[$0] >= 0 && arm.predicted[$0] < 0 }
      }.max() ?? 0
    return most == 0 ? [] : [Note(.undecided, most)]
  }

  /// A reference that was asked for and can be the denominator of no ratio.
  private static func withoutRatios(_ study: BiasStudy) -> [Note] {
    guard study.isReferenceSet, !study.probeRows.isEmpty, study.probeRows.allSatisfy({ $0.impactRatio == nil }) else {
      return []
    }
    return [Note(.noRatio, study.reference, study.minimumCell)]
  }

  private static func exclusions(
    groups: GroupColumn, design: CellDesign, clusters counts: [Int], examples: ExampleTable, options: BiasOptions
  ) -> [Note] {
    var notes: [Note] = []
    let unknown = groups.unknown
    if unknown > 0 { notes.append(Note(.unknownGroup, unknown, groups.name)) }
    if let column = examples.clusters, let clusters = design.clusters {
      notes.append(clusters.note(column: column.name, groups: groups.values, counts: counts))
    }
    if !examples.classes.isEmpty {
      let unlabelled = examples.unlabelledCount
      if unlabelled > 0 { notes.append(Note(.unlabelledUncounted, unlabelled)) }
      let others = examples.leftOutLabels?.codes.count { $0 >= 0 } ?? 0
      if others > 0 { notes.append(Note(.smallClassesUncounted, examples.leftOutLabels?.values ?? [], others)) }
    }
    for g in design.testedGroups..<max(design.testedGroups, design.groupCount) {
      notes.append(Note(.smallGroup, groups.values[g], options.minimumCell))
    }
    if design.testedGroups < 2 {
      notes.append(Note(.fewerThanTwoGroups))
    } else {
      let few = (0..<design.testedGroups).filter { design.clusters?.isEnough(group: $0) == false }
      if !few.isEmpty, design.isJudged {
        notes.append(Note(.groupsOfFewClusters, few.map { groups.values[$0] }, ClusterDesign.fewest.ofGroup))
      }
      let apart = (0..<design.testedGroups).filter { !design.comparedGroups.contains($0) && !few.contains($0) }
      if !apart.isEmpty { notes.append(Note(.groupsLackingLabel, apart.map { groups.values[$0] })) }
      let missing = (0..<design.classCount).filter { !design.commonClasses.contains($0) }
      if !missing.isEmpty { notes.append(Note(.labelsNotCommon, missing.map { examples.classes[$0] })) }
    }
    return notes
  }
}

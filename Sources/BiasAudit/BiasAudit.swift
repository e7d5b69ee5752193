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
  ///   - ablation: folds on which the probe is taken apart where there are two classes; nil: left out.
  /// - Returns: the study, and one table per checkpoint in the order of the dataset.
  /// - Throws: `AtlasError` for an unknown column, and for tables that would not fit.
  public static func study(
    _ dataset: EncodedDataset, attributes: [String], predictions: [ProbePredictions] = [], options: BiasOptions,
    ablation: AblationOptions? = nil, progress: Progress? = nil
  ) throws -> (BiasStudy, [GroupTable]) {
    let examples = dataset.examples
    let groups = try GroupColumn(attributes, of: examples)
    let design = CellDesign(
      group: groups.codes, groups: groups.values.count, labels: examples.labels, classes: examples.classes.count,
      minimumCell: options.minimumCell, clusters: examples.clusters?.codes)
    let reference = reference(groups, options: options)
    var study = BiasStudy(
      attribute: groups.name, groups: zip(groups.values, groups.counts).map { CategoryCount(name: $0, count: $1) },
      unknown: groups.unknown, reference: reference.name, referenceReason: reference.reason,
      isReferenceSet: reference.isSet, margin: options.margin,
      falseDiscoveryRate: options.falseDiscoveryRate, minimumCell: options.minimumCell)
    study.clustering = design.clusters?.finding
    study.exclusions = exclusions(groups: groups, design: design, examples: examples, options: options)
    var tables: [GroupTable] = []
    var seen: Set<String> = []
    let steps = 1 + (ablation.map { Set($0.folds).subtracting([-1]).count } ?? 0)
    progress?.expect(steps * Set(dataset.features.map(\.checkpoint)).count)
    for features in dataset.features where seen.insert(features.checkpoint).inserted {
      let (summary, table) = try CheckpointAudit.run(
        features, dataset: dataset.id, groups: groups, design: design, classes: examples.classes,
        stream: UInt64(tables.count), options: options)
      progress?.advance()
      study.checkpoints.append(summary)
      tables.append(table)
      if let ablation, examples.classes.count == 2, ablation.folds.count == examples.count {
        study.ablations += try AblationStudy(
          features: features, groups: groups, labels: examples.labels, positive: examples.positive, options: options,
          ablation: ablation, clusters: examples.clusters?.codes, progress: progress
        ).rows()
      }
    }
    study.probeRows = ProbesByGroup(
      groups: groups, examples: examples, reference: reference.isSet ? reference.name : nil,
      minimumCell: options.minimumCell
    ).rows(predictions)
    study.exclusions += undecided(predictions, examples)
    study.exclusions += withoutRatios(study)
    return (study, tables)
  }

  private static func reference(_ groups: GroupColumn, options: BiasOptions) -> (
    name: String, reason: String, isSet: Bool
  ) {
    guard let first = groups.values.first else { return ("", "no example has a group", false) }
    let largest = "the largest group, \(groups.counts[0]) examples"
    guard let asked = options.reference else { return (first, largest, false) }
    if asked == "largest" { return (first, largest + ", as the configuration asks", true) }
    if groups.values.contains(asked) { return (asked, "set in the configuration", true) }
    // One reference is set for all attributes; it can be a value of some of them only.
    return (first, largest + ": \(groups.name) has no value “\(asked)”", false)
  }

  /// Examples that no probe was able to decide, the most of any arm.
  private static func undecided(_ predictions: [ProbePredictions], _ examples: ExampleTable) -> [String] {
    let most =
      predictions.map { arm in
        examples.labels.indices.count { examples.labels[$0] >= 0 && arm.predicted[$0] < 0 }
      }.max() ?? 0
    if most == 0 { return [] }
    return [
      "\(most) labelled examples have no decision of a probe, since no fit that tested them was taught their class: no "
        + "selection rate, impact ratio or score of their groups is given."
    ]
  }

  /// A reference that was asked for and can be the denominator of no ratio.
  private static func withoutRatios(_ study: BiasStudy) -> [String] {
    guard study.isReferenceSet, !study.probeRows.isEmpty, study.probeRows.allSatisfy({ $0.impactRatio == nil }) else {
      return []
    }
    return [
      "No impact ratio to \(study.reference) is given: it has fewer than \(study.minimumCell) decided examples, or none of "
        + "them is selected."
    ]
  }

  private static func exclusions(
    groups: GroupColumn, design: CellDesign, examples: ExampleTable, options: BiasOptions
  ) -> [String] {
    var notes: [String] = []
    let unknown = groups.unknown
    if unknown > 0 {
      notes.append("\(unknown) examples have no \(groups.name): counted as unknown, not tested.")
    }
    if let column = examples.clusters, let clusters = design.clusters {
      notes.append(clusters.note(column: column.name, groups: groups.values))
    }
    if !examples.classes.isEmpty {
      let unlabelled = examples.unlabelledCount
      if unlabelled > 0 { notes.append("\(unlabelled) examples have no label: left out, and not counted above.") }
      let others = examples.leftOutLabels?.codes.count { $0 >= 0 } ?? 0
      if others > 0 {
        let names = examples.leftOutLabels?.values.joined(separator: ", ") ?? ""
        notes.append("Classes too small to be studied are left out, and not counted above: \(names), \(others) in all.")
      }
    }
    for g in design.testedGroups..<max(design.testedGroups, design.groupCount) {
      notes.append(
        "\(groups.values[g]) has fewer than \(options.minimumCell) examples: listed, not tested.")
    }
    if design.testedGroups < 2 {
      notes.append("Fewer than two groups have enough examples: no feature was tested.")
    } else {
      let apart = (0..<design.testedGroups).filter { !design.comparedGroups.contains($0) }
      if !apart.isEmpty {
        notes.append(
          "\(apart.map { groups.values[$0] }.joined(separator: ", ")): no examples of some label, so in the omnibus test "
            + "only; the rates of the others are compared.")
      }
      let missing = (0..<design.classCount).filter { !design.commonClasses.contains($0) }
      if !missing.isEmpty {
        notes.append(
          "Rates are standardised without the label \(missing.map { examples.classes[$0] }.joined(separator: ", ")), "
            + "which some group lacks.")
      }
    }
    return notes
  }
}
